"""`make bench`: prints the table. Words after the command choose benches by name; two write docs/performance.md too."""

import importlib
import os
import platform
import sys

BENCHES = (
    *("sealing", "first_view", "deposits", "processes", "inbox", "resealing"),
    *("accesslog", "audit", "growth", "cleaning", "lighthouse"),
)


def main() -> None:
    cores = os.cpu_count()
    print(f"{platform.machine()}, {cores} cores, Python {platform.python_version()}; medians; ours against a reference")
    print("(what it is, in brackets) taken in the same run\n")
    print(f"{'what':<78}{'ours':>11}{'reference':>12}{'ratio':>8}  reach")
    for name in sys.argv[1:] or BENCHES:
        for row in importlib.import_module(f"tests.bench.{name}").rows():
            unit = f" {row.unit}"
            print(
                f"{row.what + unit:<78}{row.ours:>11,.2f}{row.reference:>12,.2f}{row.ratio:>8.2f}  {row.reach}",
                flush=True,
            )


main()
