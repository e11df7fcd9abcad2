"""Files in a real browser, with JavaScript and without: chosen, cleaned, sealed, told what became of each."""

import hashlib
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from reporting.cleaning import FileType, pdf
from reporting.cleaning.sniff import sniff
from tests.browser import rosa
from tests.browser.measure import STICKS_OUT, faults, resize
from tests.browser.sealing import BROKEN, arrive
from tests.browser.windows import Windows
from tests.browser.wire import Wire, recorded
from tests.cleaning.made import SECRETS, picture, secretive
from tests.cleaning.made import saved as encoded
from tests.house import House, build, key_of
from tests.ports import free_port

SLOW = 60_000
"""Milliseconds: the first file waits until the box stands."""


@pytest.fixture
def disk(tmp_path: Path) -> list[Path]:
    """What lies on Rosa's disk, under names that say who she is."""
    files = {
        "Rosa 2041.jpg": secretive("JPEG"),
        "chat of Rosa.zip": b"PK\x05\x06" + bytes(18),
        "letter.txt": b"Dear Ada\n",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in files]


def choose(page: Page, disk: list[Path]) -> None:
    unfolded = page.locator("details[open] #files")
    if not unfolded.count():
        page.locator("summary", has_text="Screenshots, photos, documents").click()
    page.locator("#files").set_input_files(disk)


def test_files_are_cleaned_sealed_and_told_of_without_javascript(
    windows: Windows, home: House, disk: list[Path]
) -> None:
    page = windows.form(java_script=False)
    page.context.set_default_timeout(SLOW)
    page.goto("/")
    choose(page, disk)
    page.fill("#what_happened", " ")
    rosa.press(page)
    expect(page.get_by_role("alert")).to_contain_text("Your browser does not keep files.")
    page.get_by_role("link", name="choose them again").click()
    choose(page, disk)
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    assert len(rosa.words(page)) == 12
    told = page.locator("section", has=page.get_by_role("heading", name="Your files"))
    expect(told).to_contain_text("2 of 3 files are sealed with your report.")
    expect(told.locator("li").nth(0)).to_contain_text("Taken out: where it was taken")
    expect(told.locator("li").nth(1)).to_contain_text(
        "Not sent. We do not take archives. Send the files in it one by one."
    )
    assert "Rosa" not in page.content()
    assert home.open_as("ada", "headline")["files"] == 2
    opened = key_of("ben").identity.open(home.file("file-1"))
    assert opened.startswith(b"\xff\xd8") and not any(secret.encode() in opened for secret in SECRETS)


def test_files_are_cleaned_while_one_writes_and_sealed_in_the_browser(
    windows: Windows, home: House, disk: list[Path]
) -> None:
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    arrive(page)
    choose(page, disk)
    listed = page.locator(".told > li")
    expect(listed).to_have_count(3)
    expect(listed.nth(0)).to_contain_text("Clean. Taken out: where it was taken", timeout=SLOW)
    expect(listed.nth(1)).to_contain_text("It cannot be sent. We do not take archives.", timeout=SLOW)
    expect(listed.nth(2)).to_contain_text("Clean.", timeout=SLOW)
    assert listed.nth(0).locator("img").evaluate("async img => (await img.decode(), img.naturalWidth)") > 0
    for at, (shown, again) in enumerate([(True, False), (False, False), (False, False)]):
        expect(listed.nth(at)).to_contain_text(f"Your file {at + 1}, ")
        expect(listed.nth(at).locator("img")).to_be_visible(visible=shown)
        expect(listed.nth(at).get_by_role("button", name="Try again")).to_be_visible(visible=again)
    assert home.report_ids() == []
    choose(page, disk[2:])
    expect(listed).to_have_count(4)
    expect(listed.nth(3)).to_contain_text("Clean.", timeout=SLOW)
    listed.nth(3).get_by_role("button", name="Remove").click()
    expect(listed).to_have_count(3)
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    rosa.words(page)
    told = page.locator("section", has=page.get_by_role("heading", name="Your files"))
    expect(told.locator("li").nth(0)).to_contain_text("Sealed as “file-1.jpg”. Taken out: where it was taken")
    expect(told.locator("li").nth(1)).to_contain_text("Not sent. We do not take archives.")
    assert home.open_as("ada", "headline")["files"] == 2
    report = home.open_as("ada", "report")
    assert report["sealed_by"] == "browser"
    opened = key_of("ben").identity.open(home.file("file-1"))
    assert hashlib.sha256(opened).hexdigest() == report["manifest"][2]["sha256"]
    assert opened.startswith(b"\xff\xd8") and not any(secret.encode() in opened for secret in SECRETS)
    assert "Rosa" not in page.content()


def test_a_file_sealed_as_it_is_leaves_the_browser_sealed_only(
    browser: Browser, tmp_path: Path, disk: list[Path]
) -> None:
    house = build(tmp_path / "house", form=f"http://localhost:{free_port()}")
    with recorded(house, port=free_port()) as wire:
        windows = Windows(browser, house)
        page = windows.form()
        arrive(page)
        page.locator("summary", has_text="Screenshots, photos, documents").click()
        page.locator('[name=files_as][value="as-is"]').check()
        choose(page, disk[:1])
        expect(page.locator(".told > li")).to_contain_text("It stays in your browser until it is sealed.")
        page.fill("#what_happened", "He followed me.")
        rosa.press(page)
        rosa.words(page)
        photo = disk[0].read_bytes()
        assert key_of("ben").identity.open(house.file("file-1")).rstrip(b"\0") == photo.rstrip(b"\0")
        assert house.file("file-1") in wire.sent, "the wire does not see everything"
        assert not any(secret.encode() in wire.sent for secret in (*SECRETS, "Rosa", "/clean"))
        assert photo[100:140] not in wire.sent
        windows.close()


def test_beside_each_file_one_can_choose_another_way(windows: Windows, home: House, disk: list[Path]) -> None:
    letter = disk[0].with_name("letter.pdf")
    letter.write_bytes(pdf.sample())
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    arrive(page)
    choose(page, [*disk[:2], letter])
    photo, archive, pages = page.locator(".told > li").all()
    expect(pages).to_contain_text("Clean.", timeout=SLOW)
    ways = "What shall we do with this file?"
    expect(photo.get_by_label(ways).locator("option:not([hidden])")).to_have_text(["Clean it", "Seal it as it is"])
    pages.get_by_label(ways).select_option("Clean it, pages as pictures")
    expect(pages).to_contain_text("the text as text, since pages are pictures now.")
    archive.get_by_label(ways).select_option("Seal it as it is")
    expect(archive).to_contain_text("As it is. It stays in your browser until it is sealed.")
    expect(photo).to_contain_text("Clean. Taken out: where it was taken")
    assert faults(page) == []
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    rosa.words(page)
    told = page.locator("section", has=page.get_by_role("heading", name="Your files"))
    expect(told.locator("li").nth(1)).to_contain_text("Sealed as “file-2.bin”. As it is: nothing was taken out.")
    report = home.open_as("ada", "report")
    named = {one["part"]: (one["media_type"], one["cleaned"]) for one in report["manifest"][2:]}
    assert named == {
        "file-1": ("image/jpeg", True),
        "file-2": ("application/octet-stream", False),
        "file-3": ("application/pdf", True),
    }
    assert key_of("ada").identity.open(home.file("file-2")).startswith(disk[1].read_bytes())
    assert b"/DCTDecode" in key_of("ada").identity.open(home.file("file-3"))


def test_a_cleaned_file_can_be_saved_to_look_at_it_and_one_that_cannot_be_shown_is_said_to_be_so(
    windows: Windows, disk: list[Path], tmp_path: Path
) -> None:
    scan = tmp_path / "scan.tiff"
    scan.write_bytes(encoded(picture(), "TIFF", save_all=True, append_images=[picture()]))
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    arrive(page)
    choose(page, [scan, *disk])
    tiff, photo, refused, letter = page.locator(".told > li").all()
    expect(letter).to_contain_text("Clean.", timeout=SLOW)
    expect(tiff).to_contain_text("Your browser cannot show this picture. Save the cleaned file to look at it.")
    expect(tiff.locator("img")).to_be_hidden()
    expect(photo.locator("img")).to_be_visible()
    expect(photo.get_by_text("cannot show this picture")).to_be_hidden()
    save = re.compile("Save the cleaned file")
    expect(refused.get_by_role("button", name=save)).to_have_count(0)
    for at, (item, ending) in enumerate([(tiff, "tiff"), (photo, "jpg")], start=1):
        with page.expect_download() as saved:
            item.get_by_role("button", name=save).click()
        assert saved.value.suggested_filename == f"cleaned-{at}.{ending}"
        data = saved.value.path().read_bytes()
        assert sniff(data) in (FileType.TIFF, FileType.JPEG)
        assert not any(secret.encode() in data for secret in SECRETS)
    photo.get_by_label("What shall we do with this file?").select_option("Seal it as it is")
    expect(photo.get_by_role("button", name=save)).to_have_count(0)
    expect(photo.locator("img")).to_be_hidden()


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A picture of 24 MB: more than the buffers on the way hold."""
    file = tmp_path / "large.bmp"
    Image.new("RGB", (4000, 2000), "teal").save(file)
    return file


def test_a_slow_line_may_take_as_long_as_it_needs_and_a_bar_moves(
    watched: tuple[House, Windows, Wire], large: Path
) -> None:
    _house, windows, wire = watched
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    page.clock.install()
    arrive(page)
    wire.hold()
    wire.let(2**20)
    choose(page, [large])
    bar = page.get_by_role("progressbar", name="How much of it is sent")
    shown = [""]
    for _ in range(3):
        wire.let(4 * 2**20)
        expect(bar).to_have_attribute("value", re.compile(r"0\.[0-9]"))
        expect(bar).not_to_have_attribute("value", shown[-1])
        shown.append(bar.get_attribute("value") or "1")
        page.clock.fast_forward(80_000)
    assert 0 < float(shown[1]) < float(shown[2]) < float(shown[3]) < 1
    wire.let_all()
    expect(page.locator(".told > li")).to_contain_text("Clean.", timeout=SLOW)
    expect(bar).to_be_hidden()


def test_a_line_that_is_dead_is_told_of(watched: tuple[House, Windows, Wire], large: Path) -> None:
    _house, windows, wire = watched
    page = windows.form()
    page.clock.install()
    arrive(page)
    wire.hold()
    wire.let(2**20)
    choose(page, [large])
    expect(page.get_by_role("progressbar", name="How much of it is sent")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", re.compile(r"0\.[0-9]"))
    page.clock.fast_forward(300_000)
    expect(page.locator(".told > li")).to_contain_text("It could not be looked at just now.")
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_while_it_is_others_turn_a_file_is_sent_anew_ever_more_seldom(windows: Windows, disk: list[Path]) -> None:
    page = windows.form()
    asked: list[str] = []

    def busy(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503, json={"text": "busy"})

    page.route("**/clean", busy)
    page.clock.install()
    arrive(page)
    choose(page, disk[:1])
    expect(page.get_by_text("Yours wait for their turn.")).to_be_visible()
    times, failed = 0, page.get_by_text("It could not be looked at just now.")
    while not failed.is_visible():
        page.clock.run_for(10_000)
        times += 1
        assert times < 60
    assert len(asked) <= 8
    assert times * 10 > 180, "it gives up too soon"


@pytest.mark.parametrize("then", ["as it is", "removed"])
def test_a_file_that_waits_to_be_cleaned_is_not_sent_once_that_is_no_longer_wished(
    windows: Windows, home: House, disk: list[Path], then: str
) -> None:
    page = windows.form()
    asked: list[str] = []

    def busy(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503, json={"text": "busy"})

    page.route("**/clean", busy)
    page.clock.install()
    arrive(page)
    choose(page, disk[:1])
    expect(page.get_by_text("Yours wait for their turn.")).to_be_visible()
    page.clock.fast_forward(5_000)
    if then == "as it is":
        page.get_by_label("What shall we do with this file?").select_option("Seal it as it is")
    else:
        page.get_by_role("button", name="Remove").click()
    page.wait_for_timeout(200)
    before = len(asked)
    page.clock.fast_forward(60_000)
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    rosa.words(page)
    assert len(asked) == before
    assert home.open_as("ada", "headline")["files"] == (1 if then == "as it is" else 0)


def test_who_changes_their_mind_while_it_is_cleaned_gets_it_cleaned_all_the_same(
    windows: Windows, disk: list[Path]
) -> None:
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    held: list[Route] = []
    page.route("**/clean", lambda route: route.continue_() if held else held.append(route))  # the first hangs
    arrive(page)
    with page.expect_request("**/clean"):
        choose(page, disk[:1])
    at_once = """select => ["as-is", "clean"].forEach(way => {
        select.value = way;
        select.dispatchEvent(new Event("change"));
    })"""
    page.get_by_label("What shall we do with this file?").evaluate(at_once)
    expect(page.locator(".told > li")).to_contain_text("Clean. Taken out: where it was taken", timeout=SLOW)


def test_what_is_sent_is_what_was_there_when_the_button_was_pressed(
    windows: Windows, home: House, disk: list[Path]
) -> None:
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    arrive(page)
    page.locator("summary", has_text="Screenshots, photos, documents").click()
    page.locator('[name=files_as][value="as-is"]').check()
    choose(page, disk[:1])
    page.fill("#what_happened", "He followed me.")

    def meanwhile(route: Route) -> None:
        page.evaluate("document.querySelector('[name=files_as][value=clean]').click()")
        page.evaluate("document.querySelector('[data-act=remove]').click()")
        route.continue_()

    page.route("**/sealed", meanwhile)
    rosa.press(page)
    rosa.words(page)
    told = page.locator("section", has=page.get_by_role("heading", name="Your files"))
    expect(told).to_contain_text("Sealed as “file-1.jpg”. As it is: nothing was taken out.")
    assert home.open_as("ada", "report")["manifest"][2]["cleaned"] is False


def test_what_is_empty_or_too_much_is_not_sent_and_that_is_said(windows: Windows, home: House) -> None:
    page = windows.form()
    arrive(page)
    page.locator("summary", has_text="Screenshots, photos, documents").click()
    page.locator('[name=files_as][value="as-is"]').check()
    each = [{"name": f"{at}.txt", "mimeType": "text/plain", "buffer": b"x" if at else b""} for at in range(11)]
    page.locator("#files").set_input_files(each)
    expect(page.locator(".told > li").nth(10)).to_contain_text("It does not fit.")
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    rosa.words(page)
    lines = page.locator("section", has=page.get_by_role("heading", name="Your files")).locator("li")
    expect(lines.nth(0)).to_contain_text("Not sent. This file is empty.")
    expect(lines.nth(1)).to_contain_text("Sealed as “file-1.txt”.")
    expect(lines.nth(10)).to_contain_text("Not sent. It does not fit.")
    assert home.open_as("ada", "headline")["files"] == 9


@pytest.mark.parametrize("ticked", [False, True])
def test_what_was_to_stay_in_the_browser_goes_to_the_server_only_when_it_is_ticked(
    watched: tuple[House, Windows, Wire], disk: list[Path], ticked: bool
) -> None:
    house, windows, wire = watched
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    page.route("**/clean", lambda route: route.abort())
    arrive(page)
    choose(page, [disk[0], disk[2]])
    listed = page.locator(".told > li")
    listed.nth(1).get_by_label("What shall we do with this file?").select_option("Seal it as it is")
    expect(listed.nth(1)).to_contain_text("It stays in your browser until it is sealed.")
    expect(listed.nth(0).get_by_role("button", name="Try again")).to_be_visible()
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    stays = page.get_by_role("alert").get_by_role("group", name="Not sent, unless you tick it.").get_by_role("checkbox")
    expect(stays).to_have_count(1)
    expect(stays).not_to_be_checked()
    assert faults(page) == []
    if ticked:
        page.get_by_label("Your file 2").check()
    page.get_by_role("button", name="Let our server seal it").click()
    rosa.words(page)
    assert b"He followed me." in wire.sent and disk[0].read_bytes() in wire.sent
    assert (disk[2].read_bytes() in wire.sent) is ticked
    report = house.open_as("ada", "report")
    assert [one["cleaned"] for one in report["manifest"][2:]] == ([True, False] if ticked else [True])
    assert not {"files_each", "files_stayed"} & set(report["answers"])
    told = page.locator("section", has=page.get_by_role("heading", name="Your files"))
    expect(told.get_by_text("Not sent. One file was to be sealed as it is")).to_have_count(0 if ticked else 1)


def test_when_all_files_were_to_stay_the_words_go_alone_and_the_page_says_so(
    windows: Windows, home: House, disk: list[Path]
) -> None:
    page = windows.form()
    page.add_init_script(BROKEN["no HKDF"])
    arrive(page)
    page.locator("summary", has_text="Screenshots, photos, documents").click()
    page.locator('[name=files_as][value="as-is"]').check()
    choose(page, [disk[0], disk[2]])
    expect(page.locator(".told > li").nth(1)).to_contain_text("It stays in your browser until it is sealed.")
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    expect(page.get_by_role("alert").get_by_role("checkbox")).to_have_count(2)
    resize(page, 320)
    assert page.evaluate(STICKS_OUT) == []
    page.get_by_role("button", name="Let our server seal it").click()
    rosa.words(page)
    told = page.locator("section", has=page.get_by_role("heading", name="Your files"))
    expect(told).to_contain_text("Not sent. 2 files were to be sealed as they are, and stayed in your browser.")
    assert home.open_as("ada", "headline")["files"] == 0


def test_the_field_and_what_is_told_of_files_are_for_everyone(windows: Windows, disk: list[Path]) -> None:
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    arrive(page)
    choose(page, disk)
    expect(page.locator(".told > li").nth(2)).to_contain_text("Clean.", timeout=SLOW)
    assert faults(page) == []
    resize(page, 320)
    assert page.evaluate(STICKS_OUT) == []
    resize(page, 1200)
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    rosa.words(page)
    assert faults(page) == []
    resize(page, 320)
    assert page.evaluate(STICKS_OUT) == []
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate(STICKS_OUT) == []
