"""Stepping back: the right goes at once and for good; who comes instead is an alternate, and never who was left out."""

from collections.abc import Mapping
from hashlib import sha256

import pytest
from sqlalchemy import select, update

from reporting.cases import MoveForbidden, NoSuchCase
from reporting.cases.decisions import DecisionRefused
from reporting.cases.notes import Kind, NewNote, Notes, headers_of
from reporting.mailbox.desk_thread import TO_REPORTER
from reporting.mailbox.models import Deposit, Part, Reader
from reporting.mailbox.places import Places
from reporting.review import House as Rooms
from reporting.review.all_sealed import AllSealed
from reporting.review.erase_case import erase_case
from reporting.review.heads import Resealed
from reporting.review.let_in import fetch_sealed, let_in
from reporting.review.send_reply import AnotherCame
from reporting.review.show_case import show_case
from reporting.review.step_back import LastReader, step_back
from reporting.review.write_note import Agreement, write_note
from reporting.roster import Role
from reporting.sealing import WrongShape, header_of
from tests.changes import comes, gets_new_key
from tests.changes import leaves as roster_leaves
from tests.house import House
from tests.review.deposits import tags
from tests.review.said import a_note, sealed
from tests.review.working import Case, concluded


def really_sealed(house: House, at: Rooms, *readers: str) -> Case:
    """Real seals, since their headers change places."""
    found = Case(house, at, *readers)
    with at.mailbox.write() as session:
        for part in session.scalars(select(Part)):
            part.sealed = sealed(f"part {part.name}", 2, 1024)
            if part.name == "report":
                came = sha256(part.sealed).digest()
                session.execute(update(Deposit).where(Deposit.report_id == part.report_id).values(report_hash=came))
    return found


@pytest.fixture
def case(house: House, at: Rooms) -> Case:
    return really_sealed(house, at, "ada", "ben")


def leaves(case: Case, who: str) -> None:
    step_back(case.id, case.prints[who], case.house.roster, case.at)


def made(case: Case, who: str = "ada") -> dict[str, bytes]:
    """New headers: here those of other files of the same shape, since only a browser can make real ones."""
    return heads_for(fetch_sealed(case.id, case.prints[who], case.house.roster, case.at).sealed)


def names_in(found: AllSealed) -> set[str]:
    """By which the heads of all that was handed out are handed in."""
    messages = {f"{'reply' if one.direction == TO_REPORTER else 'message'}/{one.number}" for one in found.messages}
    parts, files = (
        {f"{kind}/{name}" for name in some} for kind, some in (("part", found.parts), ("file", found.files))
    )
    return parts | files | messages | {f"note/{one.number}" for one in found.notes}


def heads_for(found: AllSealed) -> dict[str, bytes]:
    stanzas = {name: 3 if name.startswith("reply") else 2 for name in names_in(found)}
    return {name: header_of(sealed(f"new {name}", stanzas[name], 1024)) for name in stanzas}


def lets_in(
    case: Case, headers: Mapping[str, bytes], note: NewNote, who: str = "ada", joins: str | None = None
) -> None:
    with case.at.desk.read() as session:
        joins = joins or case.at.cases(session).of(case.prints[who], case.id).successor
    let_in(Resealed(case.id, joins, headers, note), case.prints[who], case.house.roster, case.at)


def recusal(number: int) -> NewNote:
    return a_note(number, Kind.RECUSAL)


def test_who_steps_back_finds_nothing_any_more_and_an_entry_says_so(case: Case, at: Rooms) -> None:
    leaves(case, "ben")
    for act in (lambda: case.note("ben", 1), lambda: case.move("ben", "acknowledged"), lambda: leaves(case, "ben")):
        with pytest.raises(NoSuchCase):
            act()
    assert tags(at) == ["conflict:declare"]
    with at.mailbox.read() as session:
        readers = set(session.scalars(select(Reader.fingerprint)))
    assert readers == {case.prints["ada"], "vacant"}


def test_the_last_reader_stays(house: House, at: Rooms) -> None:
    with pytest.raises(LastReader):
        leaves(Case(house, at, "ada"), "ada")
    assert tags(at) == []


def test_nobody_reads_before_they_are_let_in(case: Case) -> None:
    leaves(case, "ben")
    with pytest.raises(NoSuchCase):
        case.note("ines", 1)
    lets_in(case, made(case), recusal(1))
    case.note("ines", 2)


def test_all_or_nothing(case: Case, at: Rooms) -> None:
    case.note("ada", 1)
    case.reply("ada", 1)
    leaves(case, "ben")
    headers = made(case)
    assert set(headers) == {"part/report", "part/headline", "part/contact", "note/1", "reply/1"}
    before = stored(case)
    for missing in headers:
        with pytest.raises(AnotherCame):
            lets_in(case, {k: v for k, v in headers.items() if k != missing}, recusal(2))
    for bent in (b"", headers["part/report"] + b"x", header_of(sealed("x", 3, 1024)), b"age-encryption.org/v1\n"):
        with pytest.raises(WrongShape):
            lets_in(case, headers | {"part/report": bent}, recusal(2))
    with pytest.raises(AnotherCame):
        lets_in(case, headers, recusal(3))
    assert stored(case) == before
    lets_in(case, headers, recusal(2))
    assert {name: header for name, header in stored(case).items() if name != "note/2"} == headers


def stored(case: Case) -> dict[str, bytes]:
    with case.at.mailbox.read() as session, case.at.desk.read() as desk:
        return Places(session).headers(case.report_id) | headers_of(Notes(desk).of(case.id))


def test_who_was_let_in_or_never_was_to_be_is_not_let_in_again(case: Case) -> None:
    with pytest.raises(MoveForbidden):
        fetch_sealed(case.id, case.prints["ada"], case.house.roster, case.at)
    leaves(case, "ben")
    headers = made(case)
    with pytest.raises(MoveForbidden):
        lets_in(case, headers, a_note(1))
    lets_in(case, headers, recusal(1))
    with pytest.raises(MoveForbidden):
        lets_in(case, headers, recusal(2))


def test_whoever_stepped_back_is_never_the_successor_and_neither_is_a_reviewer(house: House, at: Rooms) -> None:
    case = really_sealed(house, at, "ada", "ines")  # the reporter left Ben out
    leaves(case, "ines")
    assert fetch_sealed(case.id, case.prints["ada"], house.roster, at).successor == house.person("noor").fingerprint
    lets_in(case, made(case), recusal(1))
    leaves(case, "ada")
    with pytest.raises(MoveForbidden):
        fetch_sealed(case.id, house.person("noor").fingerprint, house.roster, at)


def test_who_is_handed_everything_to_let_somebody_in_is_entered_for_the_contact_too(case: Case) -> None:
    leaves(case, "ben")
    before = tags(case.at)
    assert "contact" in fetch_sealed(case.id, case.prints["ada"], case.house.roster, case.at).sealed.parts
    assert tags(case.at)[len(before) :] == ["report:open", "contact:open"]


def wanted(case: Case) -> str:
    return fetch_sealed(case.id, case.prints["ada"], case.house.roster, case.at).successor


def test_a_successor_who_has_another_key_by_now_is_let_in_under_that_one(case: Case, house: House) -> None:
    leaves(case, "ben")
    old = house.person("ines").fingerprint
    assert wanted(case) == old
    headers = made(case)
    gets_new_key(house, "ines", "ines-2")
    with pytest.raises(MoveForbidden):
        lets_in(case, headers, recusal(1), joins=old)
    assert wanted(case) == house.person("ines-2").fingerprint
    with pytest.raises(MoveForbidden):
        lets_in(case, headers, recusal(1), joins=old)
    lets_in(case, headers, recusal(1), joins=house.person("ines-2").fingerprint)
    write_note(case.id, a_note(2), house.person("ines-2").fingerprint, case.at)


def test_a_successor_who_has_left_gives_way_to_the_next_and_nobody_else(case: Case, house: House, at: Rooms) -> None:
    leaves(case, "ben")
    noor = house.person("noor").fingerprint
    roster_leaves(house, "ines")
    assert show_case(case.id, house.person("ada"), house.roster, at).successor == house.person("noor").name
    assert wanted(case) == noor
    roster_leaves(house, "noor")
    with pytest.raises(MoveForbidden):
        wanted(case)
    assert show_case(case.id, house.person("ada"), house.roster, at).successor == ""
    comes(house, "cleo", "Cleo Marsh", Role.ALTERNATE)
    assert wanted(case) == house.person("cleo").fingerprint
    lets_in(case, made(case), recusal(1))


def test_nobody_decides_alone_while_a_place_is_to_be_taken(case: Case) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    leaves(case, "ben")
    with pytest.raises(DecisionRefused):
        case.note("ada", 2, Kind.AGREEMENT, Agreement(to=1))


def test_an_erased_case_is_nobodys_to_leave(case: Case, house: House, at: Rooms) -> None:
    concluded(case, house)
    erase_case(case.id, case.prints["ada"], at)
    with pytest.raises(NoSuchCase):
        leaves(case, "ben")
