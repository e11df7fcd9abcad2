"""The sentences of the reporter's pages and their translations. `make sentences` brings the files up to date:

what is new stands in each `.po` with an empty translation, what is gone is taken out. `tests/form/test_translations.py`
then says what is still to be done.
"""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from reporting.form.languages import ENGLISH, LANGUAGES, PO_FILES

ROOT = Path(__file__).resolve().parent.parent
METHODS = [("reporting/form/**.py", "python"), ("reporting/templates/form/**.html", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2)}
HEADER = """\
# {name}. How to translate, and the words to use: docs/translating.md
msgid ""
msgstr ""
"Language: {tag}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def in_the_source() -> Catalog:
    """Every sentence of the source, with the files in which it stands."""
    catalog = Catalog()
    for file, _line, said, comments, context in extract_from_dir(
        ROOT, METHODS, OPTIONS, KEYWORDS, directory_filter=lambda folder: "node_modules" not in folder
    ):
        catalog.add(said, None, [(file, 0)], auto_comments=comments, context=context)
    return catalog


@cache
def translated(tag: str) -> Catalog:
    with (PO_FILES / f"{tag}.po").open("rb") as file:
        return read_po(file, locale=tag, abort_invalid=True)


def up_to_date(tag: str) -> Catalog:
    """What is translated already, for the sentences that there are now, in the order of the source."""
    there = PO_FILES / f"{tag}.po"
    before = translated(tag) if there.exists() else Catalog(locale=tag)
    now = Catalog(locale=tag)
    for message in in_the_source():
        if message.id:
            old = before.get(message.id)
            now.add(
                message.id,
                old.string if old else None,
                message.locations,
                user_comments=old.user_comments if old else (),
            )
    return now


def text_of(catalog: Catalog) -> bytes:
    """The file, without dates and line numbers: they would change with every change."""
    tag = str(catalog.locale)
    body = BytesIO()
    write_po(body, catalog, width=120, include_lineno=False, omit_header=True)
    header = HEADER.format(name=Locale.parse(tag).english_name, tag=tag, plurals=catalog.plural_forms)
    return header.encode() + body.getvalue()


def main() -> None:
    PO_FILES.mkdir(exist_ok=True)
    for tag in LANGUAGES:
        if tag != ENGLISH.tag:
            catalog = up_to_date(tag)
            (PO_FILES / f"{tag}.po").write_bytes(text_of(catalog))
            missing = sum(
                not all(one.string if isinstance(one.string, tuple) else [one.string]) for one in catalog if one.id
            )
            print(f"{tag}: {len(catalog)} sentences, {missing} to translate")


if __name__ == "__main__":
    main()
