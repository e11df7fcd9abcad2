"""The year, from Monday 23 November 2026 on: what happens on which day, in sentences.

Long, since it is one story and is read from its first day to its last. Nothing stands here of mornings and Mondays:
the worker's rounds, mail and Olu's cosigning come by themselves.
"""

from collections.abc import Callable
from datetime import date, timedelta

from tests.form.sealing import Sender
from tests.house import fields_of
from tests.year import operating, people, writing
from tests.year.at_the_desk import Case, both_decide, brings_in, finds_nothing
from tests.year.town import Town
from tests.year.writing import comes_back, keeps_the_proof, takes_back

Act = Callable[[Town], None]
MONTH, HALF_A_YEAR, TWO_YEARS = timedelta(days=30), timedelta(days=182), timedelta(days=730)
RESTORED_ON = date(2027, 4, 13)


def somebody_writes_without_javascript_and_with_a_photo(town: Town) -> None:
    writing.without_javascript(town, "plain", photo=True)


def both_open_it_and_ada_answers(town: Town) -> None:
    plain = town.told["plain"]
    keeps_the_proof(town, plain)
    assert Case(town, "ben", plain).opens()["manifest"]
    case = Case(town, "ada", plain)
    case.replies()
    case.post("contact")


def somebody_seals_in_the_browser_with_a_file_as_it_is(town: Town) -> None:
    writing.sealed_in_a_browser(town, "sealed", file=True)


def ada_answers_and_the_reporter_writes_again(town: Town) -> None:
    sealed = town.told["sealed"]
    keeps_the_proof(town, sealed)
    Case(town, "ada", sealed).replies()
    writing.writes_again(town, sealed)


def somebody_leaves_ben_out(town: Town) -> None:
    writing.without_javascript(town, "without-ben", "not-ben")


def ada_and_ines_find_it_and_ben_does_not(town: Town) -> None:
    told = town.told["without-ben"]
    keeps_the_proof(town, told)
    Case(town, "ines", told).replies()
    Case(town, "ada", told).opens()
    finds_nothing(town, "ben", told)


def the_plain_one_is_decided_by_both(town: Town) -> None:
    both_decide(town, town.told["plain"], "ada", "ben", HALF_A_YEAR)


def somebody_leaves_both_out(town: Town) -> None:
    writing.sealed_in_a_browser(town, "neither", "neither")


def somebody_is_in_danger_and_both_are_called_the_same_day(town: Town) -> None:
    told = writing.without_javascript(town, "danger", risk="danger", tell_today="yes")
    told.urgent = True
    before = len(town.server.got)
    town.mail.round()
    assert len(town.server.got) == before + 2
    case = Case(town, "ada", told)
    case.opens()
    case.assesses()
    case.notes("agreement", to=case.notes("proposal"), alone=True)


def ben_looks_at_what_ada_decided_alone(town: Town) -> None:
    danger, neither = town.told["danger"], town.told["neither"]
    keeps_the_proof(town, danger)
    keeps_the_proof(town, neither)
    case = Case(town, "ben", danger)
    case.opens()
    case.notes("agreement", to=1)
    case.concludes(TWO_YEARS)
    Case(town, "ines", neither).replies()
    for handle in ("ada", "ben"):
        finds_nothing(town, handle, neither)


def the_sealed_one_is_out_of_scope_and_kept_a_month(town: Town) -> None:
    both_decide(town, town.told["sealed"], "ben", "ada", MONTH)


def two_write_and_take_it_back_one_before_it_is_read(town: Town) -> None:
    unread = writing.without_javascript(town, "taken-back")
    writing.without_javascript(town, "taken-back-late")
    takes_back(town, unread)
    assert unread.report_id and "not yet read" not in comes_back(town, unread).text


def the_other_had_been_read_and_its_readers_erase_it(town: Town) -> None:
    assert f"Erased on {say(town.today)}, as promised" in comes_back(town, town.told["taken-back"]).text
    town.case_of(town.told["taken-back"])
    told = town.told["taken-back-late"]
    keeps_the_proof(town, told)
    case = Case(town, "ada", told)
    case.opens()
    Case(town, "ben", told).opens()
    takes_back(town, told)
    case = Case(town, "ada", told)
    case.moves("acknowledged")
    told.acknowledged_on = town.today
    case.erases()


def neither_is_decided_by_the_two_alternates(town: Town) -> None:
    both_decide(town, town.told["neither"], "ines", "noor", HALF_A_YEAR)


def ada_is_on_holiday_and_somebody_writes(town: Town) -> None:
    writing.without_javascript(town, "holiday")


def ben_alone_answers_and_proposes(town: Town) -> None:
    told = town.told["holiday"]
    keeps_the_proof(town, told)
    case = Case(town, "ben", told)
    case.replies()
    case.assesses()
    case.notes("proposal")


def ada_is_back_and_agrees_and_ben_is_on_holiday(town: Town) -> None:
    told = town.told["holiday"]
    case = Case(town, "ada", told)
    case.opens()
    case.notes("agreement", to=1)
    case.concludes(HALF_A_YEAR)


def a_machine_writes_and_so_does_somebody_whose_browser_filled_in_too_much(town: Town) -> None:
    writing.by_a_machine(town, "spam")
    writing.by_a_machine(town, "mistaken")


def ada_brings_the_one_in_and_leaves_the_other(town: Town) -> None:
    brings_in(town, "ada", town.told["mistaken"])
    Case(town, "ada", town.told["mistaken"]).replies()
    spam = town.told["spam"]
    spam.rests_from = spam.erased_on = spam.sent_on + MONTH


def the_other_comes_of_it_when_ben_is_back(town: Town) -> None:
    keeps_the_proof(town, town.told["mistaken"])
    both_decide(town, town.told["mistaken"], "ben", "ada", HALF_A_YEAR)


def mallory_floods_the_form_and_somebody_gets_through(town: Town) -> None:
    writing.in_a_flood(town, "in-the-flood")
    town.flooded = town.today


def it_is_decided_within_two_days(town: Town) -> None:
    keeps_the_proof(town, town.told["in-the-flood"])
    both_decide(town, town.told["in-the-flood"], "ada", "ben", HALF_A_YEAR)


def a_concern_reaches_ada_by_mail_and_she_enters_it(town: Town) -> None:
    writing.came_another_way(town, "other-way")


def both_open_it_too(town: Town) -> None:
    told = town.told["other-way"]
    keeps_the_proof(town, told)
    for handle in ("ada", "ben"):
        Case(town, handle, told).opens()
    Case(town, "ada", told).replies()


def without_ben_is_decided_without_him(town: Town) -> None:
    both_decide(town, town.told["without-ben"], "ines", "ada", HALF_A_YEAR)


def ben_steps_back_from_a_case_and_ines_is_let_in(town: Town) -> None:
    told = town.told["other-way"]
    Case(town, "ben", told).steps_back()
    Case(town, "ada", told).lets_in("ben", "ines")
    Case(town, "ines", told).opens()
    finds_nothing(town, "ben", told)


def ben_has_a_new_key_and_a_page_from_before_is_refused(town: Town) -> None:
    before = Sender(town.house, town.window())
    people.changes_key(town, "ben", signer="ada")
    writing.with_a_page_from_before_the_key_changed(town, before, "after-the-key")


def both_open_what_was_sealed_to_the_new_key(town: Town) -> None:
    told = town.told["after-the-key"]
    keeps_the_proof(town, told)
    Case(town, "ben", told).replies()
    Case(town, "ada", told).opens()


def other_way_is_decided_by_ada_and_ines(town: Town) -> None:
    both_decide(town, town.told["other-way"], "ada", "ines", MONTH)


def the_dangerous_one_is_held_for_a_court(town: Town) -> None:
    Case(town, "ada", town.told["danger"]).moves("held")


def the_operator_backs_up(town: Town) -> None:
    operating.backs_up(town)


def somebody_writes_after_the_backup(town: Town) -> None:
    writing.without_javascript(town, "lost")


def the_disk_dies_and_the_backup_is_put_back(town: Town) -> None:
    archive = town.house.folder / "backups" / "2027-04-10.tar"
    operating.loses_the_disk_and_puts_the_backup_back(town, archive, town.told["lost"])
    operating.hears_why_and_follows_from_a_new_file(town)


def its_writer_finds_nothing_and_writes_anew(town: Town) -> None:
    writing.without_javascript(town, "written-anew")


def both_open_what_was_written_anew(town: Town) -> None:
    told = town.told["written-anew"]
    keeps_the_proof(town, told)
    Case(town, "ben", told).opens()
    Case(town, "ada", told).replies()


def ada_steps_back_from_what_is_open_and_alternates_are_let_in(town: Town) -> None:
    for name in ("after-the-key", "written-anew"):
        Case(town, "ada", town.told[name]).steps_back()
        Case(town, "ben", town.told[name]).lets_in("ada", "ines")
        Case(town, "ines", town.told[name]).opens()


def cleo_takes_adas_place(town: Town) -> None:
    people.takes_the_place(town, "cleo", "Cleo Marsh", "ada", signer="ben")
    operating.gives_mail_to(town, "cleo", "ada")
    finds_nothing(town, "cleo", town.told["written-anew"])


def ben_and_ines_decide_what_was_adas(town: Town) -> None:
    for name in ("after-the-key", "written-anew"):
        both_decide(town, town.told[name], "ben", "ines", MONTH)


def somebody_copies_the_desks_store(town: Town) -> None:
    operating.copies_the_desks_store(town)
    town.olu_comes_late = date(2027, 6, 7)


def an_older_desk_is_put_back_unsaid_and_olu_finds_out(town: Town) -> None:
    operating.puts_the_copy_back_and_says_nothing(town, town.house.folder / "copy-of-desk.db")
    operating.hides_it_from_the_worker_and_is_found_out_by_olu(town)
    operating.puts_the_desk_back_as_it_is_to_be_done(town, town.house.folder / "backups" / "2027-06-06.tar")
    town.cosigns()


def somebody_writes_to_ben_and_cleo(town: Town) -> None:
    writing.sealed_in_a_browser(town, "last", names=("ben", "cleo"), file=True)


def both_open_it_and_wait_for_an_answer(town: Town) -> None:
    told = town.told["last"]
    keeps_the_proof(town, told)
    Case(town, "ben", told).opens()
    Case(town, "cleo", told).replies()
    writing.writes_again(town, told)


def nothing_happens_any_more(town: Town) -> None:
    assert fields_of(town.window().get("/", base_url="http://localhost:8000").text)["token"]


def say(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}"


DIARY: tuple[tuple[str, Act], ...] = (
    ("2026-11-24", somebody_writes_without_javascript_and_with_a_photo),
    ("2026-11-25", both_open_it_and_ada_answers),
    ("2026-12-01", somebody_seals_in_the_browser_with_a_file_as_it_is),
    ("2026-12-02", ada_answers_and_the_reporter_writes_again),
    ("2026-12-03", somebody_leaves_ben_out),
    ("2026-12-04", ada_and_ines_find_it_and_ben_does_not),
    ("2026-12-07", the_plain_one_is_decided_by_both),
    ("2026-12-08", somebody_leaves_both_out),
    ("2026-12-10", somebody_is_in_danger_and_both_are_called_the_same_day),
    ("2026-12-11", ben_looks_at_what_ada_decided_alone),
    ("2026-12-14", the_sealed_one_is_out_of_scope_and_kept_a_month),
    ("2026-12-16", two_write_and_take_it_back_one_before_it_is_read),
    ("2026-12-17", the_other_had_been_read_and_its_readers_erase_it),
    ("2026-12-18", neither_is_decided_by_the_two_alternates),
    ("2026-12-22", ada_is_on_holiday_and_somebody_writes),
    ("2026-12-28", ben_alone_answers_and_proposes),
    ("2027-01-04", ada_is_back_and_agrees_and_ben_is_on_holiday),
    ("2027-01-12", a_machine_writes_and_so_does_somebody_whose_browser_filled_in_too_much),
    ("2027-01-13", ada_brings_the_one_in_and_leaves_the_other),
    ("2027-01-18", the_other_comes_of_it_when_ben_is_back),
    ("2027-01-20", mallory_floods_the_form_and_somebody_gets_through),
    ("2027-01-22", it_is_decided_within_two_days),
    ("2027-01-25", without_ben_is_decided_without_him),
    ("2027-01-26", a_concern_reaches_ada_by_mail_and_she_enters_it),
    ("2027-01-27", both_open_it_too),
    ("2027-02-08", ben_steps_back_from_a_case_and_ines_is_let_in),
    ("2027-02-09", ben_has_a_new_key_and_a_page_from_before_is_refused),
    ("2027-02-10", both_open_what_was_sealed_to_the_new_key),
    ("2027-02-22", other_way_is_decided_by_ada_and_ines),
    ("2027-03-01", the_dangerous_one_is_held_for_a_court),
    ("2027-04-10", the_operator_backs_up),
    ("2027-04-11", somebody_writes_after_the_backup),
    ("2027-04-13", the_disk_dies_and_the_backup_is_put_back),
    ("2027-04-14", its_writer_finds_nothing_and_writes_anew),
    ("2027-04-15", both_open_what_was_written_anew),
    ("2027-05-03", ada_steps_back_from_what_is_open_and_alternates_are_let_in),
    ("2027-05-04", cleo_takes_adas_place),
    ("2027-05-10", ben_and_ines_decide_what_was_adas),
    ("2027-05-26", somebody_copies_the_desks_store),
    ("2027-06-06", the_operator_backs_up),
    ("2027-06-07", an_older_desk_is_put_back_unsaid_and_olu_finds_out),
    ("2027-09-14", somebody_writes_to_ben_and_cleo),
    ("2027-09-15", both_open_it_and_wait_for_an_answer),
    ("2027-12-20", nothing_happens_any_more),
)


def live(town: Town) -> None:
    for day, happens in DIARY:
        town.until(date.fromisoformat(day))
        happens(town)
