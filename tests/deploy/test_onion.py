"""The sample for the onion service, as tor itself reads it."""

import subprocess
from pathlib import Path

from tests.deploy.front import DEPLOY, needed


def verified(tmp_path: Path, text: str) -> subprocess.CompletedProcess[str]:
    """What tor says of this configuration, with its folders in a place that is ours."""
    file = tmp_path / "torrc"
    here = text.replace("/var/lib/tor/", f"{tmp_path}/")
    file.write_text(f"{here}\nDataDirectory {tmp_path}/data\n")
    none = tmp_path / "defaults"
    none.touch()
    words = ["--verify-config", "-f", str(file), "--defaults-torrc", str(none)]
    return subprocess.run([needed("tor"), *words], capture_output=True, text=True, timeout=60, check=False)


def test_tor_takes_the_sample(tmp_path: Path) -> None:
    sample = (DEPLOY / "torrc").read_text(encoding="utf-8")
    told = verified(tmp_path, sample)
    assert told.returncode == 0, told.stdout
    warned = [line for line in told.stdout.splitlines() if "[warn]" in line or "[err]" in line]
    assert [line for line in warned if "running Tor as root" not in line] == []


def test_tor_would_say_so_if_a_name_in_it_were_wrong(tmp_path: Path) -> None:
    sample = (DEPLOY / "torrc").read_text(encoding="utf-8").replace("SafeLogging", "SafeLoggings")
    assert verified(tmp_path, sample).returncode != 0


def test_it_leads_to_where_nginx_listens_for_it() -> None:
    _, _, target = next(line for line in (DEPLOY / "torrc").read_text().splitlines() if "ServicePort" in line).split()
    assert f"listen {target};" in (DEPLOY / "nginx.conf").read_text()
