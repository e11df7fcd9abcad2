"""`deploy/nginx.conf` in front of a served form: the sample itself, with other places for its ports and files."""

import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests import multipart
from tests.house import House, build, fields_of
from tests.notifications.server import certificate
from tests.ports import free_port

DEPLOY = Path(__file__).parents[2] / "deploy"
LEFT_OUT = "LEFT OUT, since it is not installed"
TEMPORARY = "client_body", "proxy", "fastcgi", "uwsgi", "scgi"
ONION = "http://" + "a" * 56 + ".onion"


def needed(program: str) -> str:
    """Where this program is; without it the test is left out."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{LEFT_OUT}: {program}")
    return found


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    all_headers: list[tuple[str, str]]
    text: str

    @classmethod
    def of(cls, response: HTTPResponse) -> "Answer":
        body = response.read()
        return cls(response.status, dict(response.getheaders()), response.getheaders(), body.decode(errors="replace"))


@dataclass
class Front:
    """A running nginx, the house behind it, and a client's ways in."""

    house: House
    folder: Path
    port: int
    plain_port: int
    onion_port: int
    trusted: Path
    process: subprocess.Popen[bytes] | None = None
    logs: list[Path] = field(default_factory=list)
    served: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)
    """What serves, by the name of its socket."""

    @property
    def origin(self) -> str:
        return f"https://localhost:{self.port}"

    def environ(self) -> dict[str, str]:
        """What the unit says of where instance and keys are."""
        instance = str(self.house.folder / "instance")
        return os.environ | {"REPORTING_INSTANCE": instance, "REPORTING_KEYS": str(self.house.keys)}

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.trusted))

    def connect(self, source: str = "127.0.0.1", timeout: float = 60) -> HTTPSConnection:
        return HTTPSConnection(
            "localhost", self.port, context=self.context(), source_address=(source, 0), timeout=timeout
        )

    def ask(self, method: str = "GET", path: str = "/", body: bytes | None = None, **headers: str) -> Answer:
        connection = self.connect()
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            return Answer.of(connection.getresponse())
        finally:
            connection.close()

    def plainly(self, port: int, host: str, path: str = "/") -> Answer:
        """Without TLS."""
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", path, headers={"Host": host})
            return Answer.of(connection.getresponse())
        finally:
            connection.close()

    def form(self, *, files: tuple[bytes, ...] = (), **filled: str) -> bytes:
        """What Rosa's browser without JavaScript sends once she has filled in a page that she has just loaded."""
        fields = fields_of(self.ask().text) | {name: [value] for name, value in filled.items()}
        return multipart.body([(name, value) for name, values in fields.items() for value in values], files)

    def post(self, body: bytes) -> Answer:
        return self.ask(
            "POST",
            "/",
            body,
            Origin=self.origin,
            Sec_Fetch_Site="same-origin",
            Content_Type=multipart.CONTENT_TYPE,
        )

    def temporary(self) -> list[str]:
        """Every file that nginx has made for what is under way, also one that has no name any more."""
        named = [str(file) for name in TEMPORARY for file in (self.folder / name).rglob("*") if file.is_file()]
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for worker in children:
            for handle in Path(f"/proc/{worker}/fd").iterdir():
                with suppress(OSError):
                    target = str(handle.readlink())
                    named += [target] if any(f"{self.folder}/{name}/" in target for name in TEMPORARY) else []
        return named

    def start_nginx(self, changes: Mapping[str, str] | None = None) -> None:
        """With empty logs."""
        (self.folder / "nginx.conf").write_text(configured(self, changes))
        log, early = self.folder / "nginx.stderr", self.folder / "nginx.early"
        early.unlink(missing_ok=True)
        self.logs += [file for file in (log, early) if file not in self.logs]
        words = ["-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", str(early), "-g", "daemon off;"]
        with log.open("wb") as output:
            self.process = subprocess.Popen([needed("nginx"), *words], stdout=output, stderr=output)
        wait_for(self.folder / "nginx.pid", self.process, log)

    def end_nginx(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=60)

    def written(self) -> str:
        """All that nginx and the form have logged."""
        return "".join(log.read_text(errors="replace") for log in self.logs if log.exists())


def configured(front: Front, changes: Mapping[str, str] | None = None) -> str:
    """The sample for these ports and this folder; `changes` are faults that a test puts in."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    here = {
        "user www-data;": "user root;" if os.geteuid() == 0 else "",
        "worker_processes auto;": "worker_processes 1;",
        "pid /run/nginx.pid;": f"pid {front.folder}/nginx.pid;",
        "http {\n": "http {\n" + "".join(f"{name}_temp_path {front.folder}/{name};\n" for name in TEMPORARY),
        "listen 443 ": f"listen 127.0.0.1:{front.port} ",
        "listen 80 ": f"listen 127.0.0.1:{front.plain_port} ",
        "127.0.0.1:8080": f"127.0.0.1:{front.onion_port}",
        "concerns.example": "localhost",
        "/etc/ssl/reporting": str(front.folder),
        "root /var/www/html": f"root {front.folder}/html",
        "unix:/run/reporting-form/": f"unix:{front.folder}/",
        "unix:/run/reporting-form-onion/": f"unix:{front.folder}/onion-",
    }
    text = re.sub(r" +listen \[::\]:.*\n", "", text)
    for old, new in {**here, **(changes or {})}.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextmanager
def in_front(
    changes: Mapping[str, str] | None = None, under: Sequence[str] = (), database: str | None = None
) -> Iterator[Front]:
    """Form and nginx, until the block ends. `under` is a command to run the form with, such as strace."""
    # Not in pytest's own folder: the path of a socket may have 107 letters.
    with TemporaryDirectory(prefix="front-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        port, plain, onion = free_port(), free_port(), free_port()
        house = build(
            folder / "house", form=f"https://localhost:{port}", desk="https://desk.example", database=database
        )
        made = certificate(folder / "authority")
        for host in ("localhost", "desk.example"):
            for ending in ("pem", "key"):
                (folder / f"{host}.{ending}").write_bytes(made.shown.read_bytes())
        front = Front(house, folder, port, plain, onion, made.trusted)
        with serving(front, f"{folder}/form.sock", under), proxying(front, changes):
            yield front


@contextmanager
def altered(front: Front, changes: Mapping[str, str]) -> Iterator[Front]:
    """The same form, with another nginx in the place of the one in front of it until the block ends."""
    front.end_nginx()
    try:
        with proxying(front, changes):
            yield front
    finally:
        front.start_nginx()


def size() -> list[str]:
    """How many processes and threads the unit gives the form."""
    found = re.search(
        r"(--workers \d+ --threads \d+)$", (DEPLOY / "systemd" / "reporting-form.service").read_text(), re.M
    )
    assert found
    return found[1].split()


@contextmanager
def serving(
    front: Front, socket: str, under: Sequence[str] = (), *, program: str = "form", **environ: str
) -> Iterator[None]:
    """`reporting serve form` as the unit starts it, or `desk`."""
    words = ["serve", program, "--bind", f"unix:{socket}", *size()]
    log = front.folder / f"{Path(socket).stem}.log"
    front.logs.append(log)
    with log.open("wb") as output:
        command = [*under, sys.executable, "-m", "reporting", *words]
        process = subprocess.Popen(command, env=front.environ() | environ, stdout=output, stderr=output)
    front.served[Path(socket).stem] = process
    try:
        wait_for(Path(socket), process, log)
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def proxying(front: Front, changes: Mapping[str, str] | None = None) -> Iterator[None]:
    """nginx with the sample, and nothing of the machine's own configuration of it."""
    front.start_nginx(changes)
    try:
        yield
    finally:
        front.end_nginx()


def wait_for(file: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if file.exists() or process.poll() is not None:
            break
        time.sleep(0.1)
    assert file.exists(), log.read_text()
