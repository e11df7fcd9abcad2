"""Known weaknesses of what our locks name, as those who keep lists of them know them today.

python -m tests.weaknesses      # `make weaknesses`: 0 none is known, 1 one is, 2 somebody could not be asked

Python's locks are held by pip-audit against OSV, the browser's by npm against its registry: both learn what we use. So
a person runs this, and no part of `make test` asks them. Looked up is what would be installed on this machine.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.node import HOME, node

ROOT = Path(__file__).resolve().parents[1]
TOOL = ROOT / ".venv" / "weaknesses"
"""pip-audit with all that it needs, in a folder beside the environment; `make weaknesses` puts it there."""
OSV = "https://api.osv.dev/v1/query"
PATIENCE = 600
"""Seconds for one lock: a list that takes us in and never answers was not asked."""
NONE, KNOWN, UNKNOWN = 0, 1, 2


class NotLookedUp(Exception):
    """A lock, or one of its packages, was not held against the list: nothing is known of it."""


def of_python(lock: Path, osv: str = OSV) -> Iterator[str]:
    """A line for each weakness; raises NotLookedUp."""
    words = ["-r", lock, "--disable-pip", "--strict", "-s", "osv", "--osv-url", osv, "-f", "json"]
    said = _answer(
        [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", *words],
        {"PYTHONPATH": str(TOOL)},
    )
    packages = said.get("dependencies")
    if not packages or any("vulns" not in one for one in packages):
        raise NotLookedUp(f"of {lock.name} not every package was looked up")
    for one in packages:
        for weak in one["vulns"]:
            mended = ", ".join(weak["fix_versions"]) or "no version yet"
            yield f"{lock.name}: {one['name']} {one['version']}: {weak['id']}, mended in {mended}"


def of_the_browser(folder: Path, registry: str | None = None) -> Iterator[str]:
    """The same for the `package-lock.json` of a folder, by npm's own registry if none is named."""
    npm = HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    said = _answer(
        [
            node(),
            npm,
            "audit",
            "--json",
            "--package-lock-only",
            "--prefix",
            folder,
            *(["--registry", registry] if registry else []),
        ],
        {"NODE_USE_SYSTEM_CA": "1", "npm_config_fetch_retries": "0", "npm_config_update_notifier": "false"},
    )
    if said.get("auditReportVersion") != 2:
        raise NotLookedUp(f"{folder.name}/package-lock.json: {said.get('message') or said}")
    for name, weak in said["vulnerabilities"].items():
        for why in weak["via"]:
            if isinstance(why, dict):  # else it is the name of the package in it that is weak, which has its own line
                yield f"{folder.name}/package-lock.json: {name} {why['range']}: {why['url']}"


def _answer(command: list[Any], environ: dict[str, str]) -> dict[str, Any]:
    """What a tool says in JSON; both end alike with a weakness that they found and with a failure."""
    whole = os.environ | environ
    try:
        ran = subprocess.run(
            command, env=whole, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise NotLookedUp(f"{command[2]} got no answer within {PATIENCE} seconds") from None
    try:
        said = json.loads(ran.stdout)
        if isinstance(said, dict):
            return said
    except ValueError:
        pass
    raise NotLookedUp((ran.stderr.strip().splitlines() or [f"{command[2]} said nothing"])[-1])


def main(osv: str = OSV, registry: str | None = None) -> int:
    """Each lock is looked up, also when another one could not be."""
    locks = sorted(ROOT.glob("requirements*.txt"))
    asked = [(lock.name, of_python(lock, osv)) for lock in locks]
    asked.append(("browser/package-lock.json", of_the_browser(ROOT / "browser", registry)))
    found, missed = 0, 0
    for name, lines in asked:
        try:
            for line in lines:
                found += 1
                print(line)
        except NotLookedUp as error:
            missed += 1
            print(f"NOT LOOKED UP: {name}. {error}", file=sys.stderr)
    if missed:
        print(f"{missed} of {len(asked)} locks were not looked up: of these nothing is known.", file=sys.stderr)
        return UNKNOWN
    print(f"{found or 'No'} known weakness{'es' if found > 1 else ''} in {len(asked)} locks.")
    return KNOWN if found else NONE


if __name__ == "__main__":
    sys.exit(main())
