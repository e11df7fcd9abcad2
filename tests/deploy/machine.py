"""A machine of its own: Debian as it is installed, booted with systemd in namespaces, with nothing but a loopback.

with Machine.booted(folder) as machine:
    machine.run("systemctl is-system-running")
    machine.run("apt-get install make", fetches=True)       # in the same machine, on this one's network

Only what fetches packages may use this machine's network; what is served in there nobody outside can reach.
"""

import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

DEBIAN = "bookworm"
NEEDED = "mmdebstrap", "systemd-nspawn", "nsenter"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
FETCHING = "PIP_", "NPM_", "npm_", "NODE_", "SSL_CERT_"
"""How variables begin that tell pip and npm where packages come from."""
CONFIGURED = "/etc/pip.conf", "/root/.config/pip/pip.conf", "/etc/npmrc", "/root/.npmrc"
TRUSTED, TRUSTED_THERE = "/etc/ssl/certs/ca-certificates.crt", "/root/.trusted-where-packages-come-from.pem"
"""The authorities that this machine trusts; the new machine's own list is made anew when it is installed."""


@dataclass(frozen=True)
class Ran:
    """One command: its exit status, what it said on both ways, and how long it took."""

    line: str
    status: int
    said: str
    seconds: float


@dataclass
class Machine:
    """A root, and once it is booted the process that is its init."""

    root: Path
    init: int = 0
    folder: str = "/root"
    environ: dict[str, str] = field(default_factory=dict)
    ran: list[Ran] = field(default_factory=list)

    def path(self, inside: str) -> Path:
        """As it is seen in there: what is mounted inside, such as /run, is nothing but an empty folder from outside."""
        return Path(f"/proc/{self.init}/root") / inside.lstrip("/")

    def entered(self, *, fetches: bool = False) -> list[str]:
        """The words that lead a command into all of the machine's namespaces; without its network to fetch."""
        network = [] if fetches else ["--net"]
        return ["nsenter", f"--target={self.init}", "--mount", "--uts", "--ipc", "--pid", "--cgroup", *network, "--"]

    def at_its_network(self, *words: str) -> list[str]:
        """This machine's program and files, the other's network."""
        return ["nsenter", f"--target={self.init}", "--net", "--", *words]

    def run(self, line: str, *, fetches: bool = False, typed: str = "", expected: Sequence[int] = (0,)) -> Ran:
        """A line as it is typed into a shell of root; raises AssertionError for another status than these."""
        words = shlex.split(line)
        if words[0] == "cd":
            self.folder = words[1]
            return Ran(line, 0, "", 0)
        if words[0] == "export":
            self.environ |= dict(word.split("=", 1) for word in words[1:])
            return Ran(line, 0, "", 0)
        environ = {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        environ |= self.environ | (fetching() if fetches else {})
        given = [f"{name}={value}" for name, value in environ.items()]
        shell = ["env", "-i", f"--chdir={self.folder}", *given, "bash", "-c", line]
        began = time.monotonic()
        done = subprocess.run(
            [*self.entered(fetches=fetches), *shell],
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self.ran.append(Ran(line, done.returncode, done.stdout, time.monotonic() - began))
        assert done.returncode in expected, f"{line}: {done.returncode}\n{done.stdout}"
        return self.ran[-1]


def missing() -> list[str]:
    """Programs that are not here, and the user that this is not."""
    return [name for name in NEEDED if shutil.which(name) is None] + (["root"] if os.geteuid() else [])


def fetching() -> Mapping[str, str]:
    """What this machine's pip and npm are told, for those in the machine."""
    told = {name: value for name, value in os.environ.items() if name.startswith(FETCHING)}
    return {name: value.replace(TRUSTED, TRUSTED_THERE) for name, value in told.items()}


def packages_here() -> list[str]:
    """Folders of this machine from which its pip takes packages as well."""
    told = [
        os.environ.get("PIP_FIND_LINKS", ""),
        *(Path(name).read_text() for name in CONFIGURED[:2] if Path(name).exists()),
    ]
    named = {path for one in told for path in re.findall(r"(?:^|[\s=]|file://)(/[\w./-]+)", one)}
    found = {Path(path) for path in named if Path(path).is_dir() and not path.startswith("/etc/")}
    # An index names its files beside itself.
    return sorted({str(path.parent if len(path.parts) > 3 else path) for path in found})


def install(root: Path) -> float:
    """Debian without any choice of packages, from where this machine has its own; seconds."""
    began = time.monotonic()
    sources = Path("/etc/apt/sources.list.d/debian.sources")
    from_here = [str(sources)] if sources.exists() else []
    command = ["mmdebstrap", "--quiet", "--variant=important", DEBIAN, str(root), *from_here]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for name, there in {**{name: name for name in CONFIGURED}, TRUSTED: TRUSTED_THERE}.items():
        if Path(name).exists():
            place = root / there.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, place)
    return time.monotonic() - began


@contextmanager
def booted(root: Path) -> Iterator[Machine]:
    """The machine, until the block ends; where pip reads files of this one, it sees them at the same place."""
    # As Debian runs it, also where this machine itself has the older groups of processes beside the one tree.
    environ = os.environ | {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
    seen = [f"--bind-ro={folder}" for folder in packages_here()]
    words = ["--directory", str(root), "--boot", "--private-network", "--register=no", "--keep-unit"]
    words += ["--machine=fresh", "--hostname=fresh", "--console=read-only", *seen]
    words.append("--system-call-filter=bpf")  # with which systemd holds IPAddressDeny=
    with (root.parent / "console").open("wb") as console:
        nspawn = subprocess.Popen(
            ["systemd-nspawn", *words], env=environ, stdin=subprocess.DEVNULL, stdout=console, stderr=console
        )
    machine = Machine(root)
    try:
        machine.init = _init(nspawn)
        machine.run("systemctl is-system-running --wait", expected=(0, 1))
        yield machine
    finally:
        if machine.init:
            subprocess.run([*machine.entered(), "systemctl", "poweroff"], check=False, capture_output=True)
        try:
            nspawn.wait(timeout=60)
        except subprocess.TimeoutExpired:
            nspawn.terminate()
            nspawn.wait(timeout=60)


def _init(nspawn: "subprocess.Popen[bytes]") -> int:
    """The number of the machine's init, once systemd answers there."""
    children = Path(f"/proc/{nspawn.pid}/task/{nspawn.pid}/children")
    for _ in range(600):
        assert nspawn.poll() is None, "systemd-nspawn ended"
        for child in children.read_text().split():
            # Its socket is there as soon as it takes commands; before that the file system is still being mounted.
            if Path(f"/proc/{child}/root/run/systemd/private").exists():
                return int(child)
        time.sleep(0.1)
    raise AssertionError("The machine did not boot.")
