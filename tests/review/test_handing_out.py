"""What is handed out to be sealed anew: whole, after an entry, and no more than what waits."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from reporting.accesslog import LogUnavailable
from reporting.cases import NoSuchCase
from reporting.cases.notes import Kind
from reporting.mailbox.models import Chunk, Part
from reporting.mailbox.places import Places
from reporting.mailbox.withdrawal import DeskWithdrawals, Withdrawals
from reporting.review import House as Rooms
from reporting.review.erase_case import erase_case
from reporting.review.heads import Resealed
from reporting.review.reseal import AT_ONCE, ToReseal, fetch_file, hand_out, is_waiting, reseal, waiting
from reporting.sealing import header_of
from tests.changes import gets_new_key
from tests.house import House
from tests.postgres import only_sqlite
from tests.review.deposits import cases_of, forbid, tags
from tests.review.resealing import a_sealed_case, answer, due, fingerprint, handed, new_heads, readers
from tests.review.said import a_note
from tests.review.said import sealed as a_sealed
from tests.review.test_recusal import names_in, really_sealed
from tests.review.working import Case, concluded

case = a_sealed_case


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
