"""The languages of the reporter's pages. Which one a page is in stands in its address and nowhere else.

    /receipt        in English, the language of the sentences in the source
    /fr/receipt     the same page in French, from reporting/translations/fr.po

A cookie would be kept on the device, and what a browser says of its owner's languages is nobody's business: who wants
another language follows a link. docs/translating.md says how one is added, docs/decisions/0017-languages.md why so.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request
from markupsafe import Markup

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PO_FILES = Path(__file__).resolve().parent.parent / "translations"


@dataclass(frozen=True)
class Language:
    """One language: its tag (BCP 47), its name in itself, and whose dates and numbers it has (cldr.unicode.org)."""

    tag: str
    name: str
    locale: Locale

    @property
    def direction(self) -> str:
        return self.locale.text_direction

    @property
    def prefix(self) -> str:
        """What the paths of its pages begin with."""
        return "" if self is ENGLISH else f"/{self.tag}"


ENGLISH = Language("en", "English", Locale("en"))
LANGUAGES = {
    language.tag: language
    for language in (
        ENGLISH,
        Language("fr", "Français", Locale("fr")),
        Language("de", "Deutsch", Locale("de")),
        Language("ar", "العربية", Locale("ar")),
    )
}
_SPOKEN: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """What is said in this block is said in this language."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


class Paths:
    """Takes the language off the front of a path, so that every page, post and script answers in every language.

    What was taken off becomes SCRIPT_NAME (PEP 3333): the prefix of every address that a page names.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        _, tag, *rest = [*environ.get("PATH_INFO", "").split("/", 2), ""][:3]
        language = LANGUAGES.get(tag, ENGLISH)
        if language is not ENGLISH and environ["PATH_INFO"] != f"/{tag}":
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{tag}"
            environ["PATH_INFO"] = f"/{rest[0]}"
        else:
            language = ENGLISH
        with speaking(language):
            return self._app(environ, start_response)


@cache
def translations(tag: str) -> NullTranslations:
    """What sentences are looked up in; English is what stands in the source.

    Read once from the files that translators edit: nothing compiled lies about or grows stale.
    """
    if tag == ENGLISH.tag:
        return NullTranslations()
    with (PO_FILES / f"{tag}.po").open("rb") as file:
        catalogue = read_po(file, locale=tag, abort_invalid=True)
    packed = BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    return Translations(packed)


def speak(app: Flask) -> None:
    """Let an app answer in all languages."""
    for tag in LANGUAGES:
        translations(tag)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_look_up, _look_up_counted, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = _written
    app.context_processor(about_the_page)
    app.wsgi_app = Paths(app.wsgi_app)  # type: ignore[method-assign]


def spoken() -> Language:
    """The language of this request; English where there is none."""
    return _SPOKEN.get()


def about_the_page() -> dict[str, Any]:
    """What templates know of the language. `root` stands before every path that they name."""
    return {"language": spoken(), "root": request.script_root, "elsewhere": elsewhere()}


def elsewhere() -> list[tuple[Language, str]]:
    """The other languages and this page's address in each. None on an answer to a post: what was typed stands in it,
    and a link would lose it."""
    if request.method != "GET":
        return []
    outside = request.script_root.removesuffix(spoken().prefix)
    others = (language for language in LANGUAGES.values() if language is not spoken())
    return [(language, outside + language.prefix + request.path) for language in others]


@dataclass(frozen=True)
class Sentence:
    """A sentence of ours that stands in a module and is translated when it is shown, in the language of that request.

    It is escaped like any other text.
    """

    english: str

    def __str__(self) -> str:
        return gettext(self.english)


def gettext(english: str, **values: object) -> str:
    """The sentence in the language of this request, with values in the places that are named `%(so)s`."""
    said = _look_up(english)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The same for something that is counted; `%(num)s` is how many."""
    return _look_up_counted(one, many, num) % (values | {"num": num})


def _written(english: str, **values: object) -> Markup:
    """A sentence as templates have it: it may have elements, and what is put into it is escaped.

    Jinja's own looks each one up and marks it anew, for some twenty that a page has.
    """
    tag = spoken().tag
    return Markup(translations(tag).gettext(english)) % values if values else _without_values(tag, english)  # noqa: S704


@cache
def _without_values(tag: str, english: str) -> Markup:
    return Markup(translations(tag).gettext(english)) % {}  # noqa: S704


def _look_up(english: str) -> str:
    return translations(spoken().tag).gettext(english)


def _look_up_counted(one: str, many: str, num: int) -> str:
    return translations(spoken().tag).ngettext(one, many, num)
