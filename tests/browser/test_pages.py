"""The pages that ask nothing, as somebody reads them: what the server got from that browser, and staying safe."""

import base64
import hashlib

import pytest
from playwright.sync_api import expect

from tests.browser.windows import Windows
from tests.house import House

BOTH = pytest.mark.parametrize("java_script", [True, False], ids=["with JavaScript", "without"])


@BOTH
def test_the_mirror_shows_all_that_this_browser_sent_and_nothing_of_it_is_kept(
    windows: Windows, home: House, java_script: bool
) -> None:
    page = windows.form(
        java_script=java_script,
        user_agent="Rosas-own-browser/7",
        locale="fr-CA",
        extra_http_headers={"X-Odd": "<b>canary</b>"},
    )
    page.goto("/safety")
    with page.expect_response("**/mirror") as answered:
        page.get_by_role("main").get_by_role("link", name="What this server got from you").click()
    shown = dict(
        zip(page.locator(".got dt").all_inner_texts(), page.locator(".got .key").all_inner_texts(), strict=True)
    )
    assert shown.pop("The request itself") == "GET /mirror"
    assert shown.pop("Network address") == "127.0.0.1"
    sent = {name.lower(): value for name, value in answered.value.request.all_headers().items() if name[0] != ":"}
    assert {name.lower(): value for name, value in shown.items()} == sent
    assert (sent["user-agent"], sent["x-odd"]) == ("Rosas-own-browser/7", "<b>canary</b>")
    assert sent["accept-language"].startswith("fr-CA")
    expect(page.get_by_text("which browser and which system you use")).to_be_visible()
    expect(page.locator("main .lead")).to_contain_text("We keep none of it.")
    for file in home.folder.rglob("*"):
        assert not file.is_file() or b"Rosas-own-browser" not in file.read_bytes(), file


@BOTH
def test_staying_safe_is_read_from_whom_one_fears_and_its_links_lead_where_they_say(
    windows: Windows, java_script: bool
) -> None:
    page = windows.form(java_script=java_script)
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Staying safe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Staying safe")
    heard = page.get_by_role("heading", level=2).all_inner_texts()
    assert heard[:3] == [
        "Someone who can use or see your device",
        "Someone who runs the network, or this server",
        "Someone who may read your report or hear of it",
    ]
    expect(page.locator("main")).to_contain_text("On a public device, close the window when you are done.")
    expect(page.locator("#leave + p")).to_contain_text("The button takes you to an empty page at once.")
    expect(page.locator("main")).to_contain_text("It does not take our pages out of your history.")
    expect(page.get_by_text(windows.form_origin, exact=True)).to_be_visible()
    for script in ("form.js", "back.js"):
        digest = hashlib.sha256(page.request.get(f"/{script}").body()).digest()
        expect(page.locator("main")).to_contain_text(f"sha256-{base64.b64encode(digest).decode()}")
    for place in ("leave", "page", "help", "network"):
        page.goto(f"/safety#{place}")
        expect(page.locator(f"#{place}")).to_be_in_viewport()
    page.goto("/safety#page")
    page.get_by_role("link", name="recipients.txt").click()
    expect(page.locator("body")).to_contain_text("age1pq1")
