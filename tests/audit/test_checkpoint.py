"""The latest checkpoint: word for word, who cosigned it, and a check that says whose word it is."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, text

from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.checkpoints import LogKey
from reporting.accesslog.cosignatures import cosign
from reporting.accesslog.cosigners import witness_key
from reporting.accesslog.models import LogCheckpoint
from reporting.accesslog.tree import StoredTree
from reporting.cli import main
from reporting.db import Store
from reporting.signednote import Note, Signature
from tests.audit.conftest import Enter
from tests.house import NOW, House, Reader, key_of, log_key
from tests.stores import unguarded

PAGES = ("/log", "/log/checkpoint")
FITS, FITS_NOT, CANNOT = "The server says that it fits", "It does not fit", "It cannot be computed"


@pytest.fixture
def signed(enter: Enter, house: House, store: Store, olu: Reader) -> Note:
    """Seven entries, signed; two more since."""
    for _ in range(6):
        enter(Tag.INBOX_LIST, "ada")
    note = keep(store, house)
    enter(Tag.INBOX_LIST, "ben")
    return note


def keep(store: Store, house: House, note: Note | None = None) -> Note:
    """Store a checkpoint as the worker does; of all entries unless it is given."""
    with store.write() as session:
        tree = StoredTree(session)
        note = note or log_key().checkpoint(tree.size(), tree.root(tree.size()))
        size = int(note.text.split("\n")[1])
        session.execute(insert(LogCheckpoint).values(size=size, made_on=house.clock.today(), note=bytes(note)))
    return note


def rewrite(store: Store, note: Note) -> None:
    with store.write() as session:
        session.execute(text("UPDATE log_checkpoint SET note = :note"), {"note": bytes(note)})


def test_the_note_is_shown_and_handed_out_word_for_word(signed: Note, olu: Reader) -> None:
    html = olu.get("/log/checkpoint").text
    assert bytes(signed).decode() in unescape(html)
    assert "7 entries" in html and "by the log’s key" in html and "23 November 2026" in html
    given = olu.get("/log/checkpoint/note")
    assert given.data == bytes(signed)
    assert given.headers["Content-Disposition"] == 'attachment; filename="checkpoint-2026-11-23"'
    assert given.mimetype == "text/plain" and given.headers["Cache-Control"] == "no-store"


def test_the_newest_is_shown(signed: Note, store: Store, house: House, olu: Reader) -> None:
    house.clock.advance(timedelta(hours=10))
    assert olu.sign_in().status_code == 200  # the session of ten hours ago has lapsed
    keep(store, house)
    assert "9 entries" in olu.get("/log/checkpoint").text


def test_before_the_first_there_is_nothing_to_keep(olu: Reader) -> None:
    assert "Nothing is signed yet" in olu.get("/log/checkpoint?check=yes").text
    assert "Nothing is signed yet" in olu.get("/log").text
    assert olu.get("/log/checkpoint/note").status_code == 404


def test_the_server_computes_the_root_anew_and_says_that_it_is_its_own_word(signed: Note, olu: Reader) -> None:
    assert not any(word in olu.get("/log/checkpoint").text for word in (FITS, FITS_NOT, CANNOT))
    html = olu.get("/log/checkpoint?check=yes").text
    assert FITS in html and "It is the server’s word about itself" in html and "reporting log verify" in html


def test_whose_cosignature_is_not_yet_there_reads_how_it_is_made(signed: Note, olu: Reader) -> None:
    html = olu.get("/log/checkpoint").text
    assert "not yet" in html
    assert re.search(r"reporting log cosign log-[-0-9]+ --key keys/log.pub --as olu.age --kept kept\n?</pre>", html)


def test_a_root_that_is_another_is_told(signed: Note, store: Store, olu: Reader) -> None:
    rewrite(store, log_key().checkpoint(7, bytes(32)))
    assert FITS_NOT in olu.get("/log/checkpoint?check=yes").text


def test_a_tree_with_a_hole_is_told(signed: Note, store: Store, olu: Reader) -> None:
    with store.write() as session:
        unguarded(session.connection(), "log_node_no_delete")
        session.execute(text("DELETE FROM log_node WHERE level = 2"))
    assert CANNOT in olu.get("/log/checkpoint?check=yes").text


@pytest.mark.parametrize("note", [b"", b"\xff\xfe", b"no note", b"a\n0\nAAAA\n\n"])
def test_a_note_that_is_none_is_told(note: bytes, signed: Note, store: Store, olu: Reader) -> None:
    with store.write() as session:
        session.execute(text("UPDATE log_checkpoint SET note = :note"), {"note": note})
    for address in ("/log", "/log/checkpoint"):
        html = olu.get(address).text
        assert "not by the log’s key" in html and "no auditor is known" in html
    assert CANNOT in olu.get("/log/checkpoint?check=yes").text


def test_a_strangers_signature_and_a_missing_key_are_told(
    signed: Note, store: Store, house: House, olu: Reader
) -> None:
    rewrite(store, LogKey("larkfield.example/log", bytes(32)).checkpoint(7, bytes(32)))
    assert "not by the log’s key" in olu.get("/log/checkpoint").text
    (house.keys / "log.pub").unlink()
    assert "keys/log.pub cannot be read here" in olu.get("/log/checkpoint").text


def test_auditors_who_cosigned_are_named_with_their_time(signed: Note, store: Store, house: House, olu: Reader) -> None:
    assert "not yet" in olu.get("/log/checkpoint").text
    name = witness_key("larkfield.example/log", house.person("olu")).name
    assert name == "larkfield.example/olu"
    line = cosign(signed.text, name, key_of("olu"), NOW + timedelta(days=1))
    rewrite(store, Note(signed.text, (*signed.signatures, line)))
    for address in ("/log", "/log/checkpoint"):
        html = olu.get(address).text
        assert "2026-11-24 14:05 UTC" in html and "not yet" not in html


def cosigned(note: Note, house: House, days: float = 0) -> Note:
    """With Olu's line, of so many days after NOW."""
    name = witness_key("larkfield.example/log", house.person("olu")).name
    return Note(note.text, (*note.signatures, cosign(note.text, name, key_of("olu"), NOW + timedelta(days=days))))


def last_cosigned(olu: Reader) -> str:
    """What both pages say of it."""
    told = {olu.get(address).text.split("<dt>Last cosigned</dt>")[1].split("</dl>")[0] for address in PAGES}
    assert len(told) == 1
    return unescape(" ".join(told.pop().split()))


def later(house: House, olu: Reader, days: int) -> None:
    house.clock.advance(timedelta(days=days))
    assert olu.sign_in().status_code == 200


def test_who_cosigned_last_is_still_named_when_a_newer_checkpoint_is_there(
    signed: Note, store: Store, house: House, olu: Reader
) -> None:
    rewrite(store, cosigned(signed, house))
    assert "7 entries, 23 November 2026, by Olu Adeyemi, today" in last_cosigned(olu)
    later(house, olu, 1)
    keep(store, house)
    assert "not yet" in olu.get("/log").text, "the newest is not cosigned, and that is said too"
    told = last_cosigned(olu)
    assert "7 entries, 23 November 2026, by Olu Adeyemi, 1 day ago" in told and "due" not in told


def test_it_is_loud_when_nobody_cosigned_for_more_than_eight_days(
    signed: Note, store: Store, house: House, olu: Reader
) -> None:
    rewrite(store, cosigned(signed, house))
    later(house, olu, 8)
    for _ in range(40):  # more than one look at the store takes
        with store.write() as session:
            AccessLog(session, house.clock).append(Tag.FILLER)
        keep(store, house)
    told = last_cosigned(olu)
    assert "8 days ago" in told and "due" not in told
    later(house, olu, 1)
    told = last_cosigned(olu)
    assert '<span class="due">7 entries' in told and "9 days ago" in told and "Have it cosigned" in told


def test_a_log_that_nobody_ever_cosigned_is_told_once_it_is_old(signed: Note, house: House, olu: Reader) -> None:
    assert "by nobody yet" in last_cosigned(olu) and "due" not in last_cosigned(olu)
    later(house, olu, 9)
    assert '<span class="due">by nobody' in last_cosigned(olu)


def test_forged_lines_and_those_of_days_to_come_put_nobody_at_rest(
    signed: Note, store: Store, house: House, olu: Reader
) -> None:
    key = witness_key("larkfield.example/log", house.person("olu"))
    rewrite(store, Note(signed.text, (*signed.signatures, Signature(key.name, key.key_id, bytes(72)))))
    assert "by nobody" in last_cosigned(olu)
    rewrite(store, cosigned(signed, house, days=400))
    assert '<span class="due">' in last_cosigned(olu) and "has not come yet" in last_cosigned(olu)


@pytest.mark.parametrize("who", ["mallory", "ada"])
def test_lines_of_strangers_and_of_reviewers_are_passed_over(who: str, signed: Note, store: Store, olu: Reader) -> None:
    line = cosign(signed.text, f"larkfield.example/{who}", key_of(who), NOW + timedelta(days=1))
    rewrite(store, Note(signed.text, (*signed.signatures, line)))
    html = olu.get("/log/checkpoint").text
    assert "2026-11-24 14:05 UTC" not in html and "not yet" in html


def test_a_forged_line_in_an_auditors_name_is_told(signed: Note, store: Store, house: House, olu: Reader) -> None:
    key = witness_key("larkfield.example/log", house.person("olu"))
    forged = Signature(key.name, key.key_id, bytes(72))
    rewrite(store, Note(signed.text, (*signed.signatures, forged)))
    assert "a line in this name that does not fit" in olu.get("/log/checkpoint").text


def test_the_commands_run_as_they_stand_on_the_page(
    signed: Note, olu: Reader, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = olu.get("/log/checkpoint").text.split('aria-label="Commands">')[1].split("</pre>")[0].splitlines()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))
    Path("checkpoint-2026-11-23").write_bytes(olu.get("/log/checkpoint/note").data)
    for command in commands[:2]:
        told = CliRunner().invoke(main, command.split()[1:])
        assert told.exit_code == 0, told.output
    assert "They begin with the 7 of the checkpoint you kept" in told.output
    assert commands[2].split()[:2] == ["python3", "docs/verify_log.py"]
