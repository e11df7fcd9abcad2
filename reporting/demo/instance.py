"""Makes `DIR/instance`, `DIR/keys` and `DIR/private`, once; a second run takes what is there."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from string import Template

from reporting import instance, migrations, roster
from reporting.clock import Clock, SystemClock
from reporting.db import MailboxBase, Store
from reporting.demo.people import CAST, make_people, passphrase_of
from reporting.demo.reports import deposit_reports
from reporting.errors import Refused
from reporting.instance import STORES
from reporting.roster.files import put

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
small_spaces = { "the mentors’ circle" = 24, "the choir" = 9 }

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

    @property
    def settings(self) -> bytes:
        return SETTINGS.substitute(form_origin=self.form_origin, desk_origin=self.desk_origin).encode()

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


def made(folder: Path) -> bool:
    """Whether a whole demonstration is there from an earlier run."""
    return (folder / MADE).exists()


def prepare(folder: Path, form_port: int, desk_port: int) -> Demonstration:
    """Make what is missing; raises Refused when the folder holds something else."""
    there = Demonstration(folder, form_port, desk_port)
    if made(folder):
        # Ports may change from run to run, so the addresses are written each time.
        put(there.instance / "reporting.toml", there.settings, 0o600)
        for store in STORES:
            migrations.upgrade(_store(there, store), store)
        return there
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty and holds no whole demonstration. Delete it, or name another with --dir.")
    _make(there, SystemClock())
    (folder / MADE).touch()
    return there


def _make(there: Demonstration, clock: Clock) -> None:
    for path in (there.folder, there.private):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    instance.make(there.instance, there.keys, there.settings, "larkfield.example/log")
    make_people(there.private, there.keys, "Larkfield Network", clock.today())
    readers = roster.load(there.keys)
    if readers is None:
        raise Refused("The roster that was just made cannot be read. Delete the folder and begin again.")
    newest = max(file.stem for file in (there.instance / "guidelines").glob("*.md"))
    with closing(Store.open(_store(there, "mailbox"), MailboxBase)) as mailbox:
        deposit_reports(mailbox, readers, clock, newest)


def _store(there: Demonstration, store: migrations.StoreName) -> str:
    return f"sqlite:///{there.instance}/{store}/{store}.db"
