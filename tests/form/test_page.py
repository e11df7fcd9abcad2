"""The empty page: what it asks, what it says first, and that nothing comes with it."""

import base64
import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from reporting.form.forms import HONEYPOT
from reporting.form.module import NotBuilt, Script
from tests.form.browser import Browser, Page

OFFERED = {
    "readers": ["both", "not-ada", "not-ben", "neither"],
    "risk": ["danger", "ongoing", "no", "unsure"],
    "tell_today": ["yes"],
    "kind": ["disrespect", "harassment", "privacy", "promotion", "law", "other"],
    "involvement": ["me", "saw", "told", "behalf", ""],
    "exposure": ["yes", "maybe", "no", ""],
    "act_without_me": ["ask-first", "yes"],
    "quote_me": ["no", "yes"],
    "files_as": ["clean", "flatten", "as-is"],
}
PICKED = {
    "where": ["", "live-event", "online-event", "forum", "private-message", "elsewhere"],
    "when": ["", "days", "week", "month", "earlier", "unsure"],
}
TEXTS = {"what_happened", "where_named", "who", "others", "limits", "links", "earlier", "contact"}
HIDDEN = {"token", "receipt_entropy", "guidelines", HONEYPOT}
OPEN = {"readers", "what_happened", "risk", "contact"}


@pytest.fixture
def page(rosa: Browser) -> Page:
    return rosa.get()


def test_it_asks_what_pages_md_lists_and_nothing_else(page: Page) -> None:
    names = {attrs["name"] for tag in ("input", "textarea", "select") for attrs in page.all(tag) if "name" in attrs}
    assert names == set(OFFERED) | set(PICKED) | TEXTS | HIDDEN | {"files"}
    (chosen,) = [attrs for attrs in page.all("input") if attrs["name"] == "files"]
    assert chosen["type"] == "file" and "multiple" in chosen and "accept" not in chosen
    for name, values in OFFERED.items():
        assert [attrs["value"] for attrs in page.all("input") if attrs["name"] == name] == values
    beside_a_file = OFFERED["files_as"]  # without a name, and only where there is a script
    assert [attrs["value"] for attrs in page.all("option")] == PICKED["where"] + PICKED["when"] + beside_a_file


def test_what_is_set_before_anybody_touches_it(page: Page) -> None:
    preset = {name: value for name, value in page.fields.items() if value and name not in HIDDEN}
    assert preset == {"readers": "both", "act_without_me": "ask-first", "quote_me": "no", "files_as": "clean"}
    assert [attrs["name"] for attrs in page.all("textarea") if "required" in attrs] == ["what_happened"]


def test_all_but_four_questions_are_folded_away(page: Page) -> None:
    depth, shown = 0, set()
    for piece in re.findall(r"<details[^>]*>|</details>|<(?:input|textarea|select)[^>]*>", page.html):
        depth += piece.startswith("<details") - piece.startswith("</details")
        assert "open" not in piece if piece.startswith("<details") else True
        if not depth and (name := re.search(r' name="(\w+)"', piece)):
            shown.add(name[1])
    assert shown - HIDDEN == OPEN


def test_beside_danger_it_is_said_who_else_learns_of_that_answer(page: Page) -> None:
    beside = page.html.partition('value="danger"')[2].partition("</label>")[0]
    assert "whoever runs this server can see that it is urgent" in beside


def test_what_stands_above_the_first_question(page: Page) -> None:
    before = " ".join(re.sub(r"<[^>]+>", " ", page.html.partition("<form")[0]).split())
    assert '<p data-how="browser" hidden><b>In your browser.</b>' in page.html, "only the script knows that it is so"
    for said in (
        "Please call 112 first",
        "Ada Lindqvist , ethics board",
        "Ben Okafor",
        "Neither of them runs our spaces",
        "we will not try to find out",
        "On our server, because JavaScript is off or our script did not come.",
        "In your browser.",
        "Our guidelines of 3 March 2026",
        "Leave this page quickly",
        "Box 112, Larkfield",
        "What we cannot do",
    ):
        assert said in before, said
    assert 'href="https://weather.example/" rel="noreferrer"' in page.html


def test_each_choice_of_readers_says_who_takes_the_place(page: Page) -> None:
    assert "Ben Okafor reads it. Ines Duarte (past president) takes the place of Ada Lindqvist." in page.text
    assert "Ines Duarte (past president) and Kofi Mensah read it instead." in page.text
    assert "Whoever runs this server can see which of these you choose." in page.text


@pytest.mark.parametrize(
    ("people", "values", "said"),
    [
        (("ada", "ben", "ines", "olu"), ["both", "not-ada", "not-ben"], "Ines Duarte (past president) takes the place"),
        (("ada", "ben", "olu"), ["both", "not-ada", "not-ben"], "Ben Okafor reads it. Nobody else does."),
    ],
)
def test_neither_is_offered_only_with_two_alternates(
    with_people: Callable[..., Flask], people: tuple[str, ...], values: list[str], said: str
) -> None:
    page = Browser(with_people(*people)).get()
    assert [attrs["value"] for attrs in page.all("input") if attrs["name"] == "readers"] == values
    assert said in page.text


def test_words_that_have_no_place_here(page: Page) -> None:
    for word in (
        "allegation",
        "victim",
        "perpetrator",
        "evidence",
        "are you sure",
        "nobody can ever",
        "metadata",
        "upload",
    ):
        assert word not in page.text.lower(), word
    assert "*" not in page.text


def test_one_request_and_few_bytes(rosa: Browser) -> None:
    page = rosa.get()
    loads = [attrs.get("src") or attrs.get("href") for tag in ("script", "img", "link") for attrs in page.all(tag)]
    assert [load for load in loads if load] == ["/form.js", "data:,"]
    (script,) = page.all("script")
    assert script["type"] == "module", "it waits until the page can be used"
    assert "url(" not in page.html
    assert "@import" not in page.html
    wire = rosa.get(Accept_Encoding="gzip, br").headers
    assert wire["Content-Encoding"] == "gzip"
    assert int(wire["Content-Length"]) + len(str(wire)) <= 14_000


def test_the_style_sheet_is_the_one_that_the_policy_names(page: Page) -> None:
    sheet = re.findall(r"<style>(.*?)</style>", page.html, re.DOTALL)
    assert len(sheet) == 1
    digest = base64.b64encode(hashlib.sha256(sheet[0].encode()).digest()).decode()
    policy = page.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "script-src 'self'; connect-src 'self'" in policy
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy
    assert not any("style" in attrs for _, attrs in page.tags)
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)


def test_the_script_is_the_one_that_the_page_names(rosa: Browser, page: Page) -> None:
    (script,) = page.all("script")
    sizes = {}
    for coding, unpack in (("", bytes), ("gzip", gzip.decompress), ("br", None)):
        answer = rosa.load("/form.js", {"Accept-Encoding": coding})
        assert answer.headers.get("Content-Encoding", "") == coding
        assert answer.headers["Cache-Control"] == "no-store", "nothing is kept on the device"
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Vary"] == "Accept-Encoding"
        sizes[coding] = len(answer.data)
        if unpack:
            digest = base64.b64encode(hashlib.sha256(unpack(answer.data)).digest()).decode()
            assert script["integrity"] == f"sha256-{digest}"
    assert sizes["br"] < sizes["gzip"] < 60_000


def test_a_page_that_comes_back_from_our_server_goes_on_there(rosa: Browser) -> None:
    """The words have crossed it already, under a receipt that it made: a second one would make a second report."""
    again = rosa.write(what_happened="")
    assert again.status == 400
    assert not again.all("script")
    assert "It is sealed on our server" in again.text


def test_a_form_without_its_script_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match=r"form\.js is missing"):
        Script.load("form", tmp_path)


def test_the_trap_is_out_of_reach_for_people_and_for_autofill(page: Page) -> None:
    (trap,) = (attrs for attrs in page.all("input") if attrs["name"] == HONEYPOT)
    assert trap["tabindex"] == "-1"
    assert trap["autocomplete"] == "off"
    assert 'class="away" aria-hidden="true"' in page.html
    assert HONEYPOT not in {"website", "email", "name", "phone", "url", "address", "subject"}


def test_each_page_has_its_own_token_and_its_own_receipt(rosa: Browser) -> None:
    first, second = rosa.get().fields, rosa.get().fields
    assert first["token"] != second["token"]
    assert first["receipt_entropy"] != second["receipt_entropy"]
    assert len(base64.urlsafe_b64decode(first["receipt_entropy"] + "==")) == 16


def test_titles_tell_a_shoulder_nothing(rosa: Browser) -> None:
    assert "<title>Guidelines – Larkfield</title>" in rosa.get().html
    assert "<title>Notes</title>" in rosa.write(what_happened="He did it again.").html
    assert "<title>Notes</title>" in rosa.get("/receipt").html


COLOURS_FOR_THE_DARK = re.compile(
    r"@media[^{]*prefers-color-scheme: dark\)\s*\{\s*:root\s*\{(?:\s*--[a-z-]+:\s*#[0-9a-f]+;)+\s*\}\s*\}"
)


def test_the_dark_has_other_colours_and_nothing_else() -> None:
    """So what a page is made of is looked at in the light alone (tests/browser/measure.py)."""
    root, found = Path(__file__).parents[2], 0
    for sheet in (*root.glob("reporting/templates/**/*.css"), *root.glob("browser/[dfs]*/*.css")):
        text = sheet.read_text(encoding="utf-8")
        asked = text.count("prefers-color-scheme")
        assert len(COLOURS_FOR_THE_DARK.findall(text)) == asked, sheet
        found += asked
    assert found
