"""Ben gets another key: the old one is out at once, and Ada's browser seals all that is running to the new one."""

import secrets
import threading

from playwright.sync_api import Route, expect
from sqlalchemy import select, update

from reporting.mailbox.models import Part
from tests import attachments
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk, case_of, deposit, send
from tests.browser.resealing import PHOTO, all_sealed, comes_again, compares, done, ends_with, opened_by
from tests.browser.test_recusal import steps_back
from tests.browser.windows import Windows
from tests.browser.working import part, says
from tests.changes import gets_new_key
from tests.house import House


def in_fours(fingerprint: str) -> str:
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


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
    expect(ada.row.filter(has_text="a former reader")).to_have_count(23 - so_far)
    expect(part(ada.page, "resealing-groups")).to_contain_text(f"{23 - so_far} cases are")
    ends_with(ada, f"{23 - so_far} cases are sealed anew.")
    assert len(done(home)) == 23


def test_who_reads_by_then_is_named_in_the_list_as_soon_as_it_is_done(home: House, ada: AtTheDesk) -> None:
    deposit(home, {"what_happened": "He followed me.", "where": "forum"})
    ada.comes()
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    expect(ada.row).to_contain_text("a former reader")
    expect(ada.row).to_contain_text("In the forum")
    ada.row.get_by_role("link").focus()
    ends_with(ada, "One case is sealed anew.")
    expect(ada.row).to_contain_text("Ben")
    expect(ada.page.locator("main")).not_to_contain_text("a former reader")
    expect(ada.row).to_contain_text("In the forum")
