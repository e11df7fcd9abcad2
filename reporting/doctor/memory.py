"""Where what a program holds in memory may come to lie on a disk: swap, and core files."""

import resource
from collections.abc import Iterator

from reporting.doctor.findings import Asked, Finding, advice, fine, serious


def look(asked: Asked) -> Iterator[Finding]:
    """Swap on, and where cores go."""
    yield from _swap(asked)
    yield from _cores(asked)


def _swap(asked: Asked) -> Iterator[Finding]:
    places = [line.split()[0] for line in (asked.proc / "swaps").read_text().splitlines()[1:] if line.strip()]
    on_disk = [place for place in places if not place.startswith("/dev/zram")]
    for place in on_disk:
        if place.startswith(("/dev/dm-", "/dev/mapper/")):
            yield advice(f"Swap is on: {place}.", "Encrypt it with a key that each start makes anew, or: swapoff -a")
        else:
            yield serious(
                f"Swap is on: {place}. What is being sealed may be written there in clear.",
                "swapoff -a, and take it out of /etc/fstab.",
            )
    if not on_disk:
        yield fine("No memory is written to a swap disk.")


def _cores(asked: Asked) -> Iterator[Finding]:
    pattern = (asked.proc / "sys/kernel/core_pattern").read_text().strip()
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    if pattern.startswith("|") and pattern != "|/bin/false":
        yield advice(
            f"The kernel hands cores to {pattern[1:].split()[0]}, whatever limit is set. Form and desk forbid theirs.",
            "sysctl kernel.core_pattern='|/bin/false'",
        )
    elif most != 0 and not pattern.startswith("|"):
        yield advice("A program that dies here may leave a core file. Form and desk forbid theirs.", "ulimit -Hc 0")
    else:
        yield fine("No program leaves a core file.")
