"""The files of a report at the desk, in a real browser: seen, saved, forged, missing, and let go of."""

import secrets
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import delete

from reporting import intake
from reporting.abuse import SpentToken
from reporting.accesslog import Tag
from reporting.cleaning import Box
from reporting.db import DeskBase, Store
from reporting.intake.attachments import no_file
from reporting.mailbox.receipt import Receipt
from reporting.signin.models import SessionRow
from tests.attachments import Given, deposit, picture, put_chunks
from tests.browser.people import AtTheDesk, case_of, send
from tests.browser.windows import Windows
from tests.cleaning.made import ARTIST, SECRETS, secretive
from tests.house import House
from tests.worker.reading import entries

PHOTO = Given("image/jpeg", picture())
PDF = Given("application/pdf", b"%PDF-1.7\n" + bytes(range(256)) * 3000)
AS_IT_IS = Given("image/png", picture("PNG"), cleaned=False)


@pytest.fixture
def report_id(home: House) -> str:
    return deposit(home, PHOTO, PDF, AS_IT_IS)


def file(ada: AtTheDesk, name: str) -> Locator:
    return ada.page.locator(f'[data-file="{name}"]')


def opens(ada: AtTheDesk, name: str) -> Locator:
    """Press the button of one file; gives its place in the list."""
    here = file(ada, name.split(".", maxsplit=1)[0])
    here.get_by_role("button", name=f"Open {name}", exact=True).click()
    return here


def is_open(page: Page, name: str) -> None:
    expect(page.locator("#announce")).to_have_text(f"{name} is open")


def saves(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Save {name}", exact=True).click()
    assert waiting.value.suggested_filename == name
    return Path(waiting.value.path()).read_bytes()


def test_a_cleaned_picture_is_seen_in_the_page_behind_its_own_entry(
    home: House, report_id: str, ada: AtTheDesk
) -> None:
    ada.comes().opens(case_of(home, report_id))
    before = len(entries(home))
    shown = opens(ada, "file-1.jpg").get_by_role("img", name="file-1.jpg")
    is_open(ada.page, "file-1.jpg")
    assert shown.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [900, 600]
    (entry,) = entries(home)[before:]
    ada_herself = home.person("ada").fingerprint
    assert (entry.tag, entry.person, entry.case) == (Tag.ATTACHMENT_OPEN, ada_herself, case_of(home, report_id))
    assert entry.commitment, "bound to which file it was"
    ada.page.get_by_role("link", name="My entries").click()
    expect(ada.page.locator("tbody tr").first).to_contain_text("attachment:open")


def test_a_picture_can_be_looked_at_in_its_own_size(home: House, ada: AtTheDesk) -> None:
    report_id = deposit(home, Given("image/webp", picture("WEBP", (3000, 2000))), Given("image/gif", picture("GIF")))
    ada.comes().opens(case_of(home, report_id))
    opens(ada, "file-1.webp")
    is_open(ada.page, "file-1.webp")
    image = ada.page.get_by_role("img", name="file-1.webp")
    assert image.evaluate("image => image.clientWidth < 900")
    ada.page.get_by_role("button", name="Show it larger").click()
    assert image.evaluate("image => image.clientWidth") == 3000
    expect(ada.page.get_by_role("region", name="file-1.webp in its own size")).to_be_visible()
    assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ada.page.get_by_role("button", name="Show it smaller").click()
    assert image.evaluate("image => image.clientWidth < 900")


def test_a_document_is_saved_under_its_neutral_name_with_the_advice_beside_it(
    home: House, report_id: str, ada: AtTheDesk
) -> None:
    ada.comes().opens(case_of(home, report_id))
    here = opens(ada, "file-2.pdf")
    expect(here).to_contain_text("Open it in a safe viewer")
    expect(here).to_contain_text("What you save is no longer sealed")
    assert saves(ada.page, "file-2.pdf") == PDF.data
    assert here.locator("img, iframe, object, embed").count() == 0


def test_a_file_sealed_as_it_is_bears_a_warning_and_is_never_shown(home: House, report_id: str, ada: AtTheDesk) -> None:
    ada.comes().opens(case_of(home, report_id))
    expect(file(ada, "file-3").locator(".warning")).to_contain_text("nobody has cleaned this file")
    expect(file(ada, "file-1").locator(".warning")).to_have_count(0)
    here = opens(ada, "file-3.png")
    is_open(ada.page, "file-3.png")
    expect(here.locator("img")).to_have_count(0)
    expect(here.locator(".warning")).to_be_visible()
    assert saves(ada.page, "file-3.png") == AS_IT_IS.data


LIES = {
    "a page that says it is a picture": (Given("image/jpeg", b"<script>alert(1)</script>" * 99), "file-1.jpg"),
    "a picture of another type": (Given("image/jpeg", picture("PNG")), "file-1.jpg"),
    "a picture that no browser reads": (Given("image/png", picture("PNG")[:16] + b"?" * 99), "file-1.png"),
    "a page": (Given("text/html", b"<script>alert(2)</script>"), "file-1.bin"),
    "a drawing that runs": (Given("image/svg+xml", b"<svg onload='alert(3)'/>"), "file-1.bin"),
    "a type that is none": (Given("__proto__", b"x"), "file-1.bin"),
    "nothing at all": (Given("text/plain", b""), "file-1.txt"),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_lies_about_its_type_is_saved_and_never_shown(lie: str, home: House, ada: AtTheDesk) -> None:
    given, name = LIES[lie]
    report_id = deposit(home, given)
    ada.comes().opens(case_of(home, report_id))
    here = opens(ada, name)
    is_open(ada.page, name)
    expect(here.locator("img, iframe, object, embed")).to_have_count(0)
    assert saves(ada.page, name) == given.data


def test_a_large_file_comes_whole_and_shows_how_far_it_is(home: House, ada: AtTheDesk) -> None:
    large = Given("video/mp4", bytes(range(256)) * (20 * 4096))
    report_id = deposit(home, large)
    ada.comes().opens(case_of(home, report_id))
    ada.page.evaluate("""() => {
        globalThis.seen = [];
        new MutationObserver(changes => changes.forEach(({addedNodes}) => addedNodes.forEach(node => {
            if (node.localName === "progress") globalThis.bar = node;
        }))).observe(document.querySelector("main"), {childList: true, subtree: true});
    }""")
    opens(ada, "file-1.mp4")
    is_open(ada.page, "file-1.mp4")
    assert ada.page.evaluate("[bar.value / bar.max > 0.99, bar.isConnected, bar.getAttribute('aria-label')]") == [
        True,
        False,
        "Fetching file-1.mp4",
    ]
    assert saves(ada.page, "file-1.mp4") == large.data


KEEP_WHAT_IS_SHOWN = """{
    const {createObjectURL} = URL;
    URL.createObjectURL = blob => { globalThis.shown = blob; return createObjectURL.call(URL, blob); };
}"""
COUNT_ADDRESSES = """{
    globalThis.addresses = new Set();
    const {createObjectURL, revokeObjectURL} = URL;
    URL.createObjectURL = blob => { const made = createObjectURL.call(URL, blob); addresses.add(made); return made; };
    URL.revokeObjectURL = made => { addresses.delete(made); revokeObjectURL.call(URL, made); };
}"""

TRY = """address => new Promise(tell => {
    const image = Object.assign(new Image(), {onload: () => tell("there"), onerror: () => tell("gone")});
    image.src = address;
})"""


def test_what_was_opened_is_let_go_when_the_page_is_left(home: House, report_id: str, ada: AtTheDesk) -> None:
    ada.page.add_init_script(COUNT_ADDRESSES)
    ada.comes().opens(case_of(home, report_id))
    opens(ada, "file-1.jpg")
    is_open(ada.page, "file-1.jpg")
    (address,) = ada.page.evaluate("[...addresses]")
    assert ada.page.evaluate(TRY, address) == "there"
    ada.goes_home()
    assert ada.page.evaluate("[...addresses]") == []
    assert ada.page.evaluate(TRY, address) == "gone"
    ada.page.go_back()
    expect(ada.page.get_by_role("button", name="Open the report")).to_be_enabled()
    assert "file-1" not in ada.page.inner_text("main")


def test_a_file_that_is_on_its_way_does_not_come_to_another_page(home: House, report_id: str, ada: AtTheDesk) -> None:
    other = deposit(home, Given("text/plain", b"Another file."))
    held: list[Route] = []
    ada.comes().opens(case_of(home, report_id))
    ada.page.route("**/files/file-1", lambda route: held.append(route))
    opens(ada, "file-1.jpg")
    expect(file(ada, "file-1").get_by_role("progressbar")).to_be_visible()
    ada.goes_home()
    main = ada.opens(case_of(home, other))
    ada.page.unroute("**/files/file-1")
    (route,) = held
    assert route.request.failure == "net::ERR_ABORTED"
    expect(main.locator('[data-part="attachment-list"] li')).to_have_count(1)
    expect(main.locator("img, .warning")).to_have_count(0)


def test_headlines_that_come_late_trouble_no_other_page(
    windows: Windows, home: House, report_id: str, ada: AtTheDesk
) -> None:
    held: list[Route] = []
    ada.page.route("**/inbox/headlines", lambda route: held.append(route))
    ada.comes().walks_to(case_of(home, report_id))
    (route,) = held
    with ada.page.expect_response("**/inbox/headlines"):
        route.continue_()
    ada.page.wait_for_timeout(300)
    assert not windows.errors


def test_when_the_session_has_ended_the_file_is_opened_after_a_new_sign_in(
    home: House, report_id: str, ada: AtTheDesk
) -> None:
    ada.comes().opens(case_of(home, report_id))
    with Store.open(home.settings.desk().desk_url, DeskBase).write() as session:
        session.execute(delete(SessionRow))
    opens(ada, "file-1.jpg")
    ada.page.get_by_role("button", name="Sign in again").click()
    expect(ada.page.get_by_role("img", name="file-1.jpg")).to_be_visible()


def test_a_line_that_breaks_off_is_told_and_can_be_tried_again(home: House, report_id: str, ada: AtTheDesk) -> None:
    ada.comes().opens(case_of(home, report_id))
    ada.page.route("**/files/file-1", lambda route: route.abort())
    here = opens(ada, "file-1.jpg")
    expect(here.get_by_role("alert")).to_contain_text("could not be reached. Nothing is lost")
    ada.page.unroute("**/files/file-1")
    opens(ada, "file-1.jpg")
    expect(here.get_by_role("img")).to_be_visible()
    expect(here.get_by_role("alert")).to_have_count(0)


def test_a_reader_who_was_left_out_gets_the_answer_that_everybody_gets(home: House, windows: Windows) -> None:
    report_id = deposit(home, PHOTO, readers="not-ben")
    ada, ben = (AtTheDesk(windows.desk(), handle).comes() for handle in ("ada", "ben"))
    case_id = case_of(home, report_id)
    ada.opens(case_id)
    opens(ada, "file-1.jpg")
    expect(ada.page.get_by_role("img")).to_be_visible()
    answers = [
        ben.page.request.post(f"/cases/{case}/files/file-1", headers={"Sec-Fetch-Site": "same-origin"})
        for case in (case_id, "0000-0000")
    ]
    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].body() == answers[1].body()


def test_a_photo_from_rosas_phone_is_cleaned_sealed_and_seen(home: House, ada: AtTheDesk) -> None:
    photo = Given("image/jpeg", secretive("JPEG"))
    assert ARTIST.encode() in photo.data
    with Box() as box:
        report_id = deposit(home, photo, cleaning=lambda: nullcontext(box.clean))
    ada.page.add_init_script(KEEP_WHAT_IS_SHOWN)
    ada.comes().opens(case_of(home, report_id))
    expect(ada.page.locator('[data-part="files"]')).to_have_text("1 file, ")
    image = opens(ada, "file-1.jpg").get_by_role("img", name="file-1.jpg")
    is_open(ada.page, "file-1.jpg")
    assert image.evaluate("image => image.naturalWidth") == 96
    seen = bytes(ada.page.evaluate("shown.arrayBuffer().then(bytes => [...new Uint8Array(bytes)])"))
    assert seen.startswith(b"\xff\xd8\xff")
    assert not [secret for secret in SECRETS if secret.encode() in seen]


def brings(home: House, receipt: Receipt, data: bytes) -> None:
    """A message with one file that is left as it is."""
    intake.write_again(
        receipt,
        f"With {len(data)} bytes: {data.decode()}.",
        mailbox=home.mailbox(),
        roster=home.roster,
        clock=home.clock,
        check_token=lambda: SpentToken(secrets.token_bytes(32), home.clock.today()),
        uploads=[intake.Upload(data, intake.Way.AS_IS)],
        cleaning=lambda: nullcontext(no_file),
    )


def test_files_that_came_with_a_message_are_beside_those_of_the_report(home: House, windows: Windows) -> None:
    receipt = Receipt(bytes(range(16)))
    send(home, {"what_happened": "He followed me."}, receipt.entropy)
    (report_id,) = home.report_ids()
    for data in (b"first", b"later"):
        brings(home, receipt, data)
    put_chunks(home, report_id, "file-3", [b"put there by somebody else"])
    ada = AtTheDesk(windows.desk()).comes()
    main = ada.opens(case_of(home, report_id))
    expect(main.get_by_role("button", name="Open file-")).to_have_count(2)
    expect(main).to_contain_text("file-2.txt (above, under “Files”)")
    expect(main.locator(".warning").filter(has_text="was put beside this report")).to_contain_text("file-3")
    main.get_by_role("button", name="Open file-2.txt").click()
    with ada.page.expect_download() as waiting:
        main.get_by_role("button", name="Save file-2.txt").click()
    assert waiting.value.path().read_bytes() == b"later"
