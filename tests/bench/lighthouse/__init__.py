"""Lighthouse's scores of the pages that everybody can reach.

It runs in a network of its own, in which nobody is but form and browser: it can ask no stranger for anything.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.alone import ALONE
from tests.bench import Row
from tests.browser.chromium import executable
from tests.node import installed_from

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parent.parent.parent / "build" / "lighthouse"
PAGES = {"/": "form", "/receipt": "receipt", "/guidelines": "guidelines"}
CATEGORIES = ("performance", "accessibility", "best-practices")


def rows() -> Iterator[Row]:
    if not executable() or not shutil.which("unshare"):
        sys.stderr.write("LEFT OUT: Lighthouse, since chromium or unshare is not installed\n")
        return
    lighthouse = installed_from(HERE, INSTALLED) / "lighthouse" / "cli" / "index.js"
    command = [*ALONE, sys.executable, "-m", "tests.bench.lighthouse.alone", str(lighthouse), *PAGES]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    for line in told.splitlines():
        report = json.loads(line)
        for category in CATEGORIES:
            what = f"Lighthouse, {PAGES[report['page']]}: {category} [all points]"
            yield Row(what, report["scores"][category] * 100, 100, "", "100")
        for lacking in report["lacking"]:
            sys.stderr.write(f"  {report['page']} lacks: {lacking}\n")
