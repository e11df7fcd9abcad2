"""The latest checkpoint: word for word, who cosigned it, and a check that says whose word it is."""

from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, text

from reporting.accesslog import Tag
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


def test_a_root_that_is_another_is_told(signed: Note, store: Store, olu: Reader) -> None:
    rewrite(store, log_key().checkpoint(7, bytes(32)))
    assert FITS_NOT in olu.get("/log/checkpoint?check=yes").text


def test_a_tree_with_a_hole_is_told(signed: Note, store: Store, olu: Reader) -> None:
    with store.write() as session:
        session.execute(text("DROP TRIGGER log_node_no_delete"))
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
