"""Cases follow the roster: to the same person's new key, to who was put in the place, to an alternate, or to nobody."""

from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy import select

from reporting.accesslog import LogUnavailable
from reporting.cases import NoSuchCase
from reporting.cases.decisions import DecisionRefused
from reporting.cases.notes import Kind
from reporting.mailbox.models import VACANT, Chunk, Part, Reader
from reporting.mailbox.places import Places
from reporting.mailbox.withdrawal import DeskWithdrawals, Withdrawals
from reporting.review import House as Rooms
from reporting.review.erase_case import erase_case
from reporting.review.heads import Resealed
from reporting.review.open_report import open_report
from reporting.review.reseal import AT_ONCE, ToReseal, fetch_file, hand_out, is_waiting, reseal, waiting
from reporting.review.step_back import LastReader, step_back
from reporting.review.successors import Place
from reporting.review.write_note import Agreement, write_note
from reporting.roster import Role
from reporting.sealing import header_of
from tests.changes import comes, gets_new_key, leaves
from tests.house import House
from tests.postgres import only_sqlite
from tests.review.deposits import cases_of, forbid, tags
from tests.review.said import a_note
from tests.review.said import sealed as a_sealed
from tests.review.test_recusal import heads_for, lets_in, made, names_in, really_sealed, recusal
from tests.review.test_recusal import leaves as steps_back
from tests.review.test_working import Case, concluded


@pytest.fixture
def case(house: House, at: Rooms) -> Case:
    return really_sealed(house, at, "ada", "ben")


def due(case: Case, who: str = "ada") -> dict[Place, int]:
    return dict(waiting(case.prints[who], case.house.roster, case.at))


def handed(case: Case, who: str = "ada", after: str = "") -> list[ToReseal]:
    return hand_out(after, case.prints[who], case.house.roster, case.at)


def new_heads(one: ToReseal) -> dict[str, bytes]:
    """Those of other files of the same shape, since only a browser can make real ones."""
    assert one.sealed
    return heads_for(one.sealed)


def answer(one: ToReseal, headers: Mapping[str, bytes] | None = None) -> Resealed:
    assert one.sealed
    note = a_note(len(one.sealed.notes) + 1, Kind.RECUSAL)
    return Resealed(one.case_id, one.place.joins, new_heads(one) if headers is None else headers, note)


def seals_all(case: Case, who: str = "ada") -> Mapping[str, str]:
    return reseal([answer(one) for one in handed(case, who)], case.prints[who], case.house.roster, case.at)


def readers(case: Case) -> set[str]:
    with case.at.mailbox.read() as session:
        return set(session.scalars(select(Reader.fingerprint).where(Reader.report_id == case.report_id)))


def fingerprint(house: House, handle: str) -> str:
    return house.person(handle).fingerprint


def test_a_new_key_reads_once_the_case_was_sealed_to_it(case: Case, house: House, at: Rooms) -> None:
    assert due(case) == {} and not is_waiting(case.prints["ada"], house.roster, at)
    gets_new_key(house, "ben", "ben-2")
    ben = fingerprint(house, "ben-2")
    assert due(case) == {Place(case.prints["ben"], ben): 1} and is_waiting(case.prints["ada"], house.roster, at)
    with pytest.raises(NoSuchCase):
        open_report(case.id, ben, at)
    assert seals_all(case) == {}
    assert tags(at) == ["roster:change", "roster:change"]
    open_report(case.id, ben, at)
    with pytest.raises(NoSuchCase):
        open_report(case.id, case.prints["ben"], at)
    assert readers(case) == {case.prints["ada"], ben}
    assert due(case) == {} and handed(case) == []


def test_whoever_was_put_in_the_place_takes_it(case: Case, house: House, at: Rooms) -> None:
    comes(house, "cleo", "Cleo Marsh", Role.REVIEWER, instead_of="ben")
    assert due(case) == {Place(case.prints["ben"], fingerprint(house, "cleo")): 1}
    assert seals_all(case) == {}
    open_report(case.id, fingerprint(house, "cleo"), at)


def test_it_goes_to_an_alternate_and_never_to_whom_the_reporter_left_out(house: House, at: Rooms) -> None:
    case = really_sealed(house, at, "ada", "ines")  # the reporter left Ben out
    gets_new_key(house, "ben", "ben-2")
    assert due(case) == {}
    leaves(house, "ines")
    assert due(case) == {Place(case.prints["ines"], fingerprint(house, "noor")): 1}
    leaves(house, "noor")
    assert due(case) == {Place(case.prints["ines"], None): 1}, "nobody is left, and Ben is not let in"


def test_who_was_left_out_as_a_reviewer_does_not_come_as_an_alternate(house: House, at: Rooms) -> None:
    case = really_sealed(house, at, "ada", "ines")
    comes(house, "cleo", "Cleo Marsh", Role.REVIEWER, instead_of="ben")
    leaves(house, "noor")
    leaves(house, "ines")
    comes(house, "ben-2", "Ben Okafor", Role.ALTERNATE)
    assert due(case) == {Place(case.prints["ines"], None): 1}


def test_who_stepped_back_is_not_let_in_under_another_key(case: Case, house: House, at: Rooms) -> None:
    steps_back(case, "ben")
    lets_in(case, made(case), recusal(1))
    gets_new_key(house, "ben", "ben-2")
    assert due(case) == {}
    leaves(house, "noor")
    leaves(house, "ines")
    assert due(case) == {Place(case.prints["ines"], None): 1}


def test_an_alternate_who_stepped_back_does_not_come_again_under_another_key(
    case: Case, house: House, at: Rooms
) -> None:
    for number, who in enumerate(("ben", "ines"), 1):
        steps_back(case, who)
        lets_in(case, made(case), recusal(number))
    gets_new_key(house, "ines", "ines-2")
    noor = fingerprint(house, "noor")
    leaves(house, "noor")
    assert due(case) == {Place(noor, None): 1}


def test_where_nobody_is_left_one_reads_and_decides_alone(case: Case, house: House, at: Rooms) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    with pytest.raises(DecisionRefused):
        case.note("ada", 2, Kind.AGREEMENT, Agreement(to=1))
    for handle in ("ines", "noor"):
        leaves(house, handle)
    case_with_ines = really_sealed_for_two(house, at)
    assert seals_all(case_with_ines) == {}
    assert readers(case_with_ines) == {case.prints["ada"], VACANT}
    with pytest.raises(LastReader):
        step_back(case_with_ines.id, case.prints["ada"], house.roster, at)
    case_with_ines.move("ada", "acknowledged")
    case_with_ines.move("ada", "assessing")
    case_with_ines.note("ada", 2, Kind.PROPOSAL)
    case_with_ines.note("ada", 3, Kind.AGREEMENT, Agreement(to=2))


def really_sealed_for_two(house: House, at: Rooms) -> Case:
    """A case of Ada and somebody whom nobody can follow: the reporter left Ben out, and no alternate is there."""
    comes(house, "ines", "Ines Duarte", Role.ALTERNATE)
    before = set(cases_of(at, fingerprint(house, "ada")))
    case = really_sealed(house, at, "ada", "ines")
    case.id = (set(cases_of(at, fingerprint(house, "ada"))) - before).pop()
    leaves(house, "ines")
    return case


def test_a_new_key_does_not_make_two_of_one_person(case: Case, house: House, at: Rooms) -> None:
    case.assessed().note("ben", 1, Kind.PROPOSAL)
    gets_new_key(house, "ben", "ben-2")
    assert seals_all(case) == {}
    agreement = a_note(3, Kind.AGREEMENT)
    with pytest.raises(DecisionRefused):
        write_note(case.id, agreement, fingerprint(house, "ben-2"), at, Agreement(to=1), seen="assessing")
    write_note(case.id, agreement, case.prints["ada"], at, Agreement(to=1), seen="assessing")


def test_whose_other_reader_has_left_does_not_step_back(case: Case, house: House, at: Rooms) -> None:
    gets_new_key(house, "ben", "ben-2")
    with pytest.raises(LastReader):
        steps_back(case, "ada")
    assert seals_all(case) == {}
    steps_back(case, "ada")
    with pytest.raises(NoSuchCase):
        open_report(case.id, case.prints["ada"], at)


def put_file(case: Case, name: str = "file-1") -> list[bytes]:
    chunks = [a_sealed("a picture", 2, 1024), b"its second chunk"]
    with case.at.mailbox.write() as session:
        for number, chunk in enumerate(chunks):
            session.add(Chunk(report_id=case.report_id, name=name, number=number, sealed=chunk))
    return chunks


def test_a_file_is_handed_out_whole_after_an_entry_and_only_where_its_case_waits(
    case: Case, house: House, at: Rooms
) -> None:
    chunks = put_file(case)

    def fetched(who: str, name: str = "file-1") -> list[bytes]:
        return list(fetch_file(case.id, name, fingerprint(house, who), house.roster, at))

    with pytest.raises(NoSuchCase):
        fetched("ada")
    assert tags(at) == []
    gets_new_key(house, "ben", "ben-2")
    for who, name in (("ines", "file-1"), ("ben-2", "file-1"), ("ada", "report")):
        with pytest.raises(NoSuchCase):
            fetched(who, name)
    assert tags(at) == []
    assert fetched("ada") == chunks
    assert tags(at) == ["roster:change"]
    (one,) = handed(case)
    assert one.sealed and one.sealed.files == {"file-1": header_of(chunks[0])}
    forbid(at.desk, "INSERT", "log_entry")
    with pytest.raises(LogUnavailable):
        fetched("ada")


def test_without_an_entry_nothing_is_handed_out(case: Case, house: House, at: Rooms) -> None:
    gets_new_key(house, "ben", "ben-2")
    forbid(at.desk, "INSERT", "log_entry")
    with pytest.raises(LogUnavailable):
        handed(case)


def test_handing_out_is_no_opening(case: Case, house: House, at: Rooms) -> None:
    gets_new_key(house, "ben", "ben-2")
    assert len(handed(case)) == 1
    with at.mailbox.read() as session:
        assert not DeskWithdrawals(session).is_opened(case.report_id)
    with at.mailbox.write_rows() as rows:
        Withdrawals(rows).put(case.report_id, house.clock.today())
    assert handed(case) == [] and due(case) == {}, "it was taken back unread, so nobody gets it"


def test_an_erased_case_is_left_as_it_is(case: Case, house: House, at: Rooms) -> None:
    concluded(case, house)
    erase_case(case.id, case.prints["ada"], at)
    gets_new_key(house, "ben", "ben-2")
    assert due(case) == {} and handed(case) == []


def test_nobody_hears_of_cases_that_they_do_not_read(case: Case, house: House, at: Rooms) -> None:
    gets_new_key(house, "ben", "ben-2")
    (one,) = handed(case)
    for handle in ("ben-2", "ines", "noor"):
        person = fingerprint(house, handle)
        assert not is_waiting(person, house.roster, at) and waiting(person, house.roster, at) == {}
        assert hand_out("", person, house.roster, at) == []
        assert reseal([answer(one)], person, house.roster, at) == {case.id: "moved-on"}
    assert tags(at) == ["roster:change"], "only Ada's"


def test_what_fails_is_named_and_the_rest_goes_on(case: Case, house: House, at: Rooms) -> None:
    others = several(house, at, 2)
    gets_new_key(house, "ben", "ben-2")
    with at.mailbox.write() as session:
        damaged = session.scalars(select(Part).where(Part.report_id == case.report_id, Part.name == "contact")).one()
        damaged.sealed = b"torn"
    found = {one.case_id: one for one in handed(case)}
    assert found[case.id].sealed is None
    bent, whole = (found[one] for one in others)
    before = heads(at, bent)
    given = [answer(bent, new_heads(bent) | {"part/report": b"x"}), answer(whole)]
    assert reseal(given, case.prints["ada"], house.roster, at) == {bent.case_id: "damaged"}
    assert heads(at, bent) == before and heads(at, whole) == new_heads(whole)
    assert list(due(case).values()) == [2]


def test_all_of_a_case_or_nothing(case: Case, house: House, at: Rooms) -> None:
    case.note("ada", 1)
    case.reply("ada", 1)
    gets_new_key(house, "ben", "ben-2")
    (one,) = handed(case)
    assert one.sealed and names_in(one.sealed) == {"part/report", "part/headline", "part/contact", "note/1", "reply/1"}
    before, whole = heads(at, one), new_heads(one)
    for missing in whole:
        given = answer(one, {name: head for name, head in whole.items() if name != missing})
        assert reseal([given], case.prints["ada"], house.roster, at) == {case.id: "another-came"}
    stranger = Resealed(case.id, fingerprint(house, "ines"), whole, a_note(2, Kind.RECUSAL))
    assert reseal([stranger], case.prints["ada"], house.roster, at) == {case.id: "moved-on"}
    assert heads(at, one) == before and readers(case) == {case.prints["ada"], case.prints["ben"]}
    assert reseal([answer(one)], case.prints["ada"], house.roster, at) == {}
    assert heads(at, one) == {name: head for name, head in whole.items() if not name.startswith("note")}


def test_a_step_that_was_killed_between_two_commits_leaves_the_place_to_whoever_takes_it_at_last(
    case: Case, house: House, at: Rooms
) -> None:
    """The mailbox had it, the desk did not; before it was done once more, the roster changed again."""
    gets_new_key(house, "ben", "ben-2")
    with at.mailbox.write() as session:
        Places(session).take_beside(case.report_id, case.prints["ada"], fingerprint(house, "ben-2"))
    comes(house, "cleo", "Cleo Marsh", Role.REVIEWER, instead_of="ben-2")
    assert seals_all(case) == {}
    assert readers(case) == {case.prints["ada"], fingerprint(house, "cleo")}


def test_cases_are_handed_out_a_few_at_a_time_and_each_once(case: Case, house: House, at: Rooms) -> None:
    wanted = {case.id, *several(house, at, AT_ONCE + 2)}
    gets_new_key(house, "ben", "ben-2")
    seen: list[str] = []
    after = ""
    while batch := handed(case, after=after):
        assert len(batch) <= AT_ONCE
        seen += [one.case_id for one in batch]
        after = seen[-1]
    assert sorted(wanted) == seen
    assert tags(at).count("roster:change") == len(seen)


def several(house: House, at: Rooms, number: int) -> Sequence[str]:
    """More cases of Ada's and Ben's, by id."""
    before = set(cases_of(at, fingerprint(house, "ada")))
    for _ in range(number):
        really_sealed(house, at, "ada", "ben")
    return sorted(set(cases_of(at, fingerprint(house, "ada"))) - before)


def heads(at: Rooms, one: ToReseal) -> dict[str, bytes]:
    with at.mailbox.read() as session:
        return Places(session).headers(one.report_id)


@only_sqlite
def test_the_old_head_is_in_no_file_any_more(house: House, at: Rooms) -> None:
    case = really_sealed(house, at, "ada", "ben")
    gets_new_key(house, "ben", "ben-2")
    (one,) = handed(case)
    assert one.sealed
    head = header_of(one.sealed.parts["report"])
    pieces = [head[at : at + 50] for at in range(100, 1400, 100)]  # short: a row may lie on several pages
    assert reseal([answer(one)], case.prints["ada"], house.roster, at) == {}
    for file in (house.folder / "instance" / "mailbox").iterdir():
        there = file.read_bytes()
        assert not [piece for piece in pieces if piece in there], file.name
