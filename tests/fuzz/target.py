"""What is fuzzed: one parser, or a family of them, beside an oracle."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from random import Random
from typing import TypeVar

PARSERS = (
    "age",
    "keys",
    "receipt",
    "note",
    "roster",
    "entry",
    "checkpoint",
    "proof",
    "tiles",
    "release",
    "page",
    "settings",
    "mail",
    "backup",
    "tokens",
    "signin",
    "intake",
    "frame",
    "reply_of_box",
    "pictures",
    "pdf",
    "office",
    "text",
    "recordings",
    "drawings",
)
APPS = ("form", "desk")
Parsed = TypeVar("Parsed")


@dataclass(frozen=True)
class Target:
    """`check` says whether the input was taken; raises whatever is a finding. Each of the seeds is taken.

    `words` are pieces that inputs of this kind are made of. `mutate` makes a neighbour where one of plain bytes would
    be refused at the first look: of an archive, of something that bears a checksum.
    """

    what: str
    seeds: Callable[[], Sequence[bytes]]
    check: Callable[[bytes], bool]
    words: Sequence[bytes] = field(default=(), repr=False)
    mutate: Callable[[bytes, Random], bytes] | None = None
    largest: int = 16 * 1024
    in_short: int = 300
    """Inputs in `make test`: as many as take a second at the most."""


def load(name: str) -> Target:
    """The target of that name, imported only now: whoever measures coverage has to be there before it."""
    found: Target = import_module(f"tests.fuzz.targets.{name}").TARGET
    return found


def unless(refusal: type[Exception] | tuple[type[Exception], ...], read: Callable[[], Parsed]) -> Parsed | None:
    """What was read, or None when it was refused as documented."""
    try:
        return read()
    except refusal:
        return None


def text_of(untrusted: bytes) -> str:
    """Letters for a parser of text, half ones among them, as JSON can carry them."""
    try:
        return untrusted.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return untrusted.decode("utf-8", "replace")
