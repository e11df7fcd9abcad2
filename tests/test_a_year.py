"""A year in the life: form, desk, worker, mail and log as they are deployed, with the clock moved by hand.

tests/year/diary.py says what happens on which day. Here every promise is checked on what is left of it: stores, logs,
mails, checkpoints, proofs, and each sealed thing as it was stored once. Long, since a year takes minutes and is lived
once for all that is looked at after it.
"""

import gzip
import importlib.util
import re
import sqlite3
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from reporting.accesslog import Facts, Tag
from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.folder import Folder
from reporting.accesslog.verify import Forked, Rewritten, RolledBack, verify
from reporting.cleaning import Box
from reporting.mailbox.receipt import Receipt
from reporting.notifications import letters
from reporting.sealing import HybridIdentity, NotARecipient
from tests.house import NOW, key_of, log_key
from tests.notifications.mailing import PEOPLE
from tests.worker.reading import checkpoints, entries, tagged
from tests.year.diary import RESTORED_ON, live, say
from tests.year.town import MARKS, Town, address_of, town
from tests.year.writing import comes_back

DOCS = Path(__file__).resolve().parents[1] / "docs"
KEYS = ("ada", "ben", "ben, anew", "ines", "noor", "cleo", "olu", "mallory")
ONCE_A_DAY = {Tag.REPORT_DEPOSIT, Tag.REPORT_WITHDRAW}
ALONE = {"taken-back", "spam", "lost"}
"""Reports that nobody has ever read."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, box: Box) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("year"), box) as lived:
        live(lived)
        yield lived


def files(year: Town) -> Iterator[tuple[Path, bytes]]:
    for file in year.house.folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            yield file, content + (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else b"")


def shapes(text: str) -> Iterator[bytes]:
    """How a text may stand in a file: as it is, as UTF-16, in base64 wherever it begins."""
    raw = text.encode()
    yield from (raw, text.encode("utf-16-le"))
    yield from (b64encode(b"x" * shift + raw)[4:-4] for shift in range(3))


STEM = "canary-of-"


def secrets_of(year: Town) -> set[str]:
    """What begins every canary, and all that does not begin so."""
    receipts = [told.words for told in year.told.values()]
    return {STEM, *(text for text in (*year.canaries, *MARKS.values(), *receipts) if STEM not in text)}


def test_a_dozen_reports_of_different_kinds_were_made(year: Town) -> None:
    assert len(year.told) >= 14 and len(year.canaries) > 60
    assert year.today - NOW.date() > timedelta(days=365)
    assert {told.name for told in year.told.values() if told.erased_on is None} == {"lost", "last"}


def test_nothing_readable_stands_in_any_file_mail_or_line_of_a_log(year: Town) -> None:
    needles = {needle: text for text in secrets_of(year) for needle in shapes(text) if len(needle) >= 8}
    written = [*files(year), *((Path(got.to), got.content) for got in year.server.got)]
    written.append((Path("what the programs said"), year.log.getvalue().encode()))
    found = [(str(file), text) for needle, text in needles.items() for file, content in written if needle in content]
    assert found == []
    last = key_of("cleo").identity.open(year.house.sealed("report", year.told["last"].report_id))
    assert STEM.encode() in last, "nothing would have been found anyway"


def test_who_was_chosen_opened_each_report_and_an_entry_says_so(year: Town) -> None:
    opened = {(facts.case, facts.person) for facts in tagged(year.house, Tag.REPORT_OPEN)}
    for told in year.told.values():
        if told.name not in ALONE:
            assert len(told.opened_by) >= 2, told.name
            assert {(told.case_id, person) for person in told.opened_by} <= opened, told.name
        else:
            assert not any(case == told.case_id for case, _ in opened if told.case_id)


def test_no_other_key_opens_any_sealed_thing_that_there_ever_was(year: Town) -> None:
    identities = {name: key_of(name).identity for name in KEYS} | {
        f"reporter of {told.name}": HybridIdentity.from_seed(Receipt.from_words(told.words).reporter_seed)
        for told in year.told.values()
    }
    tried = 0
    for key, one in year.sealed.items():
        if len(key) == 4:  # those of three are the newest of the same
            opens = {name for name, identity in identities.items() if _opens(identity, one.sealed)}
            assert opens == one.openers, (one.of, key)
            tried += 1
    assert tried > 100


def _opens(identity: HybridIdentity, sealed: bytes) -> bool:
    try:
        return bool(identity.open(sealed))
    except NotARecipient:
        return False


def test_times_of_reporters_are_dates_and_their_rows_have_no_order(year: Town) -> None:
    with closing(sqlite3.connect(year.house.folder / "instance/mailbox/mailbox.db")) as rows:
        tables = dict(rows.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall())
        tables.pop("alembic_version")
        for table, made in tables.items():
            assert "WITHOUT ROWID" in made, table
            values = [value for row in rows.execute(f"SELECT * FROM {table}") for value in row]
            assert not [value for value in values if re.search(r"\d\d:\d\d", str(value)) and isinstance(value, str)]
    for facts in entries(year.house):
        if facts.tag in ONCE_A_DAY or facts.tag is Tag.FILLER:
            assert date.fromisoformat(facts.at), facts


def test_each_deposit_is_logged_once_with_its_day(year: Town) -> None:
    found = Counter((facts.case, facts.at) for facts in tagged(year.house, Tag.REPORT_DEPOSIT))
    mine = {told.name: (told.case_id, str(told.sent_on)) for told in year.told.values() if told.case_id}
    assert year.told.keys() - mine.keys() == {"lost", "spam"}
    assert {name: found[one] for name, one in mine.items()} == dict.fromkeys(mine, 1)
    assert sum(found.values()) == len(mine), "an entry of a report that nobody made"


@cache
def script(name: str) -> ModuleType:
    """One of those in docs/, that know nothing of us."""
    if str(DOCS) not in sys.path:
        sys.path.append(str(DOCS))
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec and spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_olu_cosigned_every_monday_and_was_refused_twice_in_words(year: Town) -> None:
    mondays = {NOW.date() + timedelta(weeks=week) for week in range((year.today - NOW.date()).days // 7 + 1)}
    assert {day for day, _ in year.kept} == mondays
    declared, hidden = year.refusals
    assert "declares that a backup was put back" in declared
    assert "No entry declares that a backup was put back" in hidden


def lost(year: Town, day: date) -> bool:
    """The one checkpoint that Olu had cosigned after the backup that was put back."""
    return date(2027, 4, 10) < day < RESTORED_ON


def test_the_log_holds_from_every_checkpoint_that_olu_kept_by_our_verifier_and_by_the_other(year: Town) -> None:
    other, line = script("verify_log"), (year.house.keys / "log.pub").read_text()
    for day, kept in year.kept:
        if lost(year, day):
            with pytest.raises((RolledBack, Forked, Rewritten)):
                verify(Folder(year.exported).read, log_key().verifier, kept)
            with pytest.raises(ValueError, match="rewritten or forked"):
                other.verify(year.exported, line, kept)
        else:
            found = verify(Folder(year.exported).read, log_key().verifier, kept)
            assert found.kept and found.kept.size <= found.checkpoint.size
            assert other.verify(year.exported, line, kept) == (found.checkpoint.size, found.kept.size), day
    assert sum(lost(year, day) for day, _ in year.kept) == 1


def test_the_script_says_the_same_when_it_is_run(year: Town, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(year.kept[0][1])
    words = [DOCS / "verify_log.py", year.exported, year.house.keys / "log.pub", tmp_path / "kept"]
    told = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert told.returncode == 0 and told.stdout.startswith("holds: ")


def test_at_every_checkpoint_the_number_of_entries_counts_nothing(year: Town) -> None:
    sizes = [Checkpoint.open(note, log_key().verifier).size for _, note in year.kept]
    sizes += [one.size for one in checkpoints(year.house)]
    assert len(sizes) > 200 and not [size for size in sizes if size % 64]


def test_both_restores_are_declared_and_only_those(year: Town) -> None:
    assert [facts.at[:10] for facts in tagged(year.house, Tag.RESTORE_DECLARE)] == ["2027-04-13", "2027-06-07"]
    assert len(tagged(year.house, Tag.ROSTER_CHANGE)) == 3, "the first, a new key, somebody in another's place"


def test_of_what_was_erased_no_ciphertext_is_left_in_the_stores(year: Town) -> None:
    assert year.left_over == []
    gone = [told for told in year.told.values() if told.lost or (told.erased_on and told.erased_on <= year.today)]
    assert {told.name for told in year.told.values()} - {told.name for told in gone} == {"danger", "last"}
    for told in gone:
        assert year.left_in_files(told) == set(), told.name
    for name in ("danger", "last"):
        assert year.left_in_files(year.told[name]), "nothing would have been found anyway"
    erased = Counter(facts.case for facts in tagged(year.house, Tag.REPORT_ERASE))
    assert all(erased[told.case_id] == 1 for told in gone if told.case_id)


def test_who_holds_the_words_of_an_erased_report_is_told_the_day_for_a_year(year: Town) -> None:
    for told in year.told.values():
        page, day = comes_back(year, told), told.erased_on
        if told.lost or (day and day + timedelta(days=366) < year.today):
            assert page.status_code == 404, told.name
        elif day and day <= year.today and told.name != "spam":
            assert f"rased on {say(day)}" in page.text, told.name
        elif told.name != "spam":
            assert all(text in page.text for text in told.replies), told.name
    assert comes_back(year, year.told["taken-back"]).status_code == 404, "nobody's year was over"


def test_each_reporters_proof_holds_by_the_script_that_knows_nothing_of_us(year: Town, tmp_path: Path) -> None:
    proven, line = [told for told in year.told.values() if told.proof], (year.house.keys / "log.pub").read_text()
    assert {*year.told} - {told.name for told in proven} == {*ALONE}
    for told in proven:
        assert told.proof
        entry, size = script("verify_proof").verify(told.proof, line)
        assert Facts.parse(entry.encode()).case == told.case_id and size % 64 == 0
    (tmp_path / "proof.txt").write_bytes(told.proof or b"")
    words = [DOCS / "verify_proof.py", tmp_path / "proof.txt", year.house.keys / "log.pub"]
    run = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert run.returncode == 0 and run.stdout.startswith("holds: ")


def test_no_token_is_left_and_nothing_waits_to_be_told(year: Town) -> None:
    with closing(sqlite3.connect(year.house.folder / "instance/mailbox/mailbox.db")) as rows:
        assert rows.execute("SELECT count(*) FROM spent_token").fetchone() == (0,)
    assert year.mail.outbox() == [] and year.mail.said == []


@cache
def mails(year: Town, kind: str) -> frozenset[tuple[str, date]]:
    """Who got a mail of this kind on which day; nobody two of them."""
    found = []
    for got in year.server.got:
        message = got.message
        its = "call" if "today" in message["Subject"] else "monday" if got.attached else "digest"
        if its == kind:
            found.append((got.to.partition("@")[0], message["Date"].datetime.date()))
    assert len(set(found)) == len(found)
    return frozenset(found)


def seated(year: Town, day: date) -> tuple[set[str], set[str]]:
    """Reviewers and alternates on the morning of that day."""
    return ({"ada", "ben"} if day <= date(2027, 5, 4) else {"cleo", "ben"}), {"ines", "noor"}


def test_mondays_mail_reaches_everybody_with_a_checkpoint(year: Town) -> None:
    expected = set()
    for day in year.lived:
        if day.weekday() == 0 or day - timedelta(days=1) in (RESTORED_ON, date(2027, 6, 7)):
            reviewers, alternates = seated(year, day)
            expected |= {(name, day) for name in (*reviewers, *alternates, "olu")}
    assert mails(year, "monday") == expected


def test_other_mail_comes_when_something_waits_and_to_nobody_who_may_not_read_it(year: Town) -> None:
    got, mondays = mails(year, "digest"), {day for _, day in mails(year, "monday")}
    for day in year.lived:
        reviewers, alternates = seated(year, day)
        for name in alternates:
            assert ((name, day) in got) is (day.weekday() == 3 and day not in mondays), (name, day)
        for name in () if day in mondays else reviewers:
            mine = [told for told in year.told.values() if told.reads(name, day)]
            new = [told for told in mine if not told.aside and (told.acknowledged_on or date.max) >= day]
            new = [told for told in new if (told.rests_from or date.max) >= day]
            any_left = [told for told in mine if (told.rests_from or date.max) >= day]
            in_tray = year.flooded and year.flooded < day <= year.flooded + timedelta(days=31)
            if new:
                assert (name, day) in got, (name, day, new)
            elif not any_left and not in_tray:
                assert (name, day) not in got, (name, day)
    assert {name for name, _ in got} == {"ada", "ben", "cleo", "ines", "noor"}
    day = date(2027, 1, 6)  # a Wednesday on which nothing is open but the one that leaves Ben out
    assert ("ada", day) in got and ("ben", day) not in got


def test_the_two_were_called_on_the_day_on_which_somebody_was_in_danger(year: Town) -> None:
    assert mails(year, "call") == {("ada", date(2026, 12, 10)), ("ben", date(2026, 12, 10))}


def test_mail_says_constant_words_and_nothing_of_any_report(year: Town) -> None:
    said = (letters.WHEN_WAITING, letters.ON_FIXED_DAYS, letters.ON_MONDAYS, letters.TODAY)
    known = {*said, *(f"{one} {letters.KEEP}" for one in said)}
    ids = [told.report_id for told in year.told.values()] + [one.case_id for one in year.told.values() if one.case_id]
    names = [word for person in year.house.roster.people for word in person.name.split()]
    for got in year.server.got:
        assert got.text in known
        assert got.to in map(address_of, (*PEOPLE, "cleo")) and got.closed_way and got.signed_in
        head = got.content.decode("ascii").partition("\r\n\r\n")[0]
        whole = head + got.text
        assert not [hidden for hidden in (*ids, *names) if hidden in whole]
