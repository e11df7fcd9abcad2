"""Sealing anew against a server or an operator who lies: nothing goes to anybody who may not read it."""

import json
import secrets
from base64 import b64decode

from playwright.sync_api import Route, expect
from sqlalchemy import delete, insert, select, update

from reporting.cases.models import CaseReaderRow, NoteRow
from reporting.mailbox.models import Chunk, Message, Part, Reader
from reporting.mailbox.places import Places
from reporting.sealing import Identity, NotARecipient, SealingError, header_of
from tests import attachments
from tests.attachments import Given, picture
from tests.browser.people import AtTheDesk, case_of, deposit, send
from tests.browser.resealing import PHOTO, all_sealed, comes_again, compares, desk_store, done, ends_with, opened_by
from tests.browser.test_recusal import steps_back
from tests.browser.working import part, says
from tests.changes import gets_new_key
from tests.house import House, key_of


def test_a_server_that_lies_of_who_reads_is_not_believed(home: House, ada: AtTheDesk) -> None:
    """Rosa left Ben out. Mallory, who runs the machine, writes that his old key had a place all the same."""
    report_id = deposit(home, {"what_happened": "It is about Ben."}, readers="not-ben")
    ada.comes()
    case_id = case_of(home, report_id)
    ben, ines = home.person("ben").fingerprint, home.person("ines").fingerprint
    with desk_store(home).write() as session:
        row = session.scalars(select(CaseReaderRow).where(CaseReaderRow.fingerprint == ines)).one()
        his = {"case_id": case_id, "fingerprint": ben, "status": row.status, "received_on": row.received_on}
        session.execute(insert(CaseReaderRow).values(**his, due_on=row.due_on))
        session.execute(delete(CaseReaderRow).where(CaseReaderRow.fingerprint == ines))
    with home.mailbox().write() as session:
        session.execute(update(Reader).where(Reader.fingerprint == ines).values(fingerprint=ben))
    gets_new_key(home, "ben", "ben-2")
    with home.mailbox().read() as session:
        before = Places(session).headers(report_id)
    comes_again(ada)
    expect(part(ada.page, "resealing-groups")).to_contain_text("One case is still sealed to Ben’s old key")
    compares(ada.page)
    part(ada.page, "reseal").click()
    expect(part(ada.page, "resealing-failed")).to_have_text(
        f"Case {case_id} is as it was: The desk names somebody who cannot take this place."
    )
    with home.mailbox().read() as session:
        assert Places(session).headers(report_id) == before


def test_an_operator_who_mixes_another_report_in_gets_nothing_of_it_sealed_to_who_was_left_out(
    home: House, ada: AtTheDesk
) -> None:
    """Rosa left Ben out of one report. Mallory puts what it holds beside another, which Ben reads."""
    entropy = secrets.token_bytes(16)
    send(home, {"what_happened": "It is about Ben."}, entropy, readers="not-ben", contact="0700 555 0199")
    (about_ben,) = home.report_ids()
    send(home, {"what_happened": "He did it again."}, entropy, readers="not-ben", as_message=True)
    with_file = attachments.deposit(home, Given("image/jpeg", picture(colour="#701010")), readers="not-ben")
    plain = attachments.deposit(home, PHOTO, PHOTO, told="Karl did it.", contact="0700 555 0142")
    ada.comes()
    secret = {what: one for what, one in all_sealed(home).items() if what.startswith((about_ben, with_file))}
    mix(home, plain, about_ben, with_file)
    gets_new_key(home, "ben", "ben-2")
    sent: list[str] = []
    ada.page.on("request", lambda one: sent.append(one.post_data or "") if "resealing/headers" in one.url else None)
    comes_again(ada)
    expect(part(ada.page, "resealing-groups")).to_contain_text("One case is")
    compares(ada.page)
    part(ada.page, "reseal").click()
    expect(part(ada.page, "resealing-state")).to_contain_text("anew.")

    (body,) = sent
    (only,) = json.loads(body)["cases"]
    came_back = {name: b64decode(header) for name, header in only["headers"].items()}
    payloads = [one[len(header_of(one)) :] for one in secret.values()]
    ben = key_of("ben-2").identity
    assert [name for name, head in came_back.items() if any(opens(ben, head + one) for one in payloads)] == []
    new = all_sealed(home)
    assert {what for what in opened_by("ben-2", new) if what.startswith(plain)} == {
        f"{plain} {name}" for name in ("report", "headline", "file-1")
    }
    assert opened_by("ada", new) == set(new)
    said = part(ada.page, "resealing-failed")
    for name in ("the way to reach them", "message 9", "file-2", "file-9"):
        expect(said).to_contain_text(name)


def opens(identity: Identity, sealed: bytes) -> bool:
    try:
        identity.open(sealed)
    except (NotARecipient, SealingError):
        return False
    return True


def mix(home: House, into: str, about_ben: str, with_file: str) -> None:
    """Another report's message, contact, file and text, each under a name that has a place in this case."""
    with home.mailbox().write() as session:
        theirs = {row.name: row.sealed for row in session.scalars(select(Part).where(Part.report_id == about_ben))}
        message = session.scalars(select(Message).where(Message.report_id == about_ben)).one()
        here = Part.report_id == into, Part.name == "contact"
        session.execute(update(Part).where(*here).values(sealed=theirs["contact"]))
        session.execute(
            insert(Message).values(
                report_id=into,
                number=9,
                direction=message.direction,
                words_mac=message.words_mac,
                sent_on=message.sent_on,
                sealed=message.sealed,
            )
        )
        session.execute(delete(Chunk).where(Chunk.report_id == into, Chunk.name == "file-2"))
        for row in session.scalars(select(Chunk).where(Chunk.report_id == with_file)).all():
            session.execute(insert(Chunk).values(report_id=into, name="file-2", number=row.number, sealed=row.sealed))
        session.execute(insert(Chunk).values(report_id=into, name="file-9", number=0, sealed=theirs["report"]))


def test_a_case_whose_notes_do_not_all_hold_is_refused_and_named(home: House, ada: AtTheDesk) -> None:
    """Who reads it is said in its notes: without one of them nobody knows."""
    report_id = deposit(home, {"what_happened": "He followed me."})
    ada.comes()
    case_id = case_of(home, report_id)
    ada.opens(case_id)
    for count, words in enumerate(("Once.", "Twice."), 1):
        says(ada.page, "note", words)
        expect(part(ada.page, "note-list").locator("li")).to_have_count(count)
    with desk_store(home).write() as session:
        session.execute(delete(NoteRow).where(NoteRow.case_id == case_id, NoteRow.number == 1))
    gets_new_key(home, "ben", "ben-2")
    before = all_sealed(home)
    comes_again(ada)
    expect(part(ada.page, "resealing-groups")).to_contain_text("One case is")
    compares(ada.page)
    part(ada.page, "reseal").click()
    expect(part(ada.page, "resealing-failed")).to_have_text(
        f"Case {case_id} is as it was: A note of it is missing or does not hold."
    )
    assert all_sealed(home) == before


def test_a_request_that_is_refused_goes_again_case_by_case_and_the_one_at_fault_is_named(
    home: House, ada: AtTheDesk
) -> None:
    reports = [deposit(home, {"what_happened": "He followed me."}) for _ in range(3)]
    ada.comes()
    at_fault = case_of(home, reports[0])
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    expect(part(ada.page, "resealing-groups")).to_contain_text("3 cases are")

    def refuse(route: Route) -> None:
        if at_fault in (route.request.post_data or ""):
            route.fulfill(status=413, json={"error": "That is too long."})
        else:
            route.continue_()

    ada.page.route("**/resealing/headers", refuse)
    ends_with(ada, "2 cases are sealed anew.")
    expect(part(ada.page, "resealing-failed")).to_have_text(f"Case {at_fault} is as it was: That is too long.")
    assert done(home) == set(reports[1:])


def test_nothing_is_fetched_once_the_roster_is_another_than_in_this_tab(home: House, ada: AtTheDesk) -> None:
    deposit(home, {"what_happened": "He followed me."})
    ada.comes()
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    expect(part(ada.page, "resealing-groups")).to_contain_text("One case is")
    compares(ada.page)
    gets_new_key(home, "ben-2", "ben-3")
    asked: list[str] = []
    ada.page.on("request", lambda one: asked.append(one.url) if "/resealing/" in one.url else None)
    part(ada.page, "reseal").click()
    expect(part(ada.page, "resealing-groups")).to_contain_text("Load the page again and open your key")
    expect(part(ada.page, "reseal-pause")).to_be_hidden()
    expect(ada.page.locator("#announce")).to_have_text("The roster has changed. Load the page again and open your key")
    assert asked == []


def test_who_is_let_in_after_another_stepped_back_gets_nothing_of_another_report_either(
    home: House, ada: AtTheDesk, ben: AtTheDesk
) -> None:
    """Ines was to read neither: Mallory lays what holds the one beside the other, which she is let into."""
    entropy = secrets.token_bytes(16)
    send(home, {"what_happened": "It is about Ines."}, entropy, contact="0700 555 0199")
    (other,) = home.report_ids()
    send(home, {"what_happened": "She did it again."}, entropy, as_message=True)
    with_file = attachments.deposit(home, Given("image/jpeg", picture(colour="#701010")))
    plain = attachments.deposit(home, PHOTO, PHOTO, told="Karl did it.", contact="0700 555 0142")
    ben.comes()
    case_id = case_of(home, plain)
    ben.walks_to(case_id)
    steps_back(ben, "step-back")
    secret = [one for what, one in all_sealed(home).items() if what.startswith((other, with_file))]
    mix(home, plain, other, with_file)
    ada.comes()
    ada.opens(case_id)
    with ada.page.expect_request("**/let-in") as handed_in:
        part(ada.page, "let-in").click()
    said = part(ada.page, "let-in-said")
    for name in ("the way to reach them", "message 9", "file-2", "file-9"):
        expect(said).to_contain_text(name)
    heads = json.loads(handed_in.value.post_data or "")["headers"]
    ines = key_of("ines").identity
    payloads = [one[len(header_of(one)) :] for one in secret]
    came_back = {name: b64decode(head) for name, head in heads.items()}
    assert [name for name, head in came_back.items() if any(opens(ines, head + one) for one in payloads)] == []
    assert {what for what in opened_by("ines", all_sealed(home)) if what.startswith((plain, case_id))} == {
        *(f"{plain} {name}" for name in ("report", "headline", "file-1")),
        f"{case_id} note 1",
    }
    said.get_by_role("link", name="Go on with the case").click()
    expect(ada.page.get_by_text("for you and Ines Duarte")).to_be_visible()
