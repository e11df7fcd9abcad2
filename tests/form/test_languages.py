"""Every page in every language: no English left, and nothing that a translation breaks."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO

import pytest
from babel.messages import Catalog
from flask import Flask
from werkzeug.datastructures import MultiDict

from reporting.form import problems, told
from reporting.form.languages import LANGUAGES, Sentence, speaking
from reporting.form.refusals import KINDS
from reporting.intake import Told
from tests import sentences
from tests.attachments import picture
from tests.form.browser import Browser, Page
from tests.form.mailbox import Stored
from tests.form.translated import OTHERS, SAME_IN_ALL, all_sentences

source = all_sentences

PAGES = ("/", "/receipt", "/guidelines", "/guidelines/2026-03-03", "/safety", "/mirror")


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_every_page_answers_in_every_language(tag: str, path: str, rosa: Browser) -> None:
    language = LANGUAGES[tag]
    page = rosa.get(language.prefix + path)
    assert page.status == (404 if path == "/nowhere" else 200)
    (html,) = page.all("html")
    assert html == {"lang": tag, "dir": "rtl" if tag == "ar" else "ltr"}
    asked = [*page.all("a"), *page.all("form"), *page.all("script"), *page.all("button")]
    named = [one.get(name) for one in asked for name in ("href", "action", "src", "formaction")]
    ours = [address for address in named if address and address.startswith("/")]
    elsewhere = [str(one["href"]) for one in page.all("a") if one.get("hreflang")]
    assert len(elsewhere) == (0 if path == "/nowhere" else len(OTHERS))
    assert set(elsewhere) <= {other.prefix + path for other in LANGUAGES.values()}
    assert ours
    for address in set(ours) - set(elsewhere):
        assert address.startswith(f"{language.prefix}/"), address
        assert rosa.load(address.partition("#")[0], {}).status_code in (200, 405), address


@pytest.mark.parametrize("path", ["/xx/", "/xx/receipt", "/en/", "/en/receipt", "/fr/de/", "/fr/fr/receipt", "/FR/"])
def test_no_other_language_is_known(path: str, rosa: Browser) -> None:
    assert rosa.get(path).status == 404


def test_without_its_last_stroke_a_language_leads_to_its_first_page(rosa: Browser) -> None:
    for tag in OTHERS:
        found = rosa.load(f"/{tag}", {})
        assert (found.status_code, found.headers["Location"]) == (302, f"/{tag}/")
        assert "Set-Cookie" not in found.headers
    assert rosa.get("/en").status == rosa.get("/fr/de/x").status == 404


def test_nothing_but_the_path_says_which_language(rosa: Browser) -> None:
    plain = rosa.get("/receipt")
    asked = rosa.get("/receipt", Accept_Language="ar, fr;q=0.9", Cookie="language=de; lang=de")
    assert plain.html == asked.html
    assert "Accept-Language" not in plain.headers.get("Vary", "")


class Texts(HTMLParser):
    """Each stretch of text that a page shows or speaks, but for what is marked as being in another language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._open: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        elsewhere = tag in ("style", "script") or (tag != "html" and "lang" in given)
        self.found |= {given[name] or "" for name in ("aria-label", "alt", "data-title") if name in given}
        if tag not in ("meta", "link", "input", "img", "br", "path", "circle"):
            self._open.append(elsewhere or any(self._open))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "link", "input", "img", "br", "path", "circle"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self.found.add(" ".join(data.split()))


def english_texts(source: Catalog) -> set[str]:
    """What stands between the marks of English sentences; single words may be the same in two languages."""
    texts = set()
    for message in source:
        for english in message.id if isinstance(message.id, tuple) else (message.id,):
            texts |= {part.strip(" .,:") for part in re.split(r"<[^>]*>|%\(\w+\)s", english)}
    return {text for text in texts if text and text not in SAME_IN_ALL and len(text) > 1}


@pytest.mark.parametrize("tag", OTHERS)
def test_no_english_is_left_on_a_page(tag: str, rosa: Browser, source: Catalog) -> None:
    english = english_texts(source)
    same = {text for text in english if _same(tag, text)}
    for path in PAGES:
        shown = {text.strip(" .,:") for text in Texts(rosa.get(f"/{tag}{path}").html).found}
        assert not shown & (english - same), path
        assert len(shown) > 8
    assert {text.strip(" .,:") for text in Texts(rosa.get("/").html).found} & english, "the test finds English at all"


def _same(tag: str, text: str) -> bool:
    message = sentences.translated(tag).get(text)
    return message is not None and message.string == text


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_first_view_is_small_in_every_language(tag: str, rosa: Browser) -> None:
    for path in ("/", "/receipt"):
        answer = rosa.load(LANGUAGES[tag].prefix + path, {"Accept-Encoding": "gzip"})
        headers = sum(len(name) + len(value) + 4 for name, value in answer.headers)
        assert len(answer.get_data()) + headers <= 14_000


@pytest.mark.parametrize("tag", OTHERS)
def test_the_whole_way_without_javascript(tag: str, rosa: Browser, stored: Callable[[], Stored]) -> None:
    page = rosa.get(f"/{tag}/")
    sent = rosa.fill(page, what_happened="حدث هذا. Über é.", who="x", act_without_me="yes", kind=["harassment"])
    thanks = rosa.attach_to(f"/{tag}/", sent, picture(), b"MZ" + bytes(100), b"")
    words = thanks.receipt
    assert len(words.split()) == 12
    in_this(tag, thanks)
    says(tag, thanks, "It is sealed and stored.", "Your twelve words", "Two days to come back", "Not sent.")
    says(tag, thanks, "We do not take programs.", "Send a screenshot of what it shows.", "This file is empty.")
    assert dates_of(tag) <= set(re.findall(r"<time[^>]*>([^<]+)", thanks.html))
    assert f"localhost/{tag}/receipt" in thanks.text
    assert stored().opened("report", "ada")["answers"]["kind"] == ["harassment"], "values are the same in all languages"

    there = rosa.post({"words": words}, f"/{tag}/receipt")
    in_this(tag, there)
    says(tag, there, "It is here, and not yet read", "Where it stands", "Take it back")
    added = rosa.post(rosa.fill(there, text="وأيضًا", words=words), f"/{tag}/receipt/message")
    says(tag, added, "It is sealed and sent")
    asked = rosa.post({"words": words}, f"/{tag}/receipt/withdraw")
    says(tag, asked, "Do you want to take it back?")
    gone = rosa.post({**asked.fields, "sure": "yes"}, f"/{tag}/receipt/withdraw")
    in_this(tag, gone)
    says(tag, gone, "You took it back")


def in_this(tag: str, page: Page) -> None:
    """A page of that language, whose every link stays in it and offers no other: it would not have what was typed."""
    assert page.status == 200
    assert page.all("html")[0]["lang"] == tag
    addresses = [str(one.get("href") or one.get("action")) for one in [*page.all("a"), *page.all("form")]]
    assert all(one.startswith(f"/{tag}/") for one in addresses if one.startswith("/"))
    assert not [one for one in page.all("a") if one.get("hreflang")]


def says(tag: str, page: Page, *english: str) -> None:
    translations = sentences.translated(tag)
    for sentence in english:
        said = translations.get(sentence).string
        assert " ".join(said.split()) in page.text, f"{sentence}: {page.text}"
        assert sentence not in page.text


def dates_of(tag: str) -> set[str]:
    return {
        "fr": {"lundi 30 novembre 2026", "dimanche 28 février 2027"},
        "de": {"Montag, 30. November 2026", "Sonntag, 28. Februar 2027"},
        "ar": {"الاثنين، 30 نوفمبر 2026", "الأحد، 28 فبراير 2027"},
    }[tag]


@pytest.mark.parametrize("tag", OTHERS)
def test_refusals_are_in_the_language_of_the_page(tag: str, rosa: Browser) -> None:
    page = rosa.get(f"/{tag}/")
    again = rosa.post(rosa.fill(page, what_happened="", who="x" * 10_001), f"/{tag}/")
    assert again.status == 400
    says(tag, again, "Please look at this again", "This needs an answer. A few words are enough.")
    grouped = {"fr": "10\u202f001", "de": "10.001", "ar": "10,001"}[tag]
    assert grouped in again.html
    asked = rosa.post({"words": "one two"}, f"/{tag}/receipt")
    says(tag, asked, "Please look at the words again")
    assert "“one”" not in asked.text and "one" in asked.text
    assert rosa.post(rosa.fill(page, what_happened="x"), f"/{tag}/", Sec_Fetch_Site="cross-site").status == 403
    says(tag, rosa.post({}, f"/{tag}/", Sec_Fetch_Site="cross-site"), "This did not come from our page")
    says(tag, rosa.get(f"/{tag}/nowhere"), "There is no such page")
    says(tag, rosa.raw(b"--x", "multipart/form-data; boundary=x", f"/{tag}/"), "What reached us was not whole")


@pytest.mark.parametrize("tag", OTHERS)
def test_what_scripts_are_answered_is_in_the_language_of_the_page(tag: str, app: Flask, rosa: Browser) -> None:
    client = app.test_client(use_cookies=False)
    headers = {"Sec-Fetch-Site": "same-origin"}
    translations = sentences.translated(tag)
    refused = client.post(f"/{tag}/sealed", data={}, headers=headers)
    assert refused.status_code == 400
    assert refused.get_json()["title"] == translations.get(problems.NOT_SEALED.title).string
    token = rosa.get(f"/{tag}/").fields["token"]
    file = {"token": token, "files": (BytesIO(b"MZ" + bytes(100)), "x")}
    answer = client.post(f"/{tag}/clean", data=file, headers=headers)
    assert answer.status_code == 422
    wanted = ("We do not take programs.", "Send a screenshot of what it shows.")
    assert answer.get_json()["text"] == " ".join(translations.get(one).string for one in wanted)
    for path in ("/form.js", "/back.js", "/recipients.txt", "/healthz"):
        assert client.get(f"/{tag}{path}").data == client.get(path).data


@pytest.mark.parametrize("tag", LANGUAGES)
def test_whatever_was_taken_out_of_a_file_is_told_in_every_language(tag: str) -> None:
    """Any number of kinds: what CLDR knows of lists differs from language to language, and Babel's copy has holes."""
    with speaking(LANGUAGES[tag]):
        for count in range(len(KINDS) + 1):
            said = told.line(Told(240_000, name="file-1.jpg", removed=tuple(KINDS)[:count]), 1).text
            assert all(str(kind) in said for kind in list(KINDS.values())[:count])
        assert said.count(",") + said.count("،") + said.count("\u2068") >= count - 2


def test_the_communitys_own_words_are_marked_as_english(rosa: Browser) -> None:
    text = [one for one in rosa.get("/ar/guidelines").all("div") if one.get("class") == "text"]
    assert text == [{"class": "text", "lang": "en", "dir": "ltr"}]
    assert [one for one in rosa.get("/guidelines").all("div") if one.get("class") == "text"] == [{"class": "text"}]


@pytest.mark.parametrize("tag", OTHERS)
def test_the_twelve_words_stay_english_and_the_page_says_so(tag: str, rosa: Browser) -> None:
    page = rosa.get(f"/{tag}/")
    thanks = rosa.post(rosa.fill(page, what_happened="x"), f"/{tag}/")
    says(tag, thanks, "The words are English in every language.")
    lists = [one for name, one in thanks.tags if name in ("ol", "p") and one.get("class") in ("words", "line")]
    assert [(one["lang"], one["dir"], one["translate"]) for one in lists] == [("en", "ltr", "no")] * 2
    (typed,) = [one for one in rosa.get(f"/{tag}/receipt").all("textarea") if one["name"] == "words"]
    assert (typed["lang"], typed["dir"], typed["translate"]) == ("en", "ltr", "no")


def test_a_sentence_is_escaped_like_any_other_text(app: Flask) -> None:
    with app.test_request_context("/"):
        shown = app.jinja_env.from_string("{{ said }}").render(said=Sentence("a < b & “c”"))
    assert shown == "a &lt; b &amp; “c”"


def test_what_a_stranger_typed_is_escaped_in_every_language(rosa: Browser) -> None:
    for tag in LANGUAGES:
        typed = MultiDict([("words", "<b>x</b> " * 12)])
        page = rosa.post(typed, f"{LANGUAGES[tag].prefix}/receipt")
        assert page.status == 400 and "<b>x" not in page.html
