"""Promise 24: nobody can speak for another. Mallory runs the machine, with both stores and all of the server's secrets.

What she swaps, drops, mixes or writes is shown in words as forged or missing; none of it is shown as real. As far as
reports and the roster go; replies, notes and decisions come with their own rooms.
"""

import json
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from reporting.mailbox.desk_thread import DeskThread
from reporting.roster import RosterError
from tests.attachments import Given, chunks, picture, put_chunks
from tests.attachments import deposit as deposit_files
from tests.browser.at_home import listening
from tests.browser.mallory import HERS, Mallory, her_roster, refused
from tests.browser.people import AtTheDesk, case_of, deposit, send
from tests.browser.windows import Windows
from tests.house import House, build
from tests.ports import free_port

ROSAS = {"what_happened": "He followed me to the station.", "risk": "danger", "where": "live-event", "when": "days"}
NILS = {"what_happened": "They sell things in the forum.", "risk": "no", "where": "forum", "when": "month"}
NO_TITLE = "Case "


@pytest.fixture
def rosas(home: House) -> str:
    return deposit(home, ROSAS, contact="Rosa, 0700 555 0142")


@pytest.fixture
def nils(home: House) -> str:
    return deposit(home, NILS, contact="Nils, 0700 555 0199")


@pytest.fixture
def mallory(home: House) -> Mallory:
    return Mallory(home)


def opened(home: House, ada: AtTheDesk, report_id: str) -> Locator:
    """Ada comes and opens this report."""
    return ada.comes().opens(case_of(home, report_id))


def tries_to_open(home: House, ada: AtTheDesk, report_id: str) -> Locator:
    """Ada comes and presses the button; what is said instead of a report."""
    ada.comes().walks_to(case_of(home, report_id))
    ada.page.get_by_role("button", name="Open the report").click()
    said = ada.page.locator('[data-part="open-report-said"] [role="alert"]')
    expect(said).to_be_visible()
    expect(ada.page.locator(".said")).to_have_count(0)
    return said


def warnings(main: Locator) -> list[str]:
    return main.locator(".warning").all_inner_texts()


def test_as_rosa_wrote_it_nothing_is_warned_of(home: House, rosas: str, ada: AtTheDesk) -> None:
    main = opened(home, ada, rosas)
    expect(main.locator(".said")).to_have_text(ROSAS["what_happened"])
    ada.page.get_by_role("button", name="Open the contact").click()
    expect(main).to_contain_text("Rosa, 0700 555 0142")
    assert warnings(main) == []
    assert refused(home) == []
    assert ada.page.locator("h1").inner_text() == "At a live event, in the last days"


def test_swapped_headlines(home: House, rosas: str, nils: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.swaps("headline", rosas, nils)
    main = opened(home, ada, nils)
    assert any("The headline" in said and "It is not shown" in said for said in warnings(main))
    assert ada.page.locator("h1").inner_text().startswith(NO_TITLE)
    assert ada.page.locator('main [data-part="risk"]').inner_text() == ""
    assert refused(home) == [1]
    ada.goes_home()
    row = ada.row.filter(has_text=case_of(home, nils))
    expect(row).to_contain_text("its headline does not fit its report")
    assert "danger" not in row.inner_text()


def test_swapped_contacts(home: House, rosas: str, nils: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.swaps("contact", rosas, nils)
    main = opened(home, ada, rosas)
    with ada.page.expect_response("**/refused"):
        ada.page.get_by_role("button", name="Open the contact").click()
    expect(main.locator('[data-part="open-contact-said"]')).to_contain_text("Forged.")
    assert refused(home) == [1]
    assert "0199" not in ada.page.content()
    assert "0142" not in ada.page.content()


@pytest.mark.parametrize(("part", "name"), [("headline", "The headline"), ("contact", "The way to reach them")])
def test_a_part_that_she_drops(part: str, name: str, home: House, rosas: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.drops(part, rosas)
    main = opened(home, ada, rosas)
    assert [said for said in warnings(main) if said.startswith(name) and "is missing" in said]
    expect(ada.page.get_by_role("button", name="Open the contact")).to_have_count(0 if part == "contact" else 1)


def test_the_report_itself_dropped(home: House, rosas: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.drops("report", rosas)
    with ada.page.expect_response("**/refused"):
        expect(tries_to_open(home, ada, rosas)).to_contain_text("Nothing of it is shown")
    assert refused(home) == [1]


@pytest.mark.parametrize("part", ["headline", "contact"])
def test_a_part_that_she_writes_anew(part: str, home: House, rosas: str, mallory: Mallory, ada: AtTheDesk) -> None:
    hers = {"headline": {"risk": "no", "where": "forum", "when": "month", "files": 0}, "contact": {"contact": HERS}}
    mallory.puts(part, rosas, mallory.seals({"v": 1, "part": part, "report_id": rosas, **hers[part]}, 1024))
    main = opened(home, ada, rosas)
    if part == "contact":
        ada.page.get_by_role("button", name="Open the contact").click()
        expect(main.locator('[data-part="open-contact-said"]')).to_contain_text("Forged.")
    else:
        assert any("The headline" in said for said in warnings(main))
    assert HERS not in ada.page.content() and "In the forum" not in main.inner_text()


def test_a_part_that_she_adds(home: House, rosas: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.puts("attachment-1", rosas, mallory.seals({"v": 1, "part": "attachment-1", "report_id": rosas}))
    main = opened(home, ada, rosas)
    assert any("attachment-1" in said and "somebody else than its writer" in said for said in warnings(main))


def test_a_report_in_the_place_of_another(home: House, rosas: str, nils: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.swaps("report", rosas, nils)
    expect(tries_to_open(home, ada, rosas)).to_contain_text("It belongs to another report")


def test_a_report_of_her_own_beside_the_parts_of_rosas(
    home: House, rosas: str, mallory: Mallory, ada: AtTheDesk
) -> None:
    guess = mallory.small("headline", rosas, risk="no", where="", when="", files=0)
    contact = mallory.small("contact", rosas, contact="")
    mallory.puts("report", rosas, mallory.report(rosas, HERS, headline=guess, contact=contact))
    main = opened(home, ada, rosas)
    said = warnings(main)
    assert any("The headline" in one for one in said)
    # Which of the two is hers no desk can know; so the text, too, must not pass for Rosa's.
    assert any("this text" in one for one in said), said


@pytest.mark.parametrize("mac", [bytes(32), b"", secrets.token_bytes(32)], ids=["of-zeros", "empty", "random"])
def test_a_message_in_rosas_name(mac: bytes, home: House, rosas: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.writes(rosas, 1, mac=mac)
    main = opened(home, ada, rosas)
    expect(main.locator(".thread li")).to_contain_text("Forged.")
    assert HERS not in ada.page.content()


def test_a_real_message_moved_doubled_or_dropped(home: House, mallory: Mallory, ada: AtTheDesk) -> None:
    entropy = secrets.token_bytes(16)
    send(home, ROSAS, entropy)
    (rosas,) = home.report_ids()
    nils = deposit(home, NILS)
    for told in ("First.", "Second."):
        send(home, {"what_happened": told}, entropy, as_message=True)
    with home.mailbox().read() as session:
        second = DeskThread(session).messages(rosas)[1].sealed
    mallory.moves_message(rosas, 1, to=nils, at=1)
    mallory.puts_message(rosas, 3, second)

    main = opened(home, ada, rosas)
    assert "Second." in main.locator(".thread li.them").inner_text()
    assert "Message 1 of the reporter is missing." in warnings(main)
    assert any("It was moved from another place in the thread" in said for said in warnings(main))
    assert refused(home) == [2]
    ada.goes_home()
    main = ada.opens(case_of(home, nils))
    assert any("It belongs to another report" in said for said in warnings(main))
    assert "First." not in ada.page.content()


PICTURE = Given("image/jpeg", picture())
LETTER = Given("text/plain", b"I was at home all evening. " * 40_000)
FORGED = "It is not the file that the report names, or the report itself was replaced."


@pytest.fixture
def with_files(home: House) -> str:
    return deposit_files(home, PICTURE, LETTER, told=ROSAS["what_happened"])


def tries_the_file(ada: AtTheDesk, name: str) -> None:
    """Ada presses the button of a file and is told that it is forged; nothing of it is shown or to be had."""
    here = ada.page.locator(f'[data-file="{name.split(".", maxsplit=1)[0]}"]')
    here.get_by_role("button", name=f"Open {name}").click()
    expect(here.get_by_role("alert")).to_have_text(f"Forged. {FORGED} Nothing of it is shown.")
    expect(here.locator("img")).to_have_count(0)
    expect(ada.page.get_by_role("button", name=f"Save {name}")).to_have_count(0)


def other_file(home: House, report_id: str, mallory: Mallory) -> None:
    """Two files of one report change places."""
    one, other = chunks(home, report_id, "file-1"), chunks(home, report_id, "file-2")
    put_chunks(home, report_id, "file-1", other)
    put_chunks(home, report_id, "file-2", one)


def other_reports(home: House, report_id: str, mallory: Mallory) -> None:
    """Files of the same names and sizes come from another report, sealed to the same readers."""
    nils = deposit_files(home, Given("image/jpeg", picture(colour="#93381b")), Given("text/plain", LETTER.data.upper()))
    for name in ("file-1", "file-2"):
        put_chunks(home, report_id, name, chunks(home, nils, name))


def hers(home: House, report_id: str, mallory: Mallory) -> None:
    """Files of her own, sealed to the readers as anybody can."""
    for name, given in (("file-1", PICTURE), ("file-2", LETTER)):
        put_chunks(home, report_id, name, [mallory.seals_bytes(given.data + HERS.encode())])


def mixed(home: House, report_id: str, mallory: Mallory) -> None:
    """The first chunk of each, and then what belongs to another file."""
    nils = deposit_files(home, Given("image/jpeg", PICTURE.data), Given("text/plain", LETTER.data))
    for name in ("file-1", "file-2"):
        mine, theirs = chunks(home, report_id, name), chunks(home, nils, name)
        put_chunks(home, report_id, name, [mine[0][:9_000], theirs[0][9_000:], *theirs[1:]])


def turned(home: House, report_id: str, mallory: Mallory) -> None:
    """The chunks in another order; of a single chunk its halves."""
    for name in ("file-1", "file-2"):
        whole = b"".join(chunks(home, report_id, name))
        put_chunks(home, report_id, name, [whole[len(whole) // 2 :], whole[: len(whole) // 2]])


def cut(home: House, report_id: str, mallory: Mallory) -> None:
    """The end is missing: the last chunk, or of a single chunk its last byte."""
    for name in ("file-1", "file-2"):
        found = chunks(home, report_id, name)
        put_chunks(home, report_id, name, found[:-1] or [found[0][:-1]])


def longer(home: House, report_id: str, mallory: Mallory) -> None:
    """A file begins as it should and does not end."""
    for name in ("file-1", "file-2"):
        put_chunks(home, report_id, name, [*chunks(home, report_id, name), secrets.token_bytes(256 * 1024)])


def endless(home: House, report_id: str, mallory: Mallory) -> None:
    """More comes than any file can have, to fill the reader's memory."""
    for name in ("file-1", "file-2"):
        put_chunks(home, report_id, name, [bytes(256 * 1024)] * 300)


@pytest.mark.parametrize("forges", [other_file, other_reports, hers, mixed, turned, cut, longer, endless])
def test_files_that_are_not_those_that_rosa_sent(
    forges: Callable[[House, str, Mallory], None], home: House, with_files: str, mallory: Mallory, ada: AtTheDesk
) -> None:
    forges(home, with_files, mallory)
    opened(home, ada, with_files)
    tries_the_file(ada, "file-1.jpg")
    tries_the_file(ada, "file-2.txt")
    assert HERS not in ada.page.content()


def test_files_as_rosa_sent_them_are_warned_of_by_nobody(home: House, with_files: str, ada: AtTheDesk) -> None:
    main = opened(home, ada, with_files)
    for name in ("file-1.jpg", "file-2.txt"):
        ada.page.get_by_role("button", name=f"Open {name}").click()
        expect(ada.page.locator("#announce")).to_have_text(f"{name} is open")
    assert warnings(main) == []


def test_a_file_that_she_drops_and_one_that_she_adds(
    home: House, with_files: str, mallory: Mallory, ada: AtTheDesk
) -> None:
    put_chunks(home, with_files, "file-1", [])
    put_chunks(home, with_files, "file-3", [mallory.seals_bytes(HERS.encode())])
    main = opened(home, ada, with_files)
    said = warnings(main)
    assert [one for one in said if one.startswith("file-1.jpg is missing: the report names it")]
    assert [one for one in said if "file-3" in one and "somebody else than its writer" in one]
    for name in ("file-1", "file-3"):
        expect(ada.page.get_by_role("button", name=f"Open {name}")).to_have_count(0)
    expect(ada.page.get_by_role("button", name="Open file-2.txt")).to_be_enabled()


def test_a_file_dropped_while_the_report_is_open(home: House, with_files: str, ada: AtTheDesk) -> None:
    main = opened(home, ada, with_files)
    put_chunks(home, with_files, "file-1", [])
    ada.page.get_by_role("button", name="Open file-1.jpg").click()
    expect(main.locator('[data-part="open-file-1-said"]')).to_have_text("There is nothing here that you may read.")


def test_a_report_of_her_own_cannot_take_over_the_files_of_rosas(
    home: House, with_files: str, mallory: Mallory, ada: AtTheDesk
) -> None:
    """She knows the sealed bytes and their hash, but not what the file is: her manifest cannot name it."""
    sealed = b"".join(chunks(home, with_files, "file-1"))
    mallory.puts("report", with_files, mallory.report(with_files, HERS, files={"file-1": sealed}))
    opened(home, ada, with_files)
    tries_the_file(ada, "file-1.jpg")


def alarm(page: Page) -> Locator:
    """A warning that cannot be overlooked, with the focus on it, before anything was opened."""
    said = page.locator(".alarm")
    expect(said).to_be_visible()
    assert page.evaluate("document.activeElement.closest('.alarm') !== null")
    return said


def test_the_desk_serves_no_roster_that_no_reviewer_signed(home: House, rosas: str, ada: AtTheDesk) -> None:
    ada.comes()
    note = home.keys / "roster"
    note.write_bytes(note.read_bytes().replace(b"alternate ines", b"reviewer ines"))
    with pytest.raises(RosterError):
        home.desk()
    ada.page.locator(f'[data-case="{case_of(home, rosas)}"] a').click()
    expect(ada.page.locator("body")).to_contain_text("cannot work safely")
    assert ROSAS["what_happened"] not in ada.page.content()


def lies(page: Page, change: Callable[[dict[str, object]], None]) -> None:
    """The desk's server is hers, too: it says of the roster what she wants."""

    def answer(route: Route) -> None:
        given = route.fetch().json()
        change(given)
        route.fulfill(json=given)

    page.route("**/roster", answer)


def unsigned(given: dict[str, object]) -> None:
    (note,) = given["notes"]  # type: ignore[misc]
    given["notes"] = [note.replace("Ines Duarte", "Inez Duarte")]  # type: ignore[has-type]


def other_recipients(given: dict[str, object]) -> None:
    text = str(given["recipients"]).splitlines(keepends=True)
    given["recipients"] = "".join(text[:-2])


def as_ben(given: dict[str, object]) -> None:
    """She gives Ada's browser the page of somebody else."""
    given["me"] = "0" * 52


@pytest.mark.parametrize(
    ("lie", "warned"),
    [
        (unsigned, "does not verify"),
        (other_recipients, "names keys that the roster does not"),
        (as_ben, "takes you for somebody else"),
    ],
)
def test_a_desk_that_lies_about_the_roster(
    lie: Callable[[dict[str, object]], None], warned: str, windows: Windows, rosas: str, ada: AtTheDesk
) -> None:
    lies(ada.page, lie)
    ada.page.goto("/")
    ada.opens_key()
    expect(alarm(ada.page)).to_contain_text(warned)
    assert not [url for url in windows.requests if "/inbox" in url], "nothing is asked for before it is settled"
    expect(ada.page.get_by_role("button", name="I have asked, and this roster is right")).to_have_count(0)


def test_a_browser_that_has_pinned_the_roster_warns_of_another(
    home: House, tmp_path: Path, windows: Windows, ada: AtTheDesk
) -> None:
    ada.comes()
    pinned = ada.page.evaluate("localStorage.getItem('reporting.roster')")
    ada.page.get_by_role("button", name="Sign out", exact=True).click()
    expect(ada.page.get_by_role("button", name="Open my key")).to_be_visible()
    her_roster(tmp_path / "hers", home)
    shutil.rmtree(home.keys)
    shutil.copytree(tmp_path / "hers", home.keys)
    asked = len(windows.requests)
    ada.opens_key()
    said = alarm(ada.page)
    expect(said).to_contain_text("This is not the roster that this browser knows")
    expect(said).to_contain_text("Mordred")
    assert not [url for url in windows.requests[asked:] if "/inbox" in url]
    assert ada.page.evaluate("localStorage.getItem('reporting.roster')") == pinned


def test_a_browser_that_has_seen_a_newer_roster_warns_of_an_older(home: House, ada: AtTheDesk) -> None:
    ada.comes()
    pin = json.loads(ada.page.evaluate("localStorage.getItem('reporting.roster')"))
    ada.page.evaluate("pin => localStorage.setItem('reporting.roster', pin)", json.dumps(pin | {"serial": 2}))
    ada.page.goto("/")
    ada.opens_key()
    expect(alarm(ada.page)).to_contain_text("older roster than before")


def test_a_form_that_seals_to_other_keys_is_told_to_every_reader(tmp_path: Path, browser: Browser) -> None:
    """Her form runs in the place of ours, with a roster of her own that verifies."""
    ours = build(tmp_path / "house", form=f"http://localhost:{free_port()}", desk=f"http://localhost:{free_port()}")
    her_roster(tmp_path / "hers", ours)
    hers = House(ours.folder, ours.clock, {"REPORTING_KEYS": str(tmp_path / "hers")})
    windows = Windows(browser, ours)
    with listening(hers.form()), listening(ours.desk()):
        ada = AtTheDesk(windows.desk()).comes()
        expect(alarm(ada.page)).to_contain_text("The form seals to other keys than those you know")
        expect(ada.page.locator("#below")).to_have_text("The form seals to other keys than those you know.")
        windows.close()
