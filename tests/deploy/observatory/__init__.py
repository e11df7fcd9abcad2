"""The grades that MDN's HTTP Observatory gives form and desk behind nginx with our sample: `make observatory`.

The scanner is Mozilla's own (npm: @mdn/mdn-http-observatory) and scans a site as its public service does, over ports 80
and 443. It runs in a network of its own, where these names lead to nginx and nobody else answers.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.alone import ALONE
from tests.node import installed_from

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parents[2] / "build" / "observatory"
SITES = ("concerns.example", "desk.example")
WANTED = "A+"


def scanner() -> Path:
    """The package as its lock says. It comes without the list of sites that browsers reach by HTTPS alone: ours are on
    none."""
    package = installed_from(HERE, INSTALLED) / "@mdn" / "mdn-http-observatory"
    (package / "conf" / "hsts-preload.json").write_text("{}")
    return package


def scans(*words: str) -> Mapping[str, Mapping[str, object]]:
    """What it says of each site; `words` are pairs of what is put in the sample's place, as faults."""
    command = [*ALONE, sys.executable, "-m", "tests.deploy.observatory.alone", str(scanner()), *words]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return dict(json.loads(told))


def missing() -> Sequence[str]:
    return [name for name in ("unshare", "nginx") if not shutil.which(name, path="/usr/sbin:/sbin:/usr/bin:/bin")]
