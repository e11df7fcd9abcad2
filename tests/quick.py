"""What each app of each test would compile anew is compiled once for a whole run: templates and addresses.

It was the greater part of what a test on a house of its own takes.
"""

from collections.abc import Callable
from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
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
