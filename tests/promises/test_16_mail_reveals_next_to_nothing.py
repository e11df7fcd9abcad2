"""Promise 16: mail reveals next to nothing: fixed hours, constant text, and nobody's reflects what they may not see."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from reporting.accesslog.checkpoints import Checkpoint
from reporting.cases import Status
from reporting.cases.calling import anything_waits
from tests.house import House, Rosa, build, log_key
from tests.notifications.conftest import trusted as trusted
from tests.notifications.mailing import MONDAY, PEOPLE, Mailing, checkpoint, mailing, with_mail
from tests.notifications.server import Certificate, Got, MailServer, address_of

DAYS = 14
ROUNDS = (5, 6, 7, 15)
SILENT, WAITING = "silent", "when-waiting"
FIXED = (
    "Please look in at the desk: this mail comes every Monday and Thursday, always with the same words, whether or not"
)
CANARY = "Teo-of-the-blue-cap"


class Street:
    """Houses side by side, each with a mail server of its own."""

    def __init__(self, folder: Path, trusted: Certificate, stack: ExitStack) -> None:
        self._folder, self._trusted, self._stack = folder, trusted, stack

    def house(self, name: str, digest: str) -> tuple[Mailing, MailServer]:
        server = self._stack.enter_context(MailServer(self._trusted))
        built = with_mail(build(self._folder / name), server.port, digest=digest)
        return self._stack.enter_context(mailing(built)), server


@pytest.fixture
def street(tmp_path: Path, trusted: Certificate) -> Iterator[Street]:
    with ExitStack() as stack:
        yield Street(tmp_path, trusted, stack)


def send(house: House, readers: str = "both", **more: str) -> None:
    said = f"{CANARY} followed me."
    answer = Rosa(house.form().test_client()).send(what_happened=said, who=CANARY, readers=readers, **more)
    assert answer.status_code == 200


def two_weeks(
    mail: Mailing, server: MailServer, reports: dict[tuple[int, int], str], *, same_log: bool = False
) -> dict[tuple[int, int], list[Got]]:
    """What came, by day and hour. `reports` says at which day and hour one is sent, and who may read it.

    With `same_log` each day's checkpoint is put there before the worker makes its own, the same in every house.
    """
    came: dict[tuple[int, int], list[Got]] = {}
    for day in range(DAYS):
        if same_log:
            checkpoint(mail.rooms, 64 * (day + 1), MONDAY + timedelta(days=day))
        for hour in ROUNDS:
            before = len(server.got)
            mail.at(MONDAY + timedelta(days=day), hour)
            if server.got[before:]:
                came[day, hour] = server.got[before:]
            if (day, hour) in reports:
                send(mail.house, reports[day, hour])
    assert mail.said == []
    return came


def days_of(came: dict[tuple[int, int], list[Got]], name: str) -> list[int]:
    return [day for (day, _), mails in came.items() for mail in mails if mail.to == address_of(name)]


def contents(server: MailServer, name: str) -> list[bytes]:
    return [got.content for got in server.to(name)]


def but_for_the_root(server: MailServer, name: str) -> list[tuple[bytes, list[list[bytes]], int]]:
    """Each mail without its checkpoint, the log's name and size in that, and how long the whole is."""
    without = re.compile(rb"(?<=MIME-Version: 1.0\r\n\r\n)[A-Za-z0-9+/=\r\n]+")
    return [
        (without.sub(b"", got.content), [note.split(b"\n")[:2] for note in got.attached], len(got.content))
        for got in server.to(name)
    ]


def test_silent_mail_is_the_same_bytes_whether_or_not_anything_came(street: Street) -> None:
    quiet, quiet_server = street.house("quiet", SILENT)
    busy, busy_server = street.house("busy", SILENT)
    came = {(0, 5): "both", (0, 15): "both", (2, 7): "not-ben", (4, 15): "neither", (8, 5): "not-ada"}
    busy_came = two_weeks(busy, busy_server, came, same_log=True)
    quiet_came = two_weeks(quiet, quiet_server, {}, same_log=True)
    assert list(busy_came) == list(quiet_came) == [(0, 6), (3, 6), (7, 6), (10, 6)]
    for name in PEOPLE:
        assert contents(busy_server, name) == contents(quiet_server, name)
    for name in PEOPLE[:4]:
        assert days_of(busy_came, name) == [0, 3, 7, 10]
        assert all(FIXED in got.text for got in busy_server.to(name))
    assert days_of(busy_came, "olu") == [0, 7]
    with busy.rooms.desk.read() as session:
        today = busy.house.clock.today()
        for name in PEOPLE[:4]:
            assert anything_waits(session, busy.house.person(name).fingerprint, today), (
                "nothing came, so it shows nothing"
            )


def test_when_something_waits_mail_still_comes_at_the_hour_only_and_with_the_same_words(street: Street) -> None:
    mail, server = street.house("house", WAITING)
    came = two_weeks(mail, server, {(1, 15): "both"})
    assert {hour for _, hour in came} == {6}
    # Tuesday's report, in the afternoon: Wednesday is the first to tell, and each day until it is acknowledged.
    assert days_of(came, "ada") == days_of(came, "ben") == [0, *range(2, DAYS)]
    assert days_of(came, "ines") == days_of(came, "noor") == [0, 3, 7, 10]
    assert days_of(came, "olu") == [0, 7]
    for name in ("ada", "ben"):
        assert len({got.text for got in server.to(name) if not got.attached}) == 1
        assert len({len(got.content) for got in server.to(name) if not got.attached}) == 1


def test_what_was_acknowledged_is_silent_until_it_is_due(street: Street) -> None:
    mail, server = street.house("house", WAITING)
    mail.at(MONDAY, 15)
    send(mail.house)
    mail.at(MONDAY, 16)
    ada = mail.house.person("ada").fingerprint
    with mail.rooms.desk.write() as session:
        cases = mail.rooms.cases(session)
        (case_id,) = mail.case_ids(session, ada)
        cases.move(cases.of(ada, case_id), Status.ACKNOWLEDGED, mail.house.clock.today())
    for day in range(1, DAYS):
        for hour in ROUNDS:
            mail.at(MONDAY + timedelta(days=day), hour)
    days = [str(got.message["Date"])[5:7] for got in server.to("ada")]
    # An update is due a week after the 23rd, and called due two days before.
    assert days == ["28", "29", "30", "01", "02", "03", "04", "05", "06"]


def test_the_mail_of_who_was_left_out_and_of_alternates_and_auditors_is_as_if_nothing_had_come(street: Street) -> None:
    quiet, quiet_server = street.house("quiet", WAITING)
    busy, busy_server = street.house("busy", WAITING)
    two_weeks(busy, busy_server, {(1, 5): "not-ben", (2, 15): "neither"})
    two_weeks(quiet, quiet_server, {})
    for name in ("ben", "ines", "noor", "olu"):
        assert but_for_the_root(busy_server, name) == but_for_the_root(quiet_server, name)
        assert [got.attached for got in busy_server.to(name) if got.attached], "no checkpoint came to compare"
    assert len(busy_server.to("ada")) > len(quiet_server.to("ada")), "nobody was told, so that he was not shows nothing"


def test_mondays_mail_carries_the_latest_checkpoint_to_everybody(street: Street) -> None:
    mail, server = street.house("house", WAITING)
    latest = []
    for day in (MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)):
        mail.at(day, 4)
        mail.at(day, 6)
        latest += [mail.checkpoint()] if day.weekday() == 0 else []
    assert [Checkpoint.open(note, log_key().verifier).size for note in latest] == [64, 192]
    for name in PEOPLE:
        assert [got.attached for got in server.to(name)] == [[note] for note in latest]


def test_no_mail_holds_a_word_a_name_an_id_a_number_or_a_time(street: Street) -> None:
    mail, server = street.house("house", WAITING)
    two_weeks(mail, server, {(1, 15): "both", (2, 7): "not-ada", (2, 15): "both"})
    mail.house.clock.advance(timedelta(hours=9, minutes=7))
    send(mail.house, tell_today="yes")
    mail.round()
    names = [word for person in mail.house.roster.people for word in (*person.name.split(), person.fingerprint[:12])]
    with mail.rooms.desk.read() as session:
        ids = [*mail.case_ids(session, mail.house.person("ada").fingerprint), *mail.house.report_ids()]
    assert len(ids) == 3 + 4
    for got in server.got:
        head, _, body = got.content.decode("ascii").partition("\r\n\r\n")
        assert re.findall(r"\d\d:\d\d:\d\d", head) in (["06:00:00"], ["00:00:00"])
        assert not re.search(r"\d", "" if got.attached else body)
        for hidden in (CANARY, *names, *ids, "Larkfield Network"):
            assert hidden not in got.text
            assert hidden not in head
    assert [got.text for got in server.got].count(server.got[-1].text) == 2, "a call for each of the two, no more"
