"""What the inbox and a case say of what is to be done, by whom and until when."""

import re
from datetime import date, timedelta

from reporting.cases.notes import Kind
from reporting.review.write_note import Agreement
from tests.desk.coming import Comes, wrote
from tests.house import House, Reader
from tests.review.deposits import deposit, rooms
from tests.review.working import Case


def test_the_next_step_says_whose_it_is_and_when_all_is_erased(house: House, comes: Comes) -> None:
    case = Case(house, rooms(house), "ada", "ben").assessed()
    ada, ben = comes("ada"), comes("ben")

    def step(reader: Reader) -> str:
        return reader.get(f"/cases/{case.id}").text.split('id="moves"')[1].split("</section>")[0]

    assert "Propose a decision above" in step(ada)
    case.note("ada", 1, Kind.PROPOSAL)
    assert "What you proposed waits for the other reader" in step(ada)
    assert "A decision is proposed above. When you agree" in step(ben)
    case.note("ben", 2, Kind.AGREEMENT, Agreement(to=1))
    case.reply("ben", 1)
    day = house.clock.today() + timedelta(days=30)
    case.move("ben", "concluded", day)
    assert "Nothing is left to do" in step(ada)
    assert f"It is erased on {day.day} {day:%B %Y}" in step(ada)


def test_that_the_reporter_wrote_stands_in_the_inbox_and_in_the_case_until_it_is_dealt_with(
    house: House, comes: Comes
) -> None:
    case = Case(house, rooms(house), "ada", "ben").assessed()
    case.move("ada", "waiting", house.clock.today() + timedelta(days=9))
    ada, ben = comes("ada"), comes("ben")
    assert "the wait is over" not in ada.get(f"/cases/{case.id}").text
    wrote(house, case.report_id)
    for reader, turn in ((ada, "you or Ben"), (ben, "you or Ada")):
        inbox = reader.get("/inbox").text
        assert "the reporter wrote on 23 Nov" in inbox and f'data-l="Turn">{turn}<' in inbox
        page = reader.get(f"/cases/{case.id}").text
        due = page.split('id="due"')[1].split("</section>")[0]
        assert "the wait is over" in page.split('id="moves"')[1].split("</section>")[0]
        assert "The reporter wrote on 23 November 2026" in due and "the reporter waits for an answer" in due
    assert ada.post(f"/cases/{case.id}/report").status_code == 200
    case.note("ada", 1)
    for reader in (ada, ben):
        for page in ("/inbox", f"/cases/{case.id}"):
            assert "reporter wrote on 23 Nov" not in reader.get(page).text


def test_the_case_names_whose_turn_it_is_and_what_makes_it_so(house: House, comes: Comes) -> None:
    case = Case(house, rooms(house), "ada", "ben").assessed()
    ada, ben = comes("ada"), comes("ben")

    def turn(reader: Reader) -> str:
        due = reader.get(f"/cases/{case.id}").text.split('id="due"')[1].split("</section>")[0]
        return re.sub("<[^>]+>", "", due.split("<p", 1)[1].split("</p>")[0].split(">", 1)[1]).strip()

    assert (turn(ada), turn(ben)) == ("It is your turn or Ben’s.", "It is your turn or Ada’s.")
    case.note("ada", 1, Kind.PROPOSAL)
    assert turn(ada) == "It is Ben’s turn: what you proposed waits for them."
    assert turn(ben) == "It is your turn: a decision is proposed, and waits for you."
    case.note("ada", 2, Kind.AGREEMENT, Agreement(to=1, alone=True))
    assert turn(ada) == "It is Ben’s turn: you decided alone, and they look at it."
    assert turn(ben) == "It is your turn: look at what one decided alone."
    ben.post(f"/cases/{case.id}/step-back", {"sure": True})
    assert turn(ada).startswith("It is your turn: Ines") and turn(ada).endswith("the place of who stepped back.")


def test_the_sentence_of_the_inbox_leads_to_what_it_speaks_of(house: House, comes: Comes) -> None:
    deposit(house, "ada", "ben", on=date(2026, 11, 10))
    late, fresh = comes("ada"), deposit(house, "ada", "ben")
    page = late.get("/inbox").text
    assert '<a href="/inbox?due=late">One concern is overdue</a>.' in page and page.count("data-case") == 2
    listed = late.get("/inbox?due=late").text
    assert listed.count("data-case") == 1 and '<option value="late" selected>' in listed
    assert "due=late" in late.get("/inbox?due=late&page=2").text and fresh not in page
