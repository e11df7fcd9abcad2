"""`reporting.toml` and the environment into plain values, each known, of its type and within its bounds."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from reporting.config.known import COUNTED, ELSEWHERE, KNOWN, MOST_OF_A_SMALL_SPACE, NEEDED
from reporting.config.places import FILE, Places
from reporting.config.values import same_twice, wrong_with
from reporting.secretfiles import SettingsRefused

_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")
_AT_END = " (at end of document)"
KINDS: Mapping[type, str] = {list: "a list of texts", dict: "a table of texts", str: "a text", int: "a whole number"}


def read(untrusted_toml: bytes, environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Sections and keys; raises SettingsRefused naming the one that is not right, and its line."""
    text = text_of(untrusted_toml)
    places = Places(text, frozenset(environ))
    found = _parsed(text)
    for section, values in found.items():
        if section not in KNOWN or not isinstance(values, dict):
            raise SettingsRefused(f"{places.of(section)}: unknown section or key {section!r}. Remove it.")
        for key, value in values.items():
            if key not in KNOWN[section]:
                raise SettingsRefused(f"{places.of(section, key)}: unknown key {key!r} in [{section}]. Remove it.")
            if (section, key) == COUNTED:
                _check_counts(places, value)
            else:
                _check_type(places, (section, key), value)
    _override(found, environ)
    for section, key in NEEDED:
        if not found.get(section, {}).get(key):
            raise SettingsRefused(f"{places.of(section)}: {key!r} in [{section}] is missing. Add it.")
    for section, values in found.items():
        for key, value in values.items():
            if wrong := wrong_with(section, key, value):
                raise SettingsRefused(f"{places.of(section, key)}: [{section}] {key} {wrong}. Mend it.")
    if twice := same_twice(found):
        section, key, wrong = twice
        raise SettingsRefused(f"{places.of(section, key)}: [{section}] {key} {wrong}. Mend it.")
    return found


def text_of(untrusted_toml: bytes) -> str:
    """The file's text; raises SettingsRefused."""
    try:
        return untrusted_toml.decode()
    except UnicodeDecodeError as error:
        line = untrusted_toml.count(b"\n", 0, error.start) + 1
        raise SettingsRefused(f"{FILE}, line {line} cannot be read: it is not UTF-8. Mend that line.") from None


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        if at := _AT_LINE.search(said):
            line, said = int(at[1]), said[: at.start()]
        else:
            line, said = text.rstrip().count("\n") + 1, said.removesuffix(_AT_END)
        said = said[:1].lower() + said[1:]
        raise SettingsRefused(f"{FILE}, line {line} cannot be read: {said}. Mend that line.") from None
    except (ValueError, RecursionError):  # what tomllib itself stumbles over, and of which it knows no line
        raise SettingsRefused(f"{FILE} cannot be read: it nests or counts without end. Mend it.") from None


def _override(found: dict[str, dict[str, Any]], environ: Mapping[str, str]) -> None:
    for name, text in environ.items():
        if name.startswith("REPORTING_") and name not in ELSEWHERE:
            section, _, key = name.removeprefix("REPORTING_").lower().partition("_")
            if KNOWN.get(section, {}).get(key) is not str:
                raise SettingsRefused(f"{name} names no setting that the environment may give. Unset it.")
            found.setdefault(section, {})[key] = text


def _check_counts(places: Places, value: object) -> None:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return
    if not isinstance(value, dict):
        wrong = "must be a table of whole numbers, such as {'the choir' = 8}"
        raise SettingsRefused(f"{places.of(*COUNTED)}: [community] small_spaces {wrong}. Mend it.")
    for name, people in value.items():
        if isinstance(people, bool) or not isinstance(people, int) or not 1 <= people <= MOST_OF_A_SMALL_SPACE:
            wrong = f"must say how many people belong to {name!r}: 1 to {MOST_OF_A_SMALL_SPACE}, since more are not few"
            raise SettingsRefused(f"{places.of(*COUNTED, name)}: [community] small_spaces {wrong}. Mend it.")


def _check_type(places: Places, path: tuple[str, str], value: object) -> None:
    section, key = path
    wanted = KNOWN[section][key]
    place = None if isinstance(value, wanted) and not isinstance(value, bool) else places.of(*path)
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        place = places.of(*path)
    if isinstance(value, dict):
        wrong = [name for name, item in value.items() if not isinstance(item, str)]
        place = places.of(*path, wrong[0]) if wrong and place is None else place
    if place:
        raise SettingsRefused(f"{place}: [{section}] {key} must be {KINDS[wanted]}. Mend it.")
