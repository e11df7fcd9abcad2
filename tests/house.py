"""A whole house for tests: real keys, a signed roster, real stores, both apps, and the people who use them.

house = build(tmp_path)
rosa = Rosa(house.form().test_client())
page = rosa.send(what_happened="He followed me.")
house.open_as("ada", "report")
"""

import json
import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from reporting import config, migrations, worker
from reporting import roster as rosters
from reporting.accesslog.signing import Signing
from reporting.cleaning import Box
from reporting.clock import FixedClock
from reporting.db import DeskBase, MailboxBase, Store
from reporting.demo.people import CAST
from reporting.mailbox.desk_side import DeskMailbox
from reporting.mailbox.models import Deposit
from reporting.review import House as Rooms
from reporting.roster import Person, Role, Roster
from reporting.sealing.keyfiles import lock
from reporting.signednote import VerifierKey
from tests import multipart
from tests.casting import NOW, key_of, log_key, write_log_key, write_roster
from tests.fields import fields_of
from tests.stores import AtHand, laid

FORM, DESK = "http://localhost:8000", "http://localhost:8001"
EVERYBODY = tuple(handle for handle, *_ in CAST)
PASSPHRASE = "seven-words-that-only-tests-ever-use"
SETTINGS = """
[community]
name = "Larkfield Network"
short_name = "Larkfield"
leave_url = "https://weather.example/"
other_ways = ["The organiser: Marit Solheim, 020 555 010, weekdays."]
[form]
origin = "{form}"
[desk]
origin = "{desk}"
"""
STORES = """
[stores]
mailbox = "{database}"
desk = "{database}"
"""


@cache
def locked(handle: str) -> bytes:
    """The person's key file, with as little work as age allows, since tests unlock it often."""
    return lock(key_of(handle), PASSPHRASE, log_n=10)


@lru_cache(8)
def _roster(keys: Path, _files: tuple[tuple[str, bytes], ...]) -> Roster:
    """What these files say: tests ask who somebody is a dozen times, and each look verifies every signature."""
    found = rosters.load(keys)
    assert found is not None
    return found


@dataclass
class House:
    """One instance in a temporary folder, with the clock in the test's hand."""

    folder: Path
    clock: FixedClock
    environ: Mapping[str, str] = field(default_factory=dict)
    database: str | None = None
    """Where both stores lie, if they are no files."""

    def __post_init__(self) -> None:
        self.at_hand = AtHand(lambda: self.settings.desk())

    @property
    def settings(self) -> config.Loaded:
        return config.load(self.folder / "instance", {"REPORTING_KEYS": str(self.keys), **self.environ})

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def roster(self) -> Roster:
        files = sorted((file.name, file.read_bytes()) for file in self.keys.rglob("*") if file.is_file())
        return _roster(self.keys, tuple(files))

    def person(self, handle: str) -> Person:
        found = self.roster.by_handle(handle)
        assert found is not None
        return found

    def form(self, box: Box | None = None) -> Flask:
        from reporting.form import create_app

        return create_app(self.settings.form(), self.clock, box)

    def desk(self) -> Flask:
        from reporting.desk import create_app

        return create_app(self.settings.desk(), self.clock)

    def mailbox(self) -> Store:
        return Store.open(self.settings.desk().mailbox_url, MailboxBase)

    def rooms(self) -> Rooms:
        """What use cases of the desk and the worker are handed."""
        settings = self.settings.worker()
        desk, mailbox = Store.open(settings.desk_url, DeskBase), Store.open(settings.mailbox_url, MailboxBase)
        return Rooms(desk, mailbox, self.clock, settings.clocks)

    def signing(self) -> Signing:
        """The log's key as the worker holds it."""
        return Signing(log_key(), self.settings.worker().last_checkpoint)

    def work(self) -> None:
        """One round of the worker."""
        worker.run_once(self.at_hand.rooms(self.clock), self.keys, self.signing())

    def report_ids(self) -> list[str]:
        with self.at_hand.mailbox.read() as session:
            return list(session.scalars(select(Deposit.report_id)))

    def sealed(self, part: str, report_id: str | None = None) -> bytes:
        with self.at_hand.mailbox.read() as session:
            found = DeskMailbox(session).fetch(report_id or self.report_ids()[0], part)
        assert found is not None
        return found

    def file(self, name: str, report_id: str | None = None) -> bytes:
        """A sealed file of a report."""
        with self.at_hand.mailbox.read() as session:
            return b"".join(DeskMailbox(session).stream(report_id or self.report_ids()[0], name))

    def open_as(self, handle: str, part: str, report_id: str | None = None) -> dict[str, Any]:
        """What this person reads in a part; raises when they cannot."""
        opened: dict[str, Any] = json.loads(key_of(handle).identity.open(self.sealed(part, report_id)))
        return opened


def build(
    folder: Path,
    *,
    handles: tuple[str, ...] = ("ada", "ben", "ines", "noor", "olu"),
    form: str = FORM,
    desk: str = DESK,
    database: str | None = None,
) -> House:
    """Keys, a roster signed by both reviewers, settings, secrets and empty stores: files, or in this database."""
    instance, keys = folder / "instance", folder / "keys"
    for path in (instance / "secrets", instance / "guidelines", keys):
        path.mkdir(parents=True)
    settings = SETTINGS.format(form=form, desk=desk) + (STORES.format(database=database) if database else "")
    (instance / "reporting.toml").write_text(settings, encoding="utf-8")
    token_key = instance / "secrets" / "form-token"
    token_key.write_text(secrets.token_hex(32))
    token_key.chmod(0o600)
    write_log_key(instance / "secrets" / "log-key", keys / "log.pub")
    (instance / "guidelines" / "2026-03-03.md").write_text("# Guidelines\n\n1. Be kind.\n", encoding="utf-8")
    write_roster(keys, handles)
    stores: tuple[migrations.StoreName, ...] = () if database else ("mailbox", "desk")
    for store in stores:
        laid(instance / store / f"{store}.db", store)
    return House(folder, FixedClock(NOW), database=database)


def newcomer(handle: str, name: str, role: Role, *, key: str | None = None) -> Person:
    """Somebody with a key of their own; `key` names whose, where it is another than the handle's."""
    made = key_of(key or handle)
    return Person.of(name, "", role, VerifierKey.of(handle, made.verify_key), made.recipient_text)


def words_of(html: str) -> list[str]:
    """The twelve words of a confirmation."""
    listed = html.split('class="words"', 1)[1].split("</ol>", 1)[0]
    return [item.split("<", 1)[0].strip() for item in listed.split("<li>")[1:]]


class Rosa:
    """Reports with a browser without JavaScript: loads the page, fills it in, sends it."""

    HEADERS: Mapping[str, str] = {"Sec-Fetch-Site": "same-origin", "Origin": FORM}

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.fields: dict[str, list[str]] = {}

    def visit(self) -> str:
        answer = self.client.get("/", base_url=FORM)
        assert answer.status_code == 200
        html = answer.get_data(as_text=True)
        self.fields = fields_of(html)
        return html

    def send(
        self, *, files: Sequence[bytes] = (), named: str = multipart.NAMED, **filled: str | list[str]
    ) -> TestResponse:
        """Load the page, fill in, choose files, send. Leaves the page's other fields as they were."""
        self.visit()
        return self.send_again(files=files, named=named, **filled)

    def send_again(
        self, *, files: Sequence[bytes] = (), named: str = multipart.NAMED, **filled: str | list[str]
    ) -> TestResponse:
        """Send the page that was loaded last, as the Back button allows."""
        for name, value in filled.items():
            self.fields[name] = value if isinstance(value, list) else [value]
        pairs = [(name, value) for name, values in self.fields.items() for value in values]
        return self.client.post(
            "/",
            data=multipart.body(pairs, files, named),
            content_type=multipart.CONTENT_TYPE,
            base_url=FORM,
            headers=dict(self.HEADERS),
        )


class Reader:
    """A person at the desk, without the browser: signs in with their key and calls what the page would call."""

    HEADERS: Mapping[str, str] = {"Sec-Fetch-Site": "same-origin", "Origin": DESK}

    def __init__(self, client: FlaskClient, handle: str) -> None:
        self.client, self.handle, self.key = client, handle, key_of(handle)

    def post(self, path: str, body: object = None) -> TestResponse:
        return self.client.post(path, json=body or {}, base_url=self.secure, headers=dict(self.HEADERS))

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=self.secure)

    # Browsers send Secure cookies to http://localhost; the test client does so to https only.
    secure = DESK.replace("http:", "https:")

    def sign_in(self, origin: str = DESK) -> TestResponse:
        nonce = self.post("/sign-in/challenge").get_json()["nonce"]
        return self.claim(nonce, origin)

    def claim(self, nonce: str, origin: str = DESK, purpose: str = "reporting sign-in v1") -> TestResponse:
        said = json.dumps({"nonce": nonce, "origin": origin, "purpose": purpose}, separators=(",", ":"), sort_keys=True)
        claim = {
            "key": b64encode(self.key.verify_key).decode(),
            "nonce": nonce,
            "signature": b64encode(self.key.sign(said.encode())).decode(),
        }
        return self.post("/sign-in", claim)
