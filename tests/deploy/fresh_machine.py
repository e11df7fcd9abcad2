"""A fresh machine becomes one that serves, by the commands of docs/operations.md and nothing else; each is timed.

    make fresh
    python -m tests.deploy.fresh_machine [--root FOLDER [--from "Backups"]] [--shell]

Debian is installed into a folder and booted with systemd. Then every command of the page is typed in its order, between
them what the page says in words: the source is copied, guidelines and keys arrive, certificates are put in their place.
On the machine that came of it people report and read through nginx with TLS, and everything that was written is looked
through. Needs root, mmdebstrap and systemd-nspawn, and is left out loudly without them.

Long, since one operator types one page from its first command to its last, on one machine.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from reporting.roster.files import put_new
from tests.cleaning.made import SECRETS
from tests.deploy import machine as machines
from tests.deploy.machine import Machine
from tests.deploy.visits import DESK, FORM, WORD
from tests.house import EVERYBODY, PASSPHRASE, build, locked
from tests.notifications.server import certificate

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SECTIONS = (
    "1. The program", "2. Three users", "3. An instance", "4. The roster", "5. The three programs",
    "6. The server in front", "7. An onion service", "8. The doctor", "Backups", "Putting a backup back",
    "After a stolen laptop", "Upgrades", "PostgreSQL", "The drill",
)  # fmt: skip
"""In the page's order, but for the drill: it leads the shell elsewhere, and after PostgreSQL into files there."""
CHECKED = "6. The server in front", "Putting a backup back", "Upgrades", "PostgreSQL"
"""After these the machine has to serve."""
LEFT_OUT = "certbot ", "ln -s /etc/letsencrypt/"
"""Nobody outside can reach this machine, and so give it a certificate: it comes with one of a test's own."""
FETCHES = "apt-get ", "make ", "/opt/reporting/.venv/bin/pip "
PROGRAMS = "reporting-form", "reporting-desk", "reporting-worker"
INSTANCE, KEYS = "/var/lib/reporting/instance", "/var/lib/reporting/keys"
BACKUPS = "/var/backups/reporting"
FIRST_ON_A_NEW_ONE = "mkdir -p -m 700 /var/lib/reporting/instance/secrets"
"""With this line the page begins to put a backup back where nothing is."""
OWN_GUIDELINES = "2026-04-01.md"
HERE, MAIL, ELSEWHERE = "127.0.0.1", "192.0.2.25", "10.1.2.3"
"""The mail server's address is that of `deploy/systemd/mail.conf`; to the last one nobody is let."""
SETTLED = 120
"""Seconds that a program may take to be there."""


def lines_of(section: str) -> Iterator[str]:
    """The commands of a section, as they are typed."""
    part = PAGE.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    for block in re.findall(r"^```sh\n(.*?)^```", part, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


class Operator:
    """Types the page's commands, and does what it says between them."""

    def __init__(self, machine: Machine, own: Path) -> None:
        self.machine, self.own = machine, own
        self.took: dict[str, float] = {}
        self.before: Mapping[str, Callable[[], None]] = {
            "cd /opt/reporting": self.copy_the_source,
            "/opt/reporting/deploy/owners": self.write_guidelines,
            "reporting key add ada.pub": self.hand_over_keys,
            "mkdir -p /etc/systemd/system/reporting-desk.service.d": self.let_reviewers_sign,
            "cp /opt/reporting/deploy/nginx.conf": self.put_certificates,
            "nginx -t": self.put_names,
            "cat /var/lib/tor/reporting/hostname": self.wait_for_onion,
            "cp /opt/reporting/deploy/systemd/reporting-form.service": self.name_the_onion,
            "reporting backup": self.name_the_folder,
            "rm -f /var/lib/reporting/instance/mailbox/mailbox.db /": self.name_the_database,
            FIRST_ON_A_NEW_ONE: self.lose_the_machine,
            "mkdir -p -m 700 /root/lost": self.forget_what_was_lost,
            "mkdir -m 700 /root/drill": self.keep_the_log_key,
        }

    def does(self, section: str) -> None:
        began = time.monotonic()
        for line in lines_of(section):
            if line.startswith(LEFT_OUT):
                continue
            for start, what in self.before.items():
                if line.startswith(start):
                    what()
            self.types(line)
        self.took[section] = time.monotonic() - began

    def recalls(self, section: str) -> None:
        """What a shell knows after a section that was gone through before."""
        for line in lines_of(section):
            if line.startswith(("cd ", "export ")):
                self.machine.run(line)

    def types(self, line: str) -> None:
        line = re.sub(r"reporting-\d{4}-\d\d-\d\d\.tar", self.newest_backup, line)
        if line == "reporting init":
            line += f" --name Larkfield --form-origin https://{FORM} --desk-origin https://{DESK} --mail-host ''"
        # What the doctor says is looked at afterwards; in the drill it has to say that no worker runs.
        expected = (0, 1) if "reporting doctor" in line else (0,)
        ran = self.machine.run(line, fetches=line.startswith(FETCHES), typed="y\n", expected=expected)
        print(f"{ran.seconds:7.1f} s  {line}", flush=True)

    def copy_the_source(self) -> None:
        there = self.machine.path("/opt/reporting")
        files = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], check=True, capture_output=True, text=True)
        for name in filter(None, files.stdout.split("\0")):
            if (ROOT / name).is_file():
                (there / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, there / name)

    def write_guidelines(self) -> None:
        folder = self.machine.path(f"{INSTANCE}/guidelines")
        if not (folder / OWN_GUIDELINES).exists():
            for sample in folder.iterdir():
                sample.unlink()
            (folder / OWN_GUIDELINES).write_text("# Guidelines\n\n1. Be kind.\n", encoding="utf-8")

    def hand_over_keys(self) -> None:
        """Each reader's own half stays on their machine."""
        made = build(self.own / "elsewhere").keys
        (self.own / "pass.txt").write_text(PASSPHRASE)
        for handle in EVERYBODY:
            put_new(self.own / f"{handle}.age", locked(handle))
            shutil.copy(made / f"{handle}.pub", self.machine.path(f"{self.machine.folder}/{handle}.pub"))

    def let_reviewers_sign(self) -> None:
        """On their own machine, and copied back."""
        theirs, place = self.own / "keys", self.machine.path(KEYS)
        shutil.copytree(place, theirs)
        for reviewer in ("ada", "ben"):
            words = ["key", "sign", "--key", str(self.own / f"{reviewer}.age")]
            words += ["--passphrase-file", str(self.own / "pass.txt")]
            environ = {"PATH": machines.PATH, "REPORTING_KEYS": str(theirs), "PYTHONPATH": str(ROOT)}
            subprocess.run([sys.executable, "-m", "reporting", *words], env=environ, check=True, capture_output=True)
        shutil.copytree(theirs, place, dirs_exist_ok=True)

    def put_certificates(self) -> None:
        folder = self.machine.path("/etc/ssl/reporting")
        for name in (FORM, DESK):
            made = certificate(self.own / name, name)
            for ending in ("pem", "key"):
                shutil.copy(made.shown, folder / f"{name}.{ending}")
            shutil.copy(made.trusted, self.machine.path(f"/usr/local/share/ca-certificates/{name}.crt"))
        self.machine.run("update-ca-certificates")

    @property
    def authority(self) -> Path:
        both = self.own / "authorities.pem"
        both.write_bytes(b"".join((self.own / name / "authority.pem").read_bytes() for name in (FORM, DESK)))
        return both

    def put_names(self) -> None:
        with self.machine.path("/etc/hosts").open("a") as hosts:
            hosts.write(f"127.0.0.1 localhost {FORM} {DESK}\n")

    def wait_for_onion(self) -> None:
        until(lambda: self.machine.path("/var/lib/tor/reporting/hostname").exists(), "tor made no address")

    def name_the_onion(self) -> None:
        address = self.machine.path("/var/lib/tor/reporting/hostname").read_text().strip()
        sample = self.machine.path("/opt/reporting/deploy/systemd/onion.conf").read_text()
        text = re.sub(r"http://\S+\.onion", f"http://{address}", sample)
        self.machine.path(f"{self.machine.folder}/onion.conf").write_text(text)

    def name_the_folder(self) -> None:
        (said,) = re.findall(r"^```toml\n(\[backup\]\n.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
        toml = self.machine.path(f"{INSTANCE}/reporting.toml")
        assert toml.read_text().count("[backup]\n") == 1
        toml.write_text(toml.read_text().replace("[backup]\n", said))
        self.machine.run("systemctl restart reporting-worker")
        until(lambda: any(self.machine.path(BACKUPS).glob("*.tar")), "the worker made no backup")

    def name_the_database(self) -> None:
        (said,) = re.findall(r"^```toml\n(\[stores\]\n.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
        toml = self.machine.path(f"{INSTANCE}/reporting.toml")
        assert toml.read_text().count("[stores]\n") == 1
        toml.write_text(toml.read_text().replace("[stores]\n", said))

    def newest_backup(self, _found: "re.Match[str]") -> str:
        folder = self.machine.path(BACKUPS)
        return max(file.name for file in folder.glob("*.tar"))

    def forget_what_was_lost(self) -> None:
        """The page's second loss is another day's."""
        shutil.rmtree(self.machine.path("/root/lost"))

    def lose_the_machine(self) -> None:
        """All of its files but for the program; the backup and the log's key are kept elsewhere."""
        self.keep_the_log_key()
        self.machine.run("systemctl stop " + " ".join(PROGRAMS))
        self.machine.run("rm -r /var/lib/reporting")

    def keep_the_log_key(self) -> None:
        shutil.copy(self.machine.path(f"{INSTANCE}/secrets/log-key"), self.machine.path("/root/log-key"))


def until(there: Callable[[], bool], otherwise: str) -> None:
    for _ in range(SETTLED * 10):
        if there():
            return
        time.sleep(0.1)
    raise AssertionError(otherwise)


def serves(machine: Machine) -> None:
    """Each unit is active and has not been started twice; sockets are there."""
    for name in PROGRAMS:
        machine.run(f"systemctl is-active {name}")
        restarts = machine.run(f"systemctl show -P NRestarts {name}").said.strip()
        said = machine.run(f"journalctl --no-pager -o cat -u {name}").said
        assert restarts == "0", f"{name} was started again {restarts} times:\n{said}"
    for name in ("form", "desk"):
        until(machine.path(f"/run/reporting-{name}/{name}.sock").is_socket, f"reporting-{name} does not listen")


def all_forms_stop(machine: Machine) -> None:
    """With the first form the onion service's is gone as well, and comes back."""

    def state() -> str:
        return machine.run("systemctl is-active reporting-form-onion", expected=(0, 3)).said.strip()

    machine.run("systemctl stop reporting-form")
    assert state() == "inactive"
    machine.run("systemctl start reporting-form")
    until(lambda: state() == "active", "the onion service's form does not come back")


def visited(operator: Operator) -> dict[str, object]:
    words = [sys.executable, "-m", "tests.deploy.visits", str(operator.authority)]
    command = operator.machine.at_its_network(*words)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + operator.machine.run("journalctl --no-pager -o cat").said[-3000:]
    return dict(json.loads(done.stdout))


def confined(machine: Machine) -> dict[str, int]:
    """The filters of system calls around each process of each program, by its command; the box has one more."""
    found = {}
    for name in PROGRAMS:
        group = machine.run(f"systemctl show -P ControlGroup {name}").said.strip()
        for number in machine.run(f"cat /sys/fs/cgroup{group}/cgroup.procs").said.split():
            status = machine.run(f"cat /proc/{number}/status").said
            assert "NoNewPrivs:\t1" in status and "CapEff:\t0000000000000000" in status, status
            command = machine.run(f"tr '\\0' ' ' </proc/{number}/cmdline").said
            found[f"{name} {number} {command[:90]}"] = int(re.findall(r"Seccomp_filters:\t(\d+)", status)[0])
    return found


def shut_in(machine: Machine) -> None:
    """Nobody in a program's group of processes reaches anybody, but the worker its mail server."""
    for name in PROGRAMS:
        reached = [address for address in (HERE, ELSEWHERE, MAIL) if reaches(machine, name, address)]
        assert reached == ([HERE, MAIL] if name == PROGRAMS[-1] else []), f"{name} reaches {reached}"


def reaches(machine: Machine, unit: str, address: str) -> bool:
    """Whether a datagram leaves from the unit's group, which the kernel asks, whatever network the unit sees."""
    group = machine.run(f"systemctl show -P ControlGroup {unit}").said.strip()
    machine.run(f"ip address replace {address}/32 dev lo")
    sends = f"echo >/dev/udp/{address}/9"
    machine.run(f"bash -c '{sends}'")  # from no group of ours it does
    joins = f"echo $$ >/sys/fs/cgroup{group}/cgroup.procs"
    sent = machine.run(f"bash -c '{joins} || exit 3; {sends}'", expected=(0, 1))
    assert not sent.status or "Operation not permitted" in sent.said, sent.said
    return not sent.status


def written(machine: Machine) -> list[str]:
    """Where a word of the report, a secret of its files or the address of a visitor was written."""
    said = machine.run("journalctl --no-pager -o cat -u 'reporting-*' -u nginx").said
    marks = (WORD, *SECRETS)
    found = [f"the journal: {mark}" for mark in (*marks, "127.0.0.1") if mark in said]
    for folder in ("/var", "/tmp", "/run"):
        for file in machine.path(folder).rglob("*"):
            if file.is_file() and not file.is_symlink():
                content = file.read_bytes()
                found += [f"{file}: {mark}" for mark in marks if mark.encode() in content]
    return found


def well(operator: Operator) -> None:
    """The doctor finds nothing serious."""
    machine = operator.machine
    machine.folder = "/root"
    # What leads a drill into files is typed before this, and is not about what serves.
    drill = {name: value for name, value in machine.environ.items() if name.startswith("REPORTING_STORES_")}
    machine.environ = {name: value for name, value in machine.environ.items() if name not in drill}
    on_files = machine.path(f"{INSTANCE}/mailbox/mailbox.db").exists()
    as_worker = "" if on_files else "runuser -u reporting-worker -- "
    told = json.loads(machine.run(f"{as_worker}reporting doctor --json", expected=(0, 1)).said)
    machine.environ |= drill
    serious = [finding for finding in told if finding["level"] == "serious"]
    assert serious == [], serious


def came_of(operator: Operator) -> None:
    """What has to hold once the page has been gone through up to the server in front."""
    machine = operator.machine
    if machine.path("/etc/systemd/system/reporting-form-onion.service").exists():
        all_forms_stop(machine)
    serves(machine)
    told = visited(operator)
    print(json.dumps(told))
    assert told["words"] == 12
    assert told["cases"] and all(case["files"] == 3 and not case["leaks"] for case in told["cases"])  # type: ignore[attr-defined]
    for process, filters in confined(machine).items():
        print(f"{filters} filters  {process}")
    shut_in(machine)
    assert written(machine) == []


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--root", type=Path, help="Debian as it was installed in this folder before; it is changed")
    asked.add_argument("--from", dest="first", choices=SECTIONS, default=SECTIONS[0], help="go on from here")
    asked.add_argument("--shell", action="store_true", help="a shell in the machine at the end")
    given = asked.parse_args()
    if missing := machines.missing():
        print(f"LEFT OUT, since this is needed and not here: {', '.join(missing)}", file=sys.stderr)
        return
    with TemporaryDirectory(prefix="fresh-") as name:
        folder = Path(name)
        root = given.root or folder / "root"
        took = {"Debian is installed": 0.0 if given.root else machines.install(root)}
        # What the operator and the readers keep elsewhere; needed again where a root is gone on with.
        own = root.with_name(f"{root.name}.own")
        if given.first == SECTIONS[0]:
            shutil.rmtree(own, ignore_errors=True)
        own.mkdir(mode=0o700, exist_ok=True)
        began = time.monotonic()
        with machines.booted(root) as machine:
            took["and booted"] = time.monotonic() - began
            operator = Operator(machine, own)
            try:
                for section in SECTIONS:
                    if SECTIONS.index(section) < SECTIONS.index(given.first):
                        operator.recalls(section)
                        continue
                    operator.does(section)
                    if section in CHECKED:
                        came_of(operator)
                        well(operator)
            finally:
                if given.shell:
                    subprocess.run([*machine.entered(), "bash", "-l"], check=False)
        print(f"\n{datetime.now(UTC).date()}")
        for step, seconds in (took | operator.took).items():
            print(f"| {step} | {seconds:,.1f} |")


if __name__ == "__main__":
    main()
