"""Run inside `unshare --net`: brings up loopback, serves a form, and prints one line of JSON for each page."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.alone import loopback_up
from tests.bench.lighthouse import CATEGORIES
from tests.browser.chromium import ARGS, executable
from tests.house import build
from tests.node import node
from tests.ports import free_port
from tests.served import served

LOOKS = 3
"""At each page, of which the middle one counts: speed is guessed from a processor that others may be using."""


def look(lighthouse: str, url: str, folder: Path) -> dict[str, Any]:
    """Lighthouse's own report of one page, as it looks at telephones."""
    out = folder / "report.json"
    flags = " ".join(["--headless=new", *(f'"{one}"' if " " in one else one for one in ARGS)])
    options = [f"--only-categories={','.join(CATEGORIES)}", "--output=json", f"--output-path={out}", "--quiet"]
    environ = os.environ | {"CHROME_PATH": executable() or "", "HOME": str(folder)}
    command = [str(node()), lighthouse, url, *options, f"--chrome-flags={flags}", "--no-enable-error-reporting"]
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
    report: dict[str, Any] = json.loads(out.read_text())
    return report


def lacking(report: dict[str, Any]) -> list[str]:
    """What counts and did not get all its points."""
    counted = {one["id"] for each in report["categories"].values() for one in each["auditRefs"] if one["weight"]}
    audits = [report["audits"][name] for name in sorted(counted)]
    return [
        f"{audit['id']} ({audit['score']}): {audit['title']} {audit.get('displayValue', '')}"
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    ]


def main(lighthouse: str, *pages: str) -> None:
    loopback_up()
    port = free_port()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        house = build(folder / "house", form=f"http://localhost:{port}")
        with served(house, port=port):
            for page in pages:
                looks = [look(lighthouse, f"http://localhost:{port}{page}", folder) for _ in range(LOOKS)]
                report = sorted(looks, key=lambda one: one["categories"]["performance"]["score"])[LOOKS // 2]
                scores = {name: report["categories"][name]["score"] for name in CATEGORIES}
                sys.stdout.write(json.dumps({"page": page, "scores": scores, "lacking": lacking(report)}) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
