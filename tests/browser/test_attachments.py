"""The files of a report at the desk, in a real browser: seen, saved, forged, missing, and let go of."""

import secrets
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reporting import intake
from reporting.abuse import SpentToken
from reporting.accesslog import Tag
from reporting.cleaning import Box
from reporting.intake.attachments import no_file
from reporting.mailbox.receipt import Receipt
from tests.attachments import Given, deposit, picture, put_chunks
from tests.browser.opening import AS_IT_IS, PDF, PHOTO, file, is_open, opens, with_three_files
from tests.browser.people import AtTheDesk, case_of, send
from tests.browser.windows import Windows
from tests.cleaning.made import ARTIST, SECRETS, secretive
from tests.house import House
from tests.worker.reading import entries

report_id = with_three_files


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


def test_a_reader_who_was_left_out_gets_the_answer_that_everybody_gets(home: House, windows: Windows) -> None:
    report_id = deposit(home, PHOTO, readers="not-ben")
    ada, ben = (AtTheDesk(windows.desk(), handle).comes() for handle in ("ada", "ben"))
    case_id = case_of(home, report_id)
    ada.opens(case_id)
    opens(ada, "file-1.jpg")
    expect(ada.page.get_by_role("img", name="file-1.jpg")).to_be_visible()
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
