"""What each app and each store of each test would compile anew is compiled once for a whole run: templates, addresses
and statements.

It was the greater part of what a test on a house of its own takes.
"""

from collections.abc import Callable
from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Compiled(BytecodeCache):
    """In memory, by a template's name and the hash of its source."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


def compile_once() -> None:
    """From now on, in this process; a server in a process of its own compiles its own."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
    _addresses_once()
    _statements_once()


def _addresses_once() -> None:
    compiled: dict[tuple[object, ...], Builder] = {}
    compiles = Rule._compile_builder

    def builder(rule: Rule, append_unknown: bool = True) -> Builder:
        """What puts an address together, compiled from source that says nothing but this."""
        if rule.defaults:
            return compiles(rule, append_unknown)
        said = (rule.rule, append_unknown, *rule._trace)
        if said not in compiled:
            compiled[said] = compiles(rule, append_unknown)
        return compiled[said]

    Rule._compile_builder = builder  # type: ignore[method-assign]


def _statements_once() -> None:
    """A dialect of one kind writes a statement as any other does, and all stores look where the first has looked."""
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]
    compiled: LRUCache[object, object] = LRUCache(5_000)
    Engine._compiled_cache = property(lambda _: compiled, lambda _, _own: None)  # type: ignore[assignment]
