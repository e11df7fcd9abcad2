"""Form, desk, worker and log of one instance, its mail server, its auditor, and the days that go by.

town.until(date(2026, 11, 24))         # a round of the worker each morning, and Olu on Mondays
"""

import importlib
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from reporting import worker
from reporting.cleaning import Box
from tests.cli.olu import Olu
from tests.house import House, Reader, build
from tests.notifications.mailing import MONDAY, Mailing, set_clock, with_mail
from tests.notifications.server import MailServer, address_of, certificate
from tests.restore.disaster import run
from tests.year.told import Kept, Told, sealed_rows

MORNING, NOON = 6, 12
"""The one round of a day is at the hour of mail; what people do, they do at noon."""
QUIET_AFTER, QUIET_BEFORE, REGULAR = timedelta(days=4), timedelta(days=2), (0, 3)
MARKS = {
    "HTTP_USER_AGENT": "canary-of-a-browser/7.31",
    "HTTP_REFERER": "https://canary-of-a-referrer.example/",
    "HTTP_X_FORWARDED_FOR": "203.0.113.77",
    "REMOTE_ADDR": "203.0.113.77",
}
COMMANDS = ("workshop", "cosign", "cosigned", "backup", "restore")


@dataclass(eq=False)
class Town:
    """What there is, and what somebody who looks on has noted of it."""

    house: House
    server: MailServer
    olu: Olu
    box: Box
    told: dict[str, Told] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Whose key a person has, where it is no longer their first."""
    readers: set[str] = field(default_factory=lambda: {"ada", "ben"})
    log: StringIO = field(default_factory=StringIO)
    canaries: list[str] = field(default_factory=list)
    kept: list[tuple[date, bytes]] = field(default_factory=list)
    """Every checkpoint that Olu has cosigned."""
    refusals: list[str] = field(default_factory=list)
    """What Olu was told on the days on which nothing was cosigned."""
    out: str = "log"
    sealed: dict[tuple[str, ...], Kept] = field(default_factory=dict)
    left_over: list[str] = field(default_factory=list)
    """Ciphertext that was still there on the day on which it was erased."""
    lived: list[date] = field(default_factory=list)
    flooded: date | None = None
    olu_comes_late: date | None = None
    """A Monday on which much happens before."""

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """All processes, begun anew."""
        self.form: Flask = self.house.form(self.box)
        self.desk: Flask = self.house.desk()
        self.mail = Mailing(self.house)
        for app in (self.form, self.desk):
            for handler in app.logger.handlers:
                if type(handler) is logging.StreamHandler:
                    handler.setStream(self.log)

    @property
    def today(self) -> date:
        return self.house.clock.today()

    def until(self, day: date) -> None:
        """Morning after morning, to the noon of this day.

        In weeks in which nothing happens the machine runs on Mondays, Thursdays and when something is to be erased:
        the other days would be like them, and take half a minute.
        """
        ends = {told.erased_on for told in self.told.values()}
        after = [self.today + timedelta(days=one) for one in range(1, (day - self.today).days + 1)]
        for each in after:
            near = each - after[0] < QUIET_AFTER or day - each < QUIET_BEFORE
            if not (near or each.weekday() in REGULAR or each in ends):
                continue
            set_clock(self.house, each, MORNING)
            self.mail.round()
            self.lived.append(each)
            self._look_for_the_erased()
            if each.weekday() == MONDAY.weekday() and each != self.olu_comes_late:
                set_clock(self.house, each, 9)
                self.cosigns()
            worker.tidy(self.mail.rooms, {})
        set_clock(self.house, day, NOON)

    def runs(self, *words: object) -> Result:
        """A command that the operator types."""
        return run(self.house, *words)

    def ran(self, *words: object) -> str:
        told = self.runs(*words)
        assert told.exit_code == 0, (self.today, words, told.output)
        return told.output

    @property
    def exported(self) -> Path:
        return self.house.folder / self.out

    def cosigns(self) -> None:
        """Olu's Monday: the operator hands the log over, Olu checks it and signs, the operator takes that back."""
        self.ran("log", "export", self.exported)
        self.olu.cosigned(self.exported)
        self.kept.append((self.today, self.olu.kept.read_bytes()))
        assert "Cosigned by Olu Adeyemi" in self.ran("log", "cosigned", self.exported / "checkpoint")

    def window(self) -> FlaskClient:
        """A browser at the form that says of its owner what browsers say."""
        client = self.form.test_client()
        client.environ_base.update(MARKS)
        return client

    def comes(self, handle: str) -> Reader:
        """Somebody at the desk, signed in with the key that they have by now."""
        reader = Reader(self.desk.test_client(), self.key(handle))
        assert reader.sign_in().status_code == 200, (self.today, handle)
        return reader

    def key(self, handle: str) -> str:
        return self.keys.get(handle, handle)

    def canary(self, text: str) -> str:
        """A text that must be found nowhere."""
        self.canaries.append(text)
        return text

    def case_of(self, told: Told) -> str:
        file = self.house.folder / "instance/desk/desk.db"
        with closing(sqlite3.connect(file)) as rows:
            (found,) = rows.execute("SELECT case_id FROM desk_case WHERE report_id = ?", (told.report_id,)).fetchone()
        told.case_id = str(found)
        return told.case_id

    def remember(self) -> None:
        """Keep what is stored of each report, with who was to open it at that time."""
        by_id = {told.report_id: told for told in self.told.values()}
        for key, sealed in sealed_rows(self.house.folder / "instance").items():
            if told := by_id.get(key[1]):
                openers = {*told.openers, *({f"reporter of {told.name}"} if key[0] == "reply" else ())}
                if not (key in self.sealed and self.sealed[key].sealed == sealed):
                    self.sealed[*key, str(len(self.sealed))] = self.sealed[key] = Kept(told.name, sealed, openers)

    def pieces(self, told: Told) -> dict[str, bytes]:
        """A stretch from the midst of everything sealed that there ever was of a report."""
        return {"/".join(key): one.sealed[-600:-560] for key, one in self.sealed.items() if one.of == told.name}

    def left_in_files(self, told: Told) -> set[str]:
        """What is still there of it in the files of both stores."""
        folders = [self.house.folder / "instance" / store for store in ("mailbox", "desk")]
        content = b"".join(file.read_bytes() for folder in folders for file in folder.iterdir())
        return {name for name, piece in self.pieces(told).items() if piece in content}

    def _look_for_the_erased(self) -> None:
        """On the morning on which a report goes, before the store is written anew."""
        for told in self.told.values():
            if told.erased_on == self.today:
                self.left_over += [f"{told.name}: {one}" for one in self.left_in_files(told)]

    def rewrites_settings(self, before: str, after: str) -> None:
        file = self.house.folder / "instance/reporting.toml"
        content = file.read_text()
        assert before in content
        file.write_text(content.replace(before, after))


@contextmanager
def town(folder: Path, box: Box) -> Iterator[Town]:
    """On the Sunday night before it all begins; the commands ask the same clock as everybody."""
    folder.chmod(0o700)
    trusted = certificate(folder / "authority")
    with pytest.MonkeyPatch.context() as patch, MailServer(trusted) as server:
        patch.setenv("SSL_CERT_FILE", str(trusted.trusted))
        patch.setenv("SSL_CERT_DIR", str(folder / "none"))
        house = with_mail(build(folder / "house"), server.port)
        for command in COMMANDS:
            patch.setattr(importlib.import_module(f"reporting.cli.{command}"), "SystemClock", lambda: house.clock)
        made = Town(house, server, Olu.at(folder / "olu"), box)
        yield made
        made.mail.close()


__all__ = ["Town", "address_of", "town"]
