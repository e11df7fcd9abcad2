"""Lighthouse's scores of the pages that everybody can reach.

It runs in a network of its own, in which nobody is but form and browser: it can ask no stranger for anything.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from browser.bundle import npm
from tests.bench import Row
from tests.browser.chromium import executable

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parent.parent.parent / "build" / "lighthouse"
PAGES = {"/": "form", "/receipt": "receipt", "/guidelines": "guidelines"}
CATEGORIES = ("performance", "accessibility", "best-practices")


def installed() -> Path:
    """Lighthouse as its lock says, in a folder that git ignores; installed when the lock is another."""
    lock = (HERE / "package-lock.json").read_bytes()
    INSTALLED.mkdir(parents=True, exist_ok=True)
    with (INSTALLED / "held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        stamp = INSTALLED / "installed"
        if not stamp.is_file() or stamp.read_bytes() != lock:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, INSTALLED)
            npm("ci", "--ignore-scripts", cwd=INSTALLED)
            stamp.write_bytes(lock)
    return INSTALLED / "node_modules" / "lighthouse" / "cli" / "index.js"


def rows() -> Iterator[Row]:
    if not executable() or not shutil.which("unshare"):
        sys.stderr.write("LEFT OUT: Lighthouse, since chromium or unshare is not installed\n")
        return
    alone = ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    command = [*alone, sys.executable, "-m", "tests.bench.lighthouse.alone", str(installed()), *PAGES]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    for line in told.splitlines():
        report = json.loads(line)
        for category in CATEGORIES:
            what = f"Lighthouse, {PAGES[report['page']]}: {category} [all points]"
            yield Row(what, report["scores"][category] * 100, 100, "", "100")
        for lacking in report["lacking"]:
            sys.stderr.write(f"  {report['page']} lacks: {lacking}\n")
