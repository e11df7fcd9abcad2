"""Promise 20 by ear: what the browser tells a screen reader of our pages, in English and in Arabic, in their order."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import sentences
from tests.answers import Answering
from tests.browser import rosa
from tests.browser.heard import CONTROLS, Heard, heard_on
from tests.browser.windows import Windows
from tests.house import House

Say = Callable[[str], str]
QUESTIONS = (
    ("group", "Who should read this?", "Needs an answer. If it is about one of them"),
    ("textbox", "What happened?", "Needs an answer. In your own words"),
    ("group", "Is it still going on, or is anyone at risk?", "Optional. It helps us choose what to read first."),
    ("group", "What is it about?", "Optional. Choose as many as fit."),
    ("combobox", "Where did it happen?", "Optional."),
    ("textbox", "Which event or space?", "Optional."),
    ("combobox", "Roughly when?", "Optional."),
    ("textbox", "Who did it?", "Optional. Names, handles, or what they look like."),
    ("group", "Did it happen to you?", "Optional."),
    ("textbox", "Does anyone else know?", "Optional. For example somebody you told, or who was there too."),
    ("group", "If we act, could someone guess it was you?", "Optional."),
    ("textbox", "Is there anything we must not do, or must ask you first?", "Optional."),
    ("group", "May we act without hearing from you again?", "Many people do not come back"),
    ("group", "May we show your words to the person?", "Someone who knows how you write could know you by them."),
    ("group", "What shall we do with them?", "For all files that you choose."),
    ("button", "Choose files", "Optional. Their names are dropped"),
    ("textbox", "Links", "Optional. One on each line."),
    ("textbox", "Did you tell us something before that belongs with this?", "Optional. Please do not"),
    ("textbox", "I wish to speak with you directly: how can we reach you?", "Optional. If you fill this in"),
    ("button", "Seal and send", ""),
)  # fmt: skip
"""Every question of the form in its order: what it is, its name, how what is said beside it begins."""
CHOICES = {
    "risk": ["Someone is in danger", "It is still going on", "No", "I am not sure"],
    "involvement": ["Yes, to me", "I saw or read it", "Someone told me", "I write for someone who asked me to"],
    "files_as": ["Clean them", "Clean them, and make pictures of the pages of PDFs", "Seal them as they are"],
}


@pytest.fixture(params=["en", "ar"])
def tag(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def say(tag: str) -> Say:
    """A sentence of ours in the language of the page; how one begins, in English, stands for all of it."""
    if tag == "en":
        return lambda text: text
    told = {str(one.id): str(one.string) for one in sentences.translated(tag) if isinstance(one.id, str)}

    def said(text: str) -> str:
        return told[text] if text in told else next(told[one] for one in told if text and one.startswith(text))

    return said


@pytest.fixture
def page(windows: Windows, tag: str) -> Page:
    """The form, everything unfolded, its script at work."""
    page = windows.form()
    page.goto("/" if tag == "en" else f"/{tag}/")
    expect(page.locator('[data-how="browser"]').first).to_be_visible()
    rosa.fill(page, {})
    return page


def all_named(heard: list[Heard]) -> None:
    assert [one for one in heard if one.role in CONTROLS and not one.name] == []


def test_every_question_is_heard_in_its_order_with_what_is_said_beside_it(page: Page, say: Say) -> None:
    heard = heard_on(page)
    all_named(heard)
    form = heard[next(at for at, one in enumerate(heard) if one.name == say("Who should read this?")) :]
    asked = [one for one in form if one.name and one.role in ("group", "textbox", "combobox", "button")]
    assert [(one.role, one.name) for one in asked] == [(role, say(name)) for role, name, _ in QUESTIONS]
    for one, (_role, name, beside) in zip(asked, QUESTIONS, strict=True):
        assert bool(one.description) == bool(beside), name
        assert not beside or one.description.startswith(say(beside)), name
        assert not one.invalid, name
    answers = [one.name for one in heard if one.role in ("radio", "checkbox")]
    for name, labels in CHOICES.items():
        first = next(at for at, one in enumerate(answers) if one.startswith(say(labels[0])))
        for label, one in zip(labels, answers[first:], strict=False):
            assert one == say(label) or one.startswith(f"{say(label)} "), name
    assert [one.name for one in heard if one.role == "DisclosureTriangle"][1].startswith(say("If it cannot wait"))


def test_an_error_summary_is_heard_at_once_and_what_is_wrong_beside_its_field(page: Page, say: Say) -> None:
    page.evaluate("document.forms[0].noValidate = true")
    rosa.fill(page, {"what_happened": "", "who": "x" * 10_001})
    page.locator(".send button").click()
    expect(page.get_by_role("alert")).to_be_focused()
    heard = heard_on(page)
    all_named(heard)
    at = next(at for at, one in enumerate(heard) if one.role == "alert")
    assert [(one.role, one.name) for one in heard[at + 1 : at + 4]] == [
        ("heading", say("Please look at this again")),
        ("link", say("What happened?")),
        ("link", say("Who did it?")),
    ]
    wrong = {one.name: one.description for one in heard if one.invalid}
    assert set(wrong) == {say("What happened?"), say("Who did it?")}
    assert say("This needs an answer. A few words are enough.") in wrong[say("What happened?")]
    assert say("Needs an answer. In your own words") in wrong[say("What happened?")]
    assert "10,001" in wrong[say("Who did it?")] and say("Optional. Names, handles") in wrong[say("Who did it?")]


def test_the_confirmation_and_where_it_stands(page: Page, say: Say, tag: str, home: House) -> None:
    rosa.fill(page, {"what_happened": "He waited for me."})
    page.locator(".send button").click()
    words = " ".join(rosa.words(page))
    expect(page.locator("h1")).to_be_focused()
    heard = heard_on(page)
    all_named(heard)
    assert [one.name for one in heard if one.role == "heading"] == [
        f"{say('Thank you.')} {say('It is sealed and stored.')}",
        *map(say, ("Your twelve words", "Two days to come back", "What happens next", "Someone to talk to")),
    ]
    assert [one.name for one in heard if one.role == "region"] == list(
        map(say, ("Your twelve words", "Two days to come back", "What happens next", "Someone to talk to"))
    )

    Answering(home, "ada", home.report_ids()[0]).send(1, "Thank you.")
    page.goto("/receipt" if tag == "en" else f"/{tag}/receipt")
    expect(page.locator('[data-how="browser"]').first).to_be_visible()
    heard = heard_on(page)
    all_named(heard)
    (asked,) = [one for one in heard if one.role == "textbox"]
    assert asked.name == say("Your twelve words") and asked.description.startswith(say("In their order, with a space"))
    page.fill("#words", words)
    page.locator("main form button").click()
    expect(page.locator(".letter")).to_have_text("Thank you.")
    heard = heard_on(page)
    all_named(heard)
    named = [one.name for one in heard if one.role == "heading"][1:]
    wanted = ("Where it stands", "What the readers wrote to you", "Two days to come back", "Write to the readers again")
    assert named == [*map(say, wanted), say("Take it back")]
    controls = [(one.role, one.name) for one in heard if one.role in ("textbox", "button")]
    assert controls == [
        ("textbox", say("Your message")),
        ("button", say("Seal and send")),
        ("button", say("Take my report back")),
    ]
