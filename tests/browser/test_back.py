"""Rosa comes back with her twelve words, in a browser that opens by itself what the readers wrote."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from reporting.mailbox.desk_thread import DeskThread
from reporting.mailbox.receipt import Receipt
from tests.answers import Answering
from tests.browser import rosa
from tests.browser.sealing import arrive
from tests.browser.windows import Windows
from tests.browser.wire import Wire
from tests.cleaning.made import SECRETS, secretive
from tests.house import House, key_of


def reported(page: Page, home: House) -> tuple[str, Answering]:
    """Rosa's words, and Ada who can answer her."""
    arrive(page)
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    words = " ".join(rosa.words(page))
    (report_id,) = home.report_ids()
    return words, Answering(home, "ada", report_id)


def looks(page: Page, words: str) -> None:
    page.goto("/receipt")
    expect(page.get_by_text("Your words stay in it.")).to_be_visible()
    page.fill("#words", words)
    page.get_by_role("button", name="Show me where it stands").click()


def stands(page: Page) -> None:
    expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()


def messages(home: House) -> list[str]:
    with home.mailbox().read() as session:
        sealed = [
            one.sealed for one in DeskThread(session).messages(home.report_ids()[0]) if one.direction == "to-readers"
        ]
    return [key_of("ben").identity.open(one).decode() for one in sealed]


def test_neither_words_nor_answers_nor_what_she_writes_cross_the_wire(watched: tuple[House, Windows, Wire]) -> None:
    home, windows, wire = watched
    page = windows.form()
    words, ada = reported(page, home)
    ada.send(1, "Thank you. It was canary hall?")
    looks(page, words)
    expect(page.locator(".letters li")).to_contain_text("It was canary hall?")
    expect(page.locator(".letters li")).to_contain_text("Monday 23 November 2026")
    page.fill("#text", "Yes, the canary hall.")
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    assert len(messages(home)) == 1 and "Yes, the canary hall." in messages(home)[0]
    sent, answered = wire.sent, wire.answered
    receipt = Receipt.from_words(words)
    assert receipt.locator.hex().encode() in sent, "the wire does not see everything"
    for secret in (b"canary hall", words.encode(), "+".join(words.split()).encode(), receipt.thread_key.hex().encode()):
        assert secret not in sent and secret not in answered
    assert page.title() == "Notes" and page.url.endswith("/receipt")
    assert words.split()[0] not in page.url and page.evaluate("JSON.stringify(history.state)") == "null"


def test_what_is_forged_or_gone_is_named_in_her_browser_too(home: House, windows: Windows) -> None:
    page = windows.form()
    words, ada = reported(page, home)
    ada.put(1, ada.sealed(1, "tell us who you are", thread_key=bytes(32)))
    ada.send(2, "This one is ours.")
    looks(page, words)
    expect(page.locator(".letters .warn")).to_contain_text("This is not from the readers.")
    expect(page.locator(".letters li").nth(1)).to_contain_text("This one is ours.")
    assert "tell us who you are" not in page.content()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abandon", "We count 1"),
        ("abandon abandom", "Word 2, “abandom”, is not on our list"),
        ("abandon " * 12, "do not belong together"),
        ("abandon " * 11 + "about", "We know no report under these words"),
    ],
)
def test_words_that_are_none_are_told_and_stay(home: House, windows: Windows, typed: str, said: str) -> None:
    page = windows.form()
    looks(page, typed)
    expect(page.locator(".again")).to_contain_text(said)
    assert page.input_value("#words").split() == typed.split()


def test_shouted_and_shortened_words_are_understood(home: House, windows: Windows) -> None:
    page = windows.form()
    words, _ = reported(page, home)
    looks(page, "-".join(word[:4].upper() for word in words.split()))
    stands(page)


def test_she_takes_it_back_without_typing_the_words_again(home: House, windows: Windows) -> None:
    page = windows.form()
    words, _ = reported(page, home)
    looks(page, words)
    stands(page)
    page.get_by_role("button", name="Take my report back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you want to take it back?")
    page.get_by_role("button", name="No, leave it as it is").click()
    stands(page)
    page.get_by_role("button", name="Take my report back").click()
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.locator("main")).to_contain_text("Nobody has opened your report")
    expect(page.locator("#text")).to_have_count(0)


def has_written(windows: Windows, home: House) -> Page:
    """She came back, and what she adds is not sent yet."""
    page = windows.form()
    words, _ = reported(page, home)
    looks(page, words)
    stands(page)
    page.fill("#text", "It was the small hall.")
    return page


def test_a_message_whose_answer_was_lost_is_sent_again_and_stored_once(home: House, windows: Windows) -> None:
    page = has_written(windows, home)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/sealed", lose, times=1)
    page.get_by_role("button", name="Seal and send").click()
    expect(page.locator(".again")).to_contain_text("we do not know whether it arrived")
    assert page.input_value("#text") == "It was the small hall."
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    assert len(messages(home)) == 1


def test_what_went_well_does_not_look_like_what_went_wrong(home: House, windows: Windows) -> None:
    page = has_written(windows, home)
    page.get_by_role("button", name="Seal and send").click()
    told = page.get_by_role("status").filter(has_text="It is sealed and sent")
    expect(told).to_be_focused()
    accent = page.get_by_role("link", name="Guidelines").evaluate("link => getComputedStyle(link).color")
    expect(told).to_have_css("border-top-color", accent)


def test_on_paper_stand_the_letters_and_not_what_can_be_pressed(home: House, windows: Windows) -> None:
    page = windows.form()
    words, ada = reported(page, home)
    ada.send(1, "Thank you.")
    looks(page, words)
    expect(page.locator(".letters li")).to_contain_text("Thank you.")
    page.emulate_media(media="print")
    expect(page.locator(".letters li")).to_be_visible()
    for empty in ("#text", "#files", "form"):
        expect(page.locator(empty).first).to_be_hidden()
    expect(page.get_by_role("heading", name="Take it back")).to_be_hidden()


@pytest.mark.parametrize("java_script", [True, False])
def test_all_twelve_words_are_in_sight_on_a_small_screen(home: House, windows: Windows, java_script: bool) -> None:
    page = windows.form(java_script=java_script, viewport={"width": 320, "height": 640})
    page.goto("/receipt")
    page.fill("#words", "piano korall will snack dutch general dolphin stone hurt symptom boat faculty")
    page.get_by_role("button", name="Show me where it stands").click()
    expect(page.locator(".again")).to_contain_text("Word 2, “korall”, is not on our list.")
    box = page.locator("#words").evaluate("words => [words.scrollHeight, words.clientHeight]")
    assert box[0] <= box[1], "the word that is wrong may be out of sight"


def test_an_empty_message_is_not_sent(home: House, windows: Windows) -> None:
    page = windows.form()
    words, _ = reported(page, home)
    looks(page, words)
    stands(page)
    page.locator("#text").evaluate("field => field.removeAttribute('required')")
    page.get_by_role("button", name="Seal and send").click()
    expect(page.locator(".again")).to_contain_text("There is nothing written yet")
    assert messages(home) == []


def test_without_javascript_the_page_says_where_it_is_opened(home: House, windows: Windows) -> None:
    words, ada = reported(windows.form(), home)
    ada.send(1, "Thank you.")
    page = windows.form(java_script=False)
    page.goto("/receipt")
    expect(page.get_by_text("Because JavaScript is off")).to_be_visible()
    page.fill("#words", words)
    page.get_by_role("button", name="Show me where it stands").click()
    expect(page.locator(".letters li")).to_contain_text("Thank you.")
    expect(page.get_by_text("opened in our server’s memory")).to_be_visible()
    assert not re.search(r"data-sealed", page.content())


def test_a_browser_that_cannot_seal_says_so_and_loses_nothing(home: House, windows: Windows) -> None:
    page = has_written(windows, home)
    page.evaluate("() => { crypto.getRandomValues = () => { throw new Error('no randomness'); }; }")
    page.get_by_role("button", name="Seal and send").click()
    expect(page.locator(".again")).to_contain_text("Your browser could not do this")
    assert page.input_value("#text") == "It was the small hall." and messages(home) == []


def test_files_come_along_when_she_writes_again_and_one_as_it_is_leaves_her_browser_sealed(
    watched: tuple[House, Windows, Wire],
) -> None:
    home, windows, wire = watched
    page = windows.form()
    page.context.set_default_timeout(60_000)  # the first file waits until the box stands
    words, _ = reported(page, home)
    looks(page, words)
    stands(page)
    page.locator("summary", has_text="Screenshots, photos, documents").click()
    page.get_by_label("Seal them as they are").check()
    page.set_input_files("#files", {"name": "Rosa.txt", "mimeType": "text/plain", "buffer": b"canary as it is"})
    page.get_by_label("What shall we do with this file?").select_option("Seal it as it is")
    page.locator('[name=files_as][value="clean"]').check()
    page.set_input_files("#files", {"name": "Rosa.jpg", "mimeType": "image/jpeg", "buffer": secretive("JPEG")})
    listed = page.locator(".told > li")
    expect(listed.nth(0)).to_contain_text("It stays in your browser until it is sealed.")
    expect(listed.nth(1)).to_contain_text("Clean. Taken out: where it was taken")
    page.fill("#text", "Here they are.")
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    expect(page.locator(".again li").nth(0)).to_contain_text("Sealed as “file-1.txt”. As it is")
    expect(page.locator(".again li").nth(1)).to_contain_text("Sealed as “file-2.jpg”. Taken out: where it was taken")
    assert '"part":"file-2"' in messages(home)[0]
    assert key_of("ben").identity.open(home.file("file-1")).rstrip(b"\0") == b"canary as it is"
    cleaned = key_of("ada").identity.open(home.file("file-2"))
    assert cleaned.startswith(b"\xff\xd8") and not any(secret.encode() in cleaned for secret in SECRETS)
    assert home.file("file-1") in wire.sent and b"canary as it is" not in wire.sent and b"Rosa." not in wire.sent


def test_a_file_that_cannot_be_looked_at_keeps_her_message_until_it_is_gone(home: House, windows: Windows) -> None:
    page = windows.form()
    words, _ = reported(page, home)
    page.route("**/clean", lambda route: route.abort())
    looks(page, words)
    stands(page)
    page.locator("summary", has_text="Screenshots, photos, documents").click()
    page.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Dear Ada"})
    page.fill("#text", "Here it is.")
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("alert")).to_contain_text("One of your files could not be looked at")
    assert page.input_value("#text") == "Here it is." and messages(home) == []
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    assert len(messages(home)) == 1
