"""Makes `DIR/instance`, `DIR/keys` and `DIR/private`, once; a second run takes what is there."""

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from string import Template

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from reporting import migrations, roster
from reporting.clock import Clock, SystemClock
from reporting.db import MailboxBase, Store
from reporting.demo.people import CAST, make_people, passphrase_of
from reporting.demo.reports import deposit_reports
from reporting.errors import Refused
from reporting.roster.files import put_new
from reporting.signednote import VerifierKey

GUIDELINES = Path(__file__).parent.parent / "templates" / "guidelines"
MADE = ".made"

SETTINGS = Template("""\
# A demonstration: everybody and everything in it is made up.
[community]
name = "Larkfield Network"
short_name = "Larkfield"
emergency_number = "112"
leave_url = "https://weather.example/"
leave_to = "a weather page"
listening_line = "0800 555 01"
other_ways = [
    "At an event: anyone with a green badge. They can pass it on without your name.",
    "The organiser: Marit Solheim, 020 555 010, weekdays.",
    "By post: Readers, Larkfield Network, Box 112, Larkfield. No sender needed.",
    "The police or another authority. You may do both. We will not ask you to choose.",
]
small_spaces = ["the mentors’ circle", "the choir"]

[form]
origin = "$form_origin"

[desk]
origin = "$desk_origin"
""")


@dataclass(frozen=True)
class Demonstration:
    """Where a demonstration lives and how to reach it."""

    folder: Path
    form_port: int
    desk_port: int

    @property
    def instance(self) -> Path:
        return self.folder / "instance"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def private(self) -> Path:
        return self.folder / "private"

    @property
    def form_origin(self) -> str:
        return f"http://localhost:{self.form_port}"

    @property
    def desk_origin(self) -> str:
        return f"http://localhost:{self.desk_port}"

    def told(self) -> str:
        """What to open and with which keys."""
        people = "\n".join(f"    {self.private / handle}.age   {name}, {role}" for handle, name, _about, role in CAST)
        return (
            f"\nForm, for whoever has a concern:   {self.form_origin}/\n"
            f"Desk, for the two who read it:     {self.desk_origin}/\n\n"
            f"Key files of the made-up people:\n{people}\n"
            f"Passphrase of each: {passphrase_of(self.private)}\n\n"
            f"Ctrl-C ends it. Everything is in {self.folder}; delete that folder to begin again.\n"
        )


def prepare(folder: Path, form_port: int, desk_port: int, clock: Clock | None = None) -> Demonstration:
    """Make what is missing; raises Refused when the folder holds something else."""
    clock = clock or SystemClock()
    there = Demonstration(folder, form_port, desk_port)
    if (folder / MADE).exists():
        _write_settings(there)
        _upgrade(there)
        return there
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty and holds no whole demonstration. Delete it, or name another with --dir.")
    _make(there, clock)
    (folder / MADE).touch()
    return there


def _make(there: Demonstration, clock: Clock) -> None:
    for path in (there.folder, there.instance, there.instance / "secrets", there.keys, there.private):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    put_new(there.instance / "secrets" / "form-token", secrets.token_hex(32).encode() + b"\n")
    _make_log_key(there)
    shutil.copytree(GUIDELINES, there.instance / "guidelines")
    _write_settings(there)
    make_people(there.private, there.keys, "Larkfield Network", clock.today())
    mailbox_url = _upgrade(there)
    readers = roster.load(there.keys)
    if readers is None:
        raise Refused("The roster that was just made cannot be read. Delete the folder and begin again.")
    mailbox = Store.open(mailbox_url, MailboxBase)
    newest = max(file.stem for file in GUIDELINES.glob("*.md"))
    deposit_reports(mailbox, readers, clock, newest)
    mailbox.close()


def _upgrade(there: Demonstration) -> str:
    """Both stores at the newest schema; the mailbox's address."""
    stores: tuple[migrations.StoreName, ...] = ("desk", "mailbox")
    for store in stores:
        url = f"sqlite:///{there.instance}/{store}/{store}.db"
        migrations.upgrade(url, store)
    return url


def _make_log_key(there: Demonstration) -> None:
    """The access log's own key, which only the worker may read, and its public half."""
    key = Ed25519PrivateKey.generate()
    put_new(there.instance / "secrets" / "log-key", key.private_bytes_raw().hex().encode() + b"\n")
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    put_new(there.keys / "log.pub", f"{VerifierKey.of('larkfield.example/log', public)}\n".encode(), 0o644)


def _write_settings(there: Demonstration) -> None:
    """Ports may change from run to run, so the addresses are written each time."""
    text = SETTINGS.substitute(form_origin=there.form_origin, desk_origin=there.desk_origin)
    (there.instance / "reporting.toml").write_text(text, encoding="utf-8")
