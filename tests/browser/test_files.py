"""Files in a real browser, with JavaScript and without: chosen, cleaned, sealed, told what became of each."""

import hashlib
import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from reporting.cleaning import FileType, pdf
from reporting.cleaning.sniff import sniff
from tests.browser import rosa
from tests.browser.files import SLOW, choose, rosas_disk
from tests.browser.measure import STICKS_OUT, faults, resize
from tests.browser.sealing import arrive
from tests.browser.windows import Windows
from tests.browser.wire import recorded
from tests.cleaning.made import SECRETS, picture
from tests.cleaning.made import saved as encoded
from tests.house import House, build, key_of
from tests.ports import free_port

disk = rosas_disk


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
