"""The units: as closed as systemd can tell, and yet open enough for what the programs really do."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.cleaning.made import secretive
from tests.deploy.front import DEPLOY, Front, in_front, needed

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
INSTANCE = "/var/lib/reporting/instance"
EXPOSURE = 10
"""Tenths: systemd's figure for a unit may be 1.0 at most, of 10."""


def settings(unit: Path) -> list[tuple[str, str]]:
    lines = (line for line in unit.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return [(name, value) for name, found, value in (line.partition("=") for line in lines) if found]


def test_each_program_has_a_unit_and_a_user_of_its_own() -> None:
    users = [value for unit in UNITS for name, value in settings(unit) if name == "User"]
    assert users == ["reporting-desk", "reporting-form", "reporting-worker"]
    started = [value.split("reporting ")[1].split(" --")[0] for unit in UNITS for name, value in settings(unit)
               if name == "ExecStart"]  # fmt: skip
    assert started == ["serve desk", "serve form", "worker"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_each_unit_closed(unit: Path) -> None:
    assert exposed(unit, EXPOSURE) == (0, "")


def exposed(unit: Path, at_most: int) -> tuple[int, str]:
    """0 if systemd finds it no more exposed than this, and what in it was not understood."""
    words = ["security", "--offline=true", "--no-pager", f"--threshold={at_most}", str(unit)]
    told = subprocess.run([needed("systemd-analyze"), *words], capture_output=True, text=True, check=False)
    return told.returncode, told.stderr


def verified(folder: Path, unit: Path, *drop_ins: Path, **instead: str) -> str:
    """What systemd says as it loads this unit, whose program is another one that is there."""
    lines = re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for name, value in instead.items():
        lines = re.sub(rf"^{name}=.*$", f"{name}={value}", lines, flags=re.MULTILINE)
    (folder / unit.name).write_text(lines, encoding="utf-8")
    beside = folder / f"{unit.name}.d"
    beside.mkdir(exist_ok=True)
    for file in drop_ins:
        shutil.copy(file, beside)
    words = ["verify", "--man=no", "--recursive-errors=no", "--no-pager", str(folder / unit.name)]
    told = subprocess.run([needed("systemd-analyze"), *words], capture_output=True, text=True, check=False)
    return told.stdout + told.stderr


DROP_INS = {"desk": ["people"], "form": ["onion"], "worker": ["mail", "backup", "log"]}


@pytest.mark.parametrize("name", DROP_INS)
def test_systemd_loads_each_unit_alone_and_with_what_is_dropped_in(name: str, tmp_path: Path) -> None:
    unit = DEPLOY / "systemd" / f"reporting-{name}.service"
    assert verified(tmp_path, unit) == ""
    assert verified(tmp_path, unit, *(DEPLOY / "systemd" / f"{one}.conf" for one in DROP_INS[name])) == ""
    assert {file.stem for file in (DEPLOY / "systemd").glob("*.conf")} == {
        one for all_ in DROP_INS.values() for one in all_
    }


@pytest.mark.parametrize(("setting", "value"), [("MemoryMax", "3 Gigs"), ("IPAddressDeny", "anybody")])
def test_that_would_be_seen_if_systemd_did_not_understand_a_limit(setting: str, value: str, tmp_path: Path) -> None:
    """What it does not understand it leaves out, and the unit runs without."""
    unit = DEPLOY / "systemd" / "reporting-worker.service"
    assert f"{value}" in verified(tmp_path, unit, **{setting: value})


@pytest.mark.parametrize("name", ["form", "worker"])
def test_form_and_worker_reach_only_what_is_theirs(name: str) -> None:
    there = settings(DEPLOY / "systemd" / f"reporting-{name}.service")
    assert ("PrivateNetwork", "yes") in there
    hidden = {value for key, value in there if key == "InaccessiblePaths"}
    assert hidden == ({f"-{INSTANCE}/desk", f"-{INSTANCE}/worker"} if name == "form" else set())


@cache
def members(group: str) -> frozenset[str]:
    """The system calls of a group, as this machine's systemd knows it."""
    words = [needed("systemd-analyze"), "--no-pager", "syscall-filter", group]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    names = [line.strip() for line in told.splitlines()[1:] if line.strip() and not line.strip().startswith("#")]
    return frozenset().union(*(members(one) if one.startswith("@") else {one} for one in names))


def allowed(unit: Path) -> set[str]:
    """What the unit's filter lets through: lists in turn, one with ~ takes away (systemd.exec(5))."""
    found: set[str] = set()
    for name, value in settings(unit):
        if name == "SystemCallFilter":
            one_by_one = [members(word) if word.startswith("@") else {word} for word in value.lstrip("~").split()]
            found = found - set().union(*one_by_one) if value.startswith("~") else found.union(*one_by_one)
    return found


class Trace:
    """What strace saw of one program and all its children."""

    def __init__(self, file: Path) -> None:
        self.lines = file.read_text(errors="replace").splitlines()

    def calls(self) -> set[str]:
        return {call[1] for line in self.lines if (call := re.match(r"\d+ +(\w+)\(", line))}

    def written(self) -> Iterator[str]:
        """Files that were opened to be changed or made; folders and sockets likewise."""
        for line in self.lines:
            if re.search(r"= -1 E", line):
                continue
            if opened := re.search(r'openat\([^"]*"([^"]+)", ([A-Z_|]+)', line):
                if re.search("O_WRONLY|O_RDWR|O_CREAT", opened[2]):
                    yield opened[1]
            elif made := re.search(r'\b(?:mkdir|rename|unlink|mkdirat|unlinkat|renameat2?)\([^"]*"([^"]+)"', line):
                yield made[1]

    def executable_memory(self) -> list[str]:
        """What MemoryDenyWriteExecute= forbids: memory that is both, and making it executable later."""
        return [line for line in self.lines if "PROT_EXEC" in line and "= -1" not in line
                and ("PROT_WRITE" in line or re.search(r"\bp?key_?mprotect\(|\bmprotect\(", line))]  # fmt: skip


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Trace, Front]]:
    """Form and worker under strace: a report with a picture, then the work of a day."""
    needed("nginx")
    strace = [needed("strace"), "-D", "-f", "-qq", "-s", "300", "-o"]
    folder = tmp_path_factory.mktemp("seen")
    form, worker = folder / "form", folder / "worker"
    with in_front(under=(*strace, str(form))) as front:
        assert front.post(front.form(what_happened="He followed me.", files=(secretive("JPEG"),))).status == 200
        environ = front.environ()
        words = [*strace, str(worker), sys.executable, "-m", "reporting", "worker", "--once"]
        subprocess.run(words, env=environ, check=True, timeout=300)
        assert front.house.file("file-1")
    return {"form": (Trace(form), front), "worker": (Trace(worker), front)}


@pytest.mark.parametrize("name", ["form", "worker"])
def test_the_filter_lets_through_what_the_program_calls(seen: dict[str, tuple[Trace, Front]], name: str) -> None:
    """What is refused here gives EPERM; a call that a program can do without would have to be named."""
    trace, _ = seen[name]
    assert {"read", "openat", "fdatasync"} <= trace.calls()
    refused = trace.calls() - allowed(DEPLOY / "systemd" / f"reporting-{name}.service")
    # SQLite gives a new file to its store's owner when root runs it, as here, and otherwise does not ask.
    assert refused - ({"fchown"} if os.geteuid() == 0 else set()) == set()
    assert trace.executable_memory() == []


@pytest.mark.parametrize("name", ["form", "worker"])
def test_the_program_changes_only_what_its_unit_lets_it(seen: dict[str, tuple[Trace, Front]], name: str) -> None:
    trace, front = seen[name]
    (paths,) = [value for key, value in settings(DEPLOY / "systemd" / f"reporting-{name}.service")
                if key == "ReadWritePaths"]  # fmt: skip
    own = str(front.house.folder / "instance")
    may = [*paths.replace(INSTANCE, own).split(), f"{front.folder}/form.sock", "/dev/", "/proc/self/"]
    others = {file for file in trace.written() if not file.startswith(tuple(may)) and "__pycache__" not in file}
    assert others == set()


@pytest.mark.parametrize("name", ["form", "worker"])
def test_the_program_speaks_through_sockets_of_this_machine_alone(
    seen: dict[str, tuple[Trace, Front]], name: str
) -> None:
    """What PrivateNetwork=, IPAddressDeny= and RestrictAddressFamilies= take away is not missed."""
    trace, _ = seen[name]
    families = {found[1] for line in trace.lines if (found := re.search(r"\bsocket(?:pair)?\((AF_\w+)", line))}
    assert families <= {"AF_UNIX"}
