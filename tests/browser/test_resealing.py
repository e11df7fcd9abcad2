"""Ben gets another key: the old one is out at once, and Ada's browser seals all that is running to the new one."""

import json
import secrets
import threading
from base64 import b64decode

from playwright.sync_api import Page, Route, expect
from sqlalchemy import delete, insert, select, update

from reporting.cases.models import CaseReaderRow, NoteRow
from reporting.db import DeskBase, Store
from reporting.mailbox.models import Chunk, Message, Part, Reader, Reply
from reporting.mailbox.places import Places
from reporting.sealing import Identity, NotARecipient, SealingError, header_of
from tests import attachments
from tests.attachments import Given, picture
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk, case_of, deposit, send
from tests.browser.test_recusal import steps_back
from tests.browser.test_working import part, says
from tests.browser.windows import Windows
from tests.changes import gets_new_key
from tests.house import House, key_of

PHOTO = Given("image/jpeg", picture())


def desk_store(home: House) -> Store:
    return Store.open(home.settings.desk().desk_url, DeskBase)


def all_sealed(home: House) -> dict[str, bytes]:
    """Everything that is sealed in either store, by what it is of."""
    found: dict[str, bytes] = {}
    with home.mailbox().read() as session:
        for report_id, name, sealed in session.execute(select(Part.report_id, Part.name, Part.sealed)):
            found[f"{report_id} {name}"] = sealed
        for table in (Message, Reply):
            for report_id, number, sealed in session.execute(select(table.report_id, table.number, table.sealed)):
                found[f"{report_id} {table.__tablename__} {number}"] = sealed
        for report_id, name in session.execute(select(Chunk.report_id, Chunk.name).distinct()):
            found[f"{report_id} {name}"] = home.file(name, report_id)
    with desk_store(home).read() as session:
        for case_id, number, sealed in session.execute(select(NoteRow.case_id, NoteRow.number, NoteRow.sealed)):
            found[f"{case_id} note {number}"] = sealed
    return found


def opened_by(handle: str, sealed: dict[str, bytes]) -> set[str]:
    found = set()
    for what, one in sealed.items():
        try:
            key_of(handle).identity.open(one)
        except NotARecipient:
            continue
        found.add(what)
    return found


def comes_again(who: AtTheDesk) -> None:
    who.page.goto("/")
    who.opens_key()
    expect(who.page.get_by_role("heading", level=1)).to_have_text("Inbox")


def in_fours(fingerprint: str) -> str:
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def compares(page: Page) -> None:
    """The fingerprint of whoever joins, with them; only then the button is live."""
    expect(part(page, "resealing-groups")).not_to_contain_text("Open your key to see how many")
    for box in part(page, "resealing-groups").get_by_role("checkbox").all():
        box.check()
    expect(part(page, "reseal")).to_be_enabled()


def ends_with(who: AtTheDesk, said: str) -> None:
    """Press the button, and wait until nothing is left to do."""
    compares(who.page)
    part(who.page, "reseal").click()
    expect(part(who.page, "resealing-state")).to_have_text(said)


def test_the_old_key_opens_nothing_any_more_and_the_new_one_all_that_it_may(
    home: House, windows: Windows, ada: AtTheDesk, ben: AtTheDesk
) -> None:
    rich = attachments.deposit(home, PHOTO, told="See the picture.", contact="0700 555 0142")
    entropy = secrets.token_bytes(16)
    before = set(home.report_ids())
    send(home, {"what_happened": "He followed me."}, entropy)
    (plain,) = set(home.report_ids()) - before
    without_ben = deposit(home, {"what_happened": "It is about Ben."}, readers="not-ben")
    left = deposit(home, {"what_happened": "Karl did it."})
    ada.comes()
    ada.opens(case_of(home, rich))
    says(ada.page, "reply", "Thank you.")
    expect(part(ada.page, "messages").locator("li")).to_have_count(1)
    says(ada.page, "note", "I have seen him there.")
    expect(part(ada.page, "note-list").locator("li")).to_have_count(1)
    ben.comes()
    ben.opens(case_of(home, plain))
    says(ben.page, "note", "So have I.")
    expect(part(ben.page, "note-list").locator("li")).to_have_count(1)
    send(home, {"what_happened": "One more thing."}, entropy, as_message=True)
    ben.goes_home()
    ben.walks_to(case_of(home, left))
    steps_back(ben, "step-back")

    gets_new_key(home, "ben", "ben-2")
    ben.page.get_by_role("link", name=f"Case {case_of(home, rich)}").or_(
        ben.page.locator(f'[data-case="{case_of(home, rich)}"] a')
    ).first.click()
    expect(ben.page.get_by_text("Your session has ended")).to_be_visible()
    ben.page.goto("/")
    ben.opens_key()
    expect(ben.page.get_by_text("This did not sign you in")).to_be_visible()

    ada.goes_home()
    expect(part(ada.page, "resealing-groups")).to_contain_text("Load the page again and open your key")
    expect(part(ada.page, "reseal")).to_be_disabled()
    comes_again(ada)
    groups = part(ada.page, "resealing-groups")
    expect(groups).to_contain_text("2 cases are still sealed to Ben’s old key. Seal them to Ben’s new one.")
    expect(groups).to_contain_text("compare it with Ben by voice before you go on")
    new_print = home.person("ben-2").fingerprint
    expect(groups.locator("code")).to_have_text(in_fours(new_print))
    expect(part(ada.page, "reseal")).to_be_disabled()
    sound(ada.page)
    old = all_sealed(home)
    ends_with(ada, "2 cases are sealed anew.")
    sound(ada.page)
    expect(part(ada.page, "resealing-groups").locator("li")).to_have_count(0)
    expect(part(ada.page, "resealing-failed").locator("li")).to_have_count(0)

    new = all_sealed(home)
    may = {what for what in new if what.startswith((rich, plain, case_of(home, rich), case_of(home, plain)))}
    assert {"file-1", "contact"} <= {what.split()[1] for what in may} and f"{plain} message 1" in may
    assert opened_by("ben", old) >= opened_by("ben", new)
    assert opened_by("ben", new) == {what for what in new if what.startswith(left)}, "that case waits for Ines"
    assert opened_by("ben-2", new) == may
    assert opened_by("ada", new) == set(new)
    for what in may & old.keys():
        assert new[what][-200:] == old[what][-200:] and new[what] != old[what], "only its head has changed"
    assert_gone(home, [old[what] for what in may & old.keys()])

    new_ben = AtTheDesk(windows.desk(), "ben-2")
    comes_again(new_ben)
    expect(new_ben.row).to_have_count(2)
    new_ben.walks_to(case_of(home, rich))
    new_ben.page.get_by_role("button", name="No. Open the report").click()
    expect(part(new_ben.page, "report")).to_contain_text("See the picture.")
    expect(part(new_ben.page, "messages")).to_contain_text("Thank you.")
    expect(part(new_ben.page, "note-list")).to_contain_text("I have seen him there.")
    expect(part(new_ben.page, "note-list")).to_contain_text("Everything here is sealed to Ben’s new key")
    expect(new_ben.page.locator("main .warning")).to_have_count(0)
    new_ben.page.get_by_role("button", name="Open file-1.jpg", exact=True).click()
    expect(new_ben.page.locator("#announce")).to_have_text("file-1.jpg is open")
    says(new_ben.page, "note", "I read on with a new key.")
    expect(part(new_ben.page, "note-list").locator("li")).to_have_count(3)
    new_ben.goes_home()
    new_ben.walks_to(case_of(home, plain))
    new_ben.page.get_by_role("button", name="No. Open the report").click()
    expect(part(new_ben.page, "messages")).to_contain_text("One more thing.")
    expect(part(new_ben.page, "note-list")).to_contain_text("So have I.")
    for report_id in (without_ben, left):
        answer = new_ben.page.goto(f"/cases/{case_of(home, report_id)}")
        assert answer and answer.status == 404


def assert_gone(home: House, old: list[bytes]) -> None:
    """No stanza that the old key could open is in a file of either store."""
    for store in ("mailbox", "desk"):
        for file in (home.folder / "instance" / store).iterdir():
            there = file.read_bytes()
            pieces = [one[at : at + 50] for one in old for at in range(200, 3000, 200)]
            assert not [piece for piece in pieces if piece in there], file.name


def test_who_closes_the_tab_half_way_goes_on_where_they_were(home: House, windows: Windows, ada: AtTheDesk) -> None:
    reports = [deposit(home, {"what_happened": "He followed me."}) for _ in range(23)]
    ada.comes()
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    expect(part(ada.page, "resealing-groups")).to_contain_text("23 cases are")
    handed: list[Route] = []

    def first_only(route: Route) -> None:
        handed.append(route)
        if len(handed) == 1:
            route.continue_()

    compares(ada.page)
    ada.page.route("**/resealing/headers", first_only)
    part(ada.page, "reseal").click()
    while len(handed) < 2:
        ada.page.wait_for_timeout(50)
    expect(part(ada.page, "resealing-state")).to_contain_text("10 of 23")
    expect(part(ada.page, "reseal-pause")).to_be_visible()
    handed[1].abort()  # else the browser sends what is held when the tab closes
    ada.page.close()
    assert len(done(home)) == 10

    damaged = (set(reports) - done(home)).pop()
    damage(home, damaged)
    later = AtTheDesk(windows.desk())
    comes_again(later)
    expect(part(later.page, "resealing-groups")).to_contain_text("13 cases are")
    ends_with(later, "12 cases are sealed anew.")
    said = f"Case {case_of(home, damaged)} is as it was: what is stored of it is damaged."
    expect(part(later.page, "resealing-failed")).to_have_text(said)
    assert done(home) == set(reports) - {damaged}


def reports_of(home: House) -> dict[str, bytes]:
    return {what: sealed for what, sealed in all_sealed(home).items() if what.endswith(" report")}


def done(home: House) -> set[str]:
    return {what.split()[0] for what in opened_by("ben-2", reports_of(home))}


def damage(home: House, report_id: str) -> None:
    """A head that has its shape and opens for nobody."""
    here = Part.report_id == report_id, Part.name == "report"
    with home.mailbox().write() as session:
        sealed = session.scalars(select(Part.sealed).where(*here)).one()
        at = sealed.index(b"\n--- ") + 5
        bent = sealed[:at] + (b"A" if sealed[at : at + 1] != b"A" else b"B") + sealed[at + 1 :]
        session.execute(update(Part).where(*here).values(sealed=bent))


def test_pausing_keeps_what_is_done(home: House, ada: AtTheDesk) -> None:
    for _ in range(23):
        deposit(home, {"what_happened": "He followed me."})
    ada.comes()
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    held: list[Route] = []
    pressed = threading.Event()

    def hold(route: Route) -> None:
        if pressed.is_set():
            route.continue_()
        else:
            held.append(route)

    ada.page.route("**/resealing/headers", hold)
    compares(ada.page)
    with ada.page.expect_request("**/resealing/headers"):
        part(ada.page, "reseal").click()
    part(ada.page, "reseal-pause").click()
    expect(part(ada.page, "reseal-pause")).to_be_disabled()
    pressed.set()
    for route in held:
        route.continue_()
    expect(part(ada.page, "resealing-state")).to_contain_text("Paused.")
    so_far = len(done(home))
    assert so_far in (10, 20)
    expect(part(ada.page, "resealing-groups")).to_contain_text(f"{23 - so_far} cases are")
    ends_with(ada, f"{23 - so_far} cases are sealed anew.")
    assert len(done(home)) == 23


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
