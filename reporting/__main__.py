"""`python -m reporting` is `reporting`."""

from reporting.cli import main

main()
