"""Every sentence with which the cleaner refuses a file, gathered from its source: a translation cannot know of one that
nobody has listed."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import reporting.cleaning
from reporting.cleaning import CleaningError
from reporting.intake import attachments

ANYTHING = "…"
"""Stands for what is only known when a file is refused."""


def sentences() -> set[str]:
    """As they reach a reporter; what they say of one file alone as `ANYTHING`."""
    modules = [attachments]
    for found in pkgutil.walk_packages(reporting.cleaning.__path__, "reporting.cleaning."):
        modules.append(importlib.import_module(found.name))
    return {sentence for module in modules for sentence in _of(module)}


def _of(module: ModuleType) -> Iterator[str]:
    known = vars(module)
    for call in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and call.args and _refuses(call.func, known):
            yield _said(call.args[0], known)


def _refuses(called: ast.expr, known: dict[str, object]) -> bool:
    what = known.get(called.id) if isinstance(called, ast.Name) else None
    return isinstance(what, type) and issubclass(what, CleaningError)


def _said(words: ast.expr, known: dict[str, object]) -> str:
    """The text of an expression, as far as the module alone tells it."""
    if isinstance(words, ast.JoinedStr):
        return "".join(_said(part, known) for part in words.values)
    if isinstance(words, ast.FormattedValue):
        alone = ast.JoinedStr([words])
        return _value(alone, known)
    return _value(words, known)


def _value(words: ast.expr, known: dict[str, object]) -> str:
    try:
        return str(eval(compile(ast.fix_missing_locations(ast.Expression(words)), "?", "eval"), dict(known)))  # noqa: S307
    except NameError:
        return ANYTHING


def strangers() -> list[str]:
    """Kinds of files that are refused by their names, each in a whole sentence."""
    return [f"We do not take {what}. {advice}" for _pattern, what, advice in reporting.cleaning.strangers._STRANGERS]


def kinds() -> list[str]:
    return [str(kind) for kind in reporting.cleaning.Kind]
