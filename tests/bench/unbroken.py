"""`python -m tests.bench.unbroken serve form`: the same program with a breaker that never trips.

A bench is a flood: it would measure how fast people are asked to wait. All else is as it is, the count included.
"""

from reporting.abuse import breaker
from reporting.cli import main

breaker.TRIPS_AT = 10**9

main()
