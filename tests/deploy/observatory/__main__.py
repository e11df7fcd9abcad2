"""`make observatory`: ends with 1 unless form and desk are graded A+, and a sample without a guard is graded less."""

import sys
from typing import Any

from tests.deploy.observatory import WANTED, missing, scans

FAULT = ("return 301 https://$host$request_uri;", "return 200;")
"""With it whoever types the name alone stays without TLS."""


def main() -> int:
    if lacking := missing():
        print(f"LEFT OUT: the grades of MDN's HTTP Observatory, since these are not installed: {', '.join(lacking)}")
        return 0
    good = True
    for site, told in scans().items():
        found: Any = told
        print(f"{site}: {found['scan']['grade']}, {found['scan']['score']} points, by algorithm "
              f"{found['scan']['algorithmVersion']}")  # fmt: skip
        for name, test in found["tests"].items():
            print(f"    {name}: {test['result']} ({test['scoreModifier']:+d})")
        good = good and found["scan"]["grade"] == WANTED
    for site, told in scans(*FAULT).items():
        worse: Any = told
        print(f"{site} with a careless nginx: {worse['scan']['grade']}, {worse['scan']['score']} points")
        good = good and worse["scan"]["grade"] != WANTED
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
