"""A backup is put back whole, over nothing, and what is lost by it is told."""

import os
import shutil
import stat
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from reporting.accesslog import Tag
from reporting.cases.models import CaseRow
from reporting.restore import places
from reporting.roster.files import AlreadyThere
from tests.backup.reading import backup
from tests.house import House, Reader, Rosa, words_of, write_log_key
from tests.restore.archives import an_archive, refused
from tests.restore.disaster import destroyed, everything, restored, run
from tests.worker.reading import checkpoints, tagged
from tests.worker.test_shown import come_back

archive = an_archive


def test_on_a_machine_that_has_nothing_all_but_the_secrets_comes_from_the_backup(
    house: House, archive: Path, tmp_path: Path
) -> None:
    shutil.rmtree(house.folder / "instance")
    shutil.rmtree(house.keys)
    done = restored(house, archive)
    assert done.left == () and done.lost is None and done.as_signed == 128
    write_log_key(house.folder / "instance/secrets/log-key", tmp_path / "log.pub")
    house.work()
    page = Rosa(house.form().test_client()).send(what_happened="And again.")
    assert page.status_code == 200
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    assert ada.get("/inbox").text.count("data-case=") == 3
    for folder, mode in (
        ("instance", 0o700),
        ("instance/secrets", 0o700),
        ("instance/mailbox", 0o700),
        ("keys", 0o755),
    ):
        assert stat.S_IMODE((house.folder / folder).stat().st_mode) == mode
    assert stat.S_IMODE((house.keys / "roster").stat().st_mode) == 0o644
    assert stat.S_IMODE((house.folder / "instance/secrets/form-token").stat().st_mode) == 0o600


def test_secrets_come_from_a_backup_that_holds_them(house: House) -> None:
    house.work()
    made = backup(house, with_secrets=True)
    before = {file.name: file.read_bytes() for file in (house.folder / "instance/secrets").iterdir()}
    shutil.rmtree(house.folder / "instance")
    restored(house, made)
    assert {file.name: file.read_bytes() for file in (house.folder / "instance/secrets").iterdir()} == before
    house.work()


def test_what_is_in_use_stays_as_it_is(house: House, archive: Path) -> None:
    toml = house.folder / "instance/reporting.toml"
    toml.write_text(toml.read_text().replace("Larkfield Network", "Larkfield Society"))
    (house.folder / "instance/guidelines/2026-11-24.md").write_text("# Newer\n")
    shutil.rmtree(house.folder / "instance/guidelines")
    before = everything(house.folder)
    done = restored(house, archive)
    after = everything(house.folder)
    assert set(after) - set(before) == {"instance/mailbox/mailbox.db", "instance/desk/desk.db"}
    assert {name: after[name] for name in before} == before
    assert done.left == ("secrets/log-key", "secrets/form-token", "keys/", "guidelines/", "reporting.toml")


def test_it_is_declared_even_when_nothing_that_was_signed_is_lost(house: House, archive: Path) -> None:
    done = restored(house, archive)
    (entry,) = tagged(house, Tag.RESTORE_DECLARE)
    assert (entry.count, entry.hash, done.lost) == (128, None, None)
    house.clock.advance(timedelta(days=1))
    house.work()
    assert [one.size for one in checkpoints(house)] == [64, 128, 192]


def test_the_loss_is_told_and_what_the_worker_kept_of_it_stays_beside(house: House) -> None:
    house.work()
    made = backup(house)
    house.clock.advance(timedelta(days=1))
    house.work()
    lost = house.signing().last()
    destroyed(house)
    done = restored(house, made)
    assert lost and done.lost == lost and done.as_signed == 64
    (entry,) = tagged(house, Tag.RESTORE_DECLARE)
    assert entry.hash == sha256(lost.text.encode()).hexdigest()
    (beside,) = house.signing().kept.parent.iterdir()
    assert house.signing().opened(beside.read_bytes()) == lost
    house.clock.advance(timedelta(days=1))
    house.work()


def test_an_auditors_checkpoint_tells_of_the_loss_where_the_workers_own_is_gone(house: House, tmp_path: Path) -> None:
    house.work()
    made = backup(house)
    house.clock.advance(timedelta(days=1))
    house.work()
    kept = house.signing().kept.rename(tmp_path / "kept")
    destroyed(house)
    done = restored(house, made, kept=kept)
    assert done.lost and done.lost.size == 128
    assert kept.exists() and not house.signing().kept.exists()
    house.clock.advance(timedelta(days=1))
    house.work()
    kept.write_bytes(b"hello")
    destroyed(house)
    refused(house, made, "no checkpoint of this log", kept=kept)


def test_a_mailbox_that_was_not_lost_stays_and_the_desk_learns_from_it(house: House) -> None:
    house.work()
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="Before.")
    house.work()
    made = backup(house)
    words = " ".join(words_of(rosa.send(what_happened="Since then.").text))
    house.work()
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    with house.rooms().desk.read() as session:
        cases = list(session.scalars(select(CaseRow.case_id)))
    for case in cases:
        assert ada.post(f"/cases/{case}/move", {"to": "acknowledged", "from": "received"}).status_code == 200
    assert "not yet read" not in come_back(rosa, words).text
    destroyed(house, "desk")
    refused(house, made, "nothing is overwritten", AlreadyThere)
    restored(house, made, desk_only=True)
    house.work()
    assert "not yet read" in come_back(rosa, words).text
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    assert ada.get("/inbox").text.count("data-case=") == 2
    assert len(tagged(house, Tag.RESTORE_DECLARE)) == 1


def test_a_store_that_appears_meanwhile_is_left_and_all_else_is_taken_back(
    house: House, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = places._link
    shutil.rmtree(house.folder / "instance")
    shutil.rmtree(house.keys)

    def somebody_else_is_quicker(staged: Path, place: Path) -> None:
        if place.name == "mailbox.db":
            place.write_bytes(b"mine")
        link(staged, place)

    monkeypatch.setattr(places, "_link", somebody_else_is_quicker)
    with pytest.raises(AlreadyThere, match="appeared meanwhile"):
        restored(house, archive)
    assert everything(house.folder / "instance") == {"mailbox/mailbox.db": b"mine"}
    assert everything(house.keys) == {}


def test_another_disk_for_the_stores_is_as_good(house: House, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def across(one: Path, other: Path) -> None:
        if Path(one).parent != Path(other).parent:
            raise OSError(18, "Invalid cross-device link")
        link(one, other)

    monkeypatch.setattr(places.os, "link", across)
    restored(house, archive)
    assert sorted(file.name for file in (house.folder / "instance/desk").iterdir()) == ["desk.db", "desk.turn"]
    assert len(house.report_ids()) == 2


def test_who_may_be_back_with_the_backups_roster_is_said(house: House, archive: Path) -> None:
    shutil.rmtree(house.keys)
    told = run(house, "restore", archive)
    assert "The roster in use is the backup's, number 1 of 2026-11-23: Ada Lindqvist," in told.output
    assert "Whoever left is back" in told.output


def test_the_command_tells_what_is_lost_and_what_is_left_to_do(house: House, archive: Path) -> None:
    told = run(house, "restore", archive)
    assert told.exit_code == 0, told.output
    for words in ("as it was on 2026-11-24", "finds nothing under their words", "deploy/owners", "tell the auditors"):
        assert words in told.stdout
    again = run(house, "restore", archive)
    assert again.exit_code == 1 and again.stderr.count("\n") == 1 and "nothing is overwritten" in again.stderr
    missing = run(house, "restore", archive, "--checkpoint", archive.with_name("none"))
    assert missing.exit_code == 2
