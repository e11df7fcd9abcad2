"""The files of translations: nothing untranslated, nothing stale, nothing that hurts or breaks."""

import re
from collections.abc import Iterator

import pytest
from babel.messages import Catalog, Message

from reporting.form.languages import ENGLISH, LANGUAGES, speaking
from reporting.form.refusals import KINDS, known
from reporting.form.statuses import STATUSES
from tests import sentences
from tests.form import refusing
from tests.form.translated import OTHERS, all_sentences

source = all_sentences


def singles(message: Message) -> Iterator[tuple[str, str]]:
    """Each form of a translation beside the English that it stands for."""
    english = message.id if isinstance(message.id, tuple) else (message.id,)
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    for place, one in enumerate(said):
        yield english[min(place, len(english) - 1)], one


def places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))


def marks(text: str) -> list[str]:
    return sorted(re.findall(r"<[^>]*>", text))


@pytest.fixture(scope="module", params=OTHERS)
def translated(request: pytest.FixtureRequest) -> Catalog:
    return sentences.translated(request.param)


def test_every_sentence_is_translated_and_none_is_left_over(translated: Catalog, source: Catalog) -> None:
    there = {message.id for message in translated if message.id}
    wanted = {message.id for message in source if message.id}
    assert there == wanted, "make sentences brings the translations up to date"
    empty = [english for message in translated if message.id for english, said in singles(message) if not said.strip()]
    assert not empty
    assert not [message.id for message in translated if message.fuzzy]
    assert not translated.obsolete


def test_a_file_of_translations_is_as_the_tool_writes_it(translated: Catalog) -> None:
    tag = str(translated.locale)
    assert (sentences.PO_FILES / f"{tag}.po").read_bytes() == sentences.text_of(sentences.up_to_date(tag))


def test_translations_keep_places_and_marks(translated: Catalog) -> None:
    for message in translated:
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            assert len(message.string) == translated.num_plurals, message.id
            counted = places(message.id[1])
            assert all(places(said) | {"%(num)s"} == counted | {"%(num)s"} for said in message.string), message.id
            continue
        assert places(message.string) == places(message.id), message.string
        assert marks(message.string) == marks(message.id), message.string
        assert "%" not in re.sub(r"%\(\w+\)s", "", message.string), "it would have to be doubled"
        assert '"' not in re.sub(r"<[^>]*>", "", message.string), "it would end an attribute"


DELICATE = {
    "en": "victim|perpetrator|alleg|evidence|are you sure|accus",
    "fr": "victime|coupable|accus|agresseur|preuve à|êtes-vous sûr|dénonc|plainte",
    "de": "opfer|täter|angebl|beschuldig|beweis|sind sie sicher|anzeige erstatt|verdächt",
    "ar": "ضحية|ضحايا|جانٍ|الجاني|متهم|اتهام|دليل إدانة|هل أنت متأكد|شكوى",
}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_language_has_the_words_that_hurt(tag: str, source: Catalog) -> None:
    catalog = source if tag == ENGLISH.tag else sentences.translated(tag)
    for message in catalog:
        for english, said in singles(message) if message.id else ():
            text = english if tag == ENGLISH.tag else said
            assert not re.search(DELICATE[tag], text, re.IGNORECASE), text


def test_what_names_another_part_of_the_page_names_it_as_it_is(translated: Catalog) -> None:
    """“Seal and send” in a sentence is what stands on the button."""
    for quoted in ("Seal and send", "If it cannot wait", "Something you told us before", "Notes"):
        own = translated.get(quoted).string
        for message in translated:
            if message.id and any(f"“{quoted}”" in english for english, _ in singles(message)):
                assert all(own in said for _, said in singles(message)), message.id


def test_every_refusal_of_the_cleaner_has_its_words(source: Catalog) -> None:
    found = refusing.sentences()
    assert len(found) > 60
    for refused in found - {refusing.ANYTHING}:
        if refused.startswith(f"We do not take {refusing.ANYTHING}"):
            continue
        assert known(refused), refused
    for refused in refusing.strangers():
        assert known(refused), refused
    assert {str(kind) for kind in KINDS} == set(refusing.kinds())


def test_every_status_has_a_title_in_every_language() -> None:
    shown = set()
    for language in LANGUAGES.values():
        with speaking(language):
            titles = {status: str(words.title) for status, words in STATUSES.items()}
        assert all(titles.values())
        assert len(set(titles.values())) == len({words.title for words in STATUSES.values()})
        shown.add(titles["addressing"])
    assert len(shown) == len(LANGUAGES)


def test_every_language_is_documented_and_every_documented_one_exists() -> None:
    told = re.findall(
        r"^\| `(\w+)` .*\| (?:none|`(/\w+)`) \|$", (sentences.ROOT / "docs/reference.md").read_text(), re.M
    )
    assert told == [(language.tag, language.prefix) for language in LANGUAGES.values()]
