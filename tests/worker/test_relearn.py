"""The desk's store put back from a backup, the mailbox not: no report is lost by it, and proofs hold once more."""

import re
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from reporting.accesslog import Tag
from reporting.accesslog.proof_file import ProofFile
from reporting.accesslog.signing import UndeclaredRollback
from reporting.accesslog.tree import StoredTree
from reporting.cases.models import CaseReaderRow, CaseRow
from reporting.mailbox.box import Mailbox
from reporting.mailbox.models import Deposit, Proof
from reporting.worker import relearn
from tests.house import House, Reader, Rosa, log_key
from tests.worker.reading import checkpoints, tagged
from tests.worker.relearning import declare, night, rosa_with_words
from tests.worker.test_declare import interrupted
from tests.worker.test_log_day import put_back
from tests.worker.test_prove import checked, proofs
from tests.worker.test_shown import come_back

rosa = rosa_with_words


def served(rosa: tuple[Rosa, str]) -> list[bytes]:
    """The proof on the page that Rosa comes back to."""
    page = come_back(*rosa).text
    return [b64decode(one) for one in re.findall(r'href="data:text/plain;base64,([^"]+)">', page)]


BACKUPS: dict[str, Callable[[House], None]] = {"before it was taken": lambda _: None, "after": House.work}


@pytest.mark.parametrize("backup", BACKUPS)
def test_the_proof_served_after_a_declared_restore_holds_under_the_new_checkpoint(
    backup: str, rosa: tuple[Rosa, str], house: House, tmp_path: Path
) -> None:
    BACKUPS[backup](house)

    def a_night_that_is_like_no_other() -> None:
        Reader(house.desk().test_client(), "ada").sign_in()  # else one in sixty falls out the same, and nothing is lost
        night(house)

    put_back(house, a_night_that_is_like_no_other)
    (old,) = served(rosa)
    with pytest.raises(UndeclaredRollback):
        house.work()
    declare(house)
    assert served(rosa) == [], "nothing is shown that the log does not bear out"
    house.work()
    (new,) = served(rosa)
    assert new != old and checked(new, tmp_path).returncode == 0
    newest = checkpoints(house)[-1]
    assert ProofFile.parse(new).check(log_key().verifier) == newest
    with house.rooms().desk.read() as session:
        tree = StoredTree(session)
        assert tree.root(newest.size) == newest.root != ProofFile.parse(old).check(log_key().verifier).root
    assert len(tagged(house, Tag.REPORT_DEPOSIT)) == 1


def test_a_report_whose_case_was_lost_is_a_case_again_for_both(rosa: tuple[Rosa, str], house: House) -> None:
    put_back(house, lambda: night(house))
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    assert "data-case=" not in ada.get("/inbox").text
    declare(house)
    house.work()
    assert ada.get("/inbox").text.count("data-case=") == 1
    with house.rooms().desk.read() as session:
        people = set(session.scalars(select(CaseReaderRow.fingerprint)))
    assert people == {house.person(handle).fingerprint for handle in ("ada", "ben")}


def test_what_was_proven_before_the_backup_stays_as_it_is(rosa: tuple[Rosa, str], house: House) -> None:
    night(house)
    before = proofs(house)
    Rosa(house.form().test_client()).send(what_happened="Again.")

    def a_day_more() -> None:
        house.clock.advance(timedelta(days=1))
        house.work()

    put_back(house, a_day_more)
    assert len(proofs(house)) == 2
    declare(house)
    assert proofs(house) == before
    house.work()
    assert len(proofs(house)) == 2 and proofs(house).items() > before.items()


def test_a_proof_that_cannot_be_read_is_made_anew(rosa: tuple[Rosa, str], house: House) -> None:
    night(house)
    (before,) = proofs(house).values()
    with house.mailbox().write() as session:
        session.scalars(select(Proof)).one().proof = b"spoilt"
    relearn.relearn(house.rooms())
    assert proofs(house) == {}
    house.work()
    assert list(proofs(house).values()) == [before]


@pytest.mark.parametrize("step", ["offer_reports", "forget_proofs"])
def test_whoever_dies_on_the_way_declares_again_and_all_of_it_is_done(
    step: str, rosa: tuple[Rosa, str], house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_back(house, lambda: night(house))
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(relearn.forgotten, step, interrupted)
        declare(house)
    with pytest.raises(UndeclaredRollback):
        house.work()
    declare(house)
    house.work()
    assert len(tagged(house, Tag.RESTORE_DECLARE)) == 1
    (new,) = served(rosa)
    assert ProofFile.parse(new).check(log_key().verifier) == checkpoints(house)[-1]


def test_many_are_gone_through_some_at_a_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relearn, "AT_ONCE", 2)
    house.work()
    sender = Rosa(house.form().test_client())

    def five() -> None:
        for number in range(5):
            assert sender.send(what_happened=f"It happened {number} times.").status_code == 200
        night(house)

    put_back(house, five)
    old = proofs(house)
    declare(house)
    house.work()
    new = proofs(house)
    assert new.keys() == old.keys() and not set(new.values()) & set(old.values())
    with house.mailbox().read() as session:
        assert set(session.scalars(select(Deposit.taken))) == {True}


def test_without_a_loss_nothing_changes(rosa: tuple[Rosa, str], house: House) -> None:
    night(house)
    before = proofs(house)
    relearn.relearn(house.rooms())
    assert proofs(house) == before
    house.work()
    assert len(tagged(house, Tag.REPORT_DEPOSIT)) == 1


def test_what_a_reporter_wrote_since_the_backup_is_heard_once_more(rosa: tuple[Rosa, str], house: House) -> None:
    house.work()

    def written() -> None:
        with house.mailbox().write() as session:
            Mailbox(session).add_message(house.report_ids()[0], 1, bytes(32), b"sealed", house.clock.today())
        night(house)

    def heard() -> list[tuple[int, bool]]:
        with house.rooms().desk.read() as session:
            return [(row.heard, row.heard_on is not None) for row in session.scalars(select(CaseRow))]

    put_back(house, written)
    assert heard() == [(0, False)]
    declare(house)
    house.work()
    assert heard() == [(1, True)]
