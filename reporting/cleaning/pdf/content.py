"""Write a content stream anew: one instruction a line, known operators only, strings in hexadecimal, new names.

    rewrite(b"/Im_Rosa Do % made by Rosa", names)        # b"/X0 Do\\n"

What is not drawn is left out: comments, marked content and its properties, layers that are switched off, and text in
rendering mode 3, which is there to be found and not to be seen (under a scan, or under what somebody blacked out), and
text in a font that is not there.
"""

import re
from collections.abc import Callable
from typing import Protocol

from reporting.cleaning.pdf.lexer import InlineImage, Named, Operand, Text, instructions
from reporting.cleaning.pdf.operators import (
    COLOUR,
    DEVICE_SPACES,
    INTENTS,
    NAMED,
    PAINT_PATH,
    SHOW_TEXT,
    TAKES,
)

NUMBER = re.compile(rb"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
INVISIBLE = 3


class Names(Protocol):
    """Where the names of a content stream lead; None for a name that leads nowhere, or to something hidden."""

    def use(self, category: str, name: bytes) -> bytes | None: ...

    def inline(self, image: InlineImage) -> bytes | None: ...

    def hides(self, marked: Operand) -> bool: ...


class Rewriter:
    """One content stream; `lines` is what stays of it. A form starts with its page's font, a page with none."""

    def __init__(self, names: Names, *, lettered: bool) -> None:
        self.names = names
        self.lettered = lettered
        self.lines: list[bytes] = []
        self.marked: list[bool] = []
        self.hidden = 0
        self.mode = 0
        self.kept: list[tuple[int, bool]] = []

    def take(self, operands: list[Operand], operator: bytes | InlineImage) -> None:
        if isinstance(operator, InlineImage):
            self.draw(self.names.inline(operator))
        elif operator in (b"BDC", b"BMC", b"EMC"):
            self.mark(operands, operator)
        elif operator in TAKES:
            self.plain(operands, operator)
        elif operator in NAMED:
            self.named(operands, operator)
        elif operator == b"Tf":
            self.font(operands)
        elif operator in COLOUR:
            self.colour(operands, operator)
        elif operator == b"ri" and operands and operands[-1] in INTENTS:
            self.lines.append(b"/%b ri" % operands[-1])

    def plain(self, operands: list[Operand], operator: bytes) -> None:
        written = arguments(operands, TAKES[operator])
        if written is None or not self.nested(operator):
            return
        if operator == b"Tr":
            self.mode = int(float(written[0])) if len(written[0]) < 4 else 0
        if self.hidden and operator in PAINT_PATH:
            operator = b"n"
        if operator in SHOW_TEXT and (self.hidden or self.mode == INVISIBLE or not self.lettered):
            if operator in (b"'", b'"'):
                self.lines.append(b"T*")
            return
        self.lines.append(b" ".join([*written, operator]))

    def nested(self, operator: bytes) -> bool:
        """Keep q and Q in balance, so that what is drawn after this stream is drawn where it belongs."""
        if operator == b"q":
            self.kept.append((self.mode, self.lettered))
        elif operator == b"Q":
            if not self.kept:
                return False
            self.mode, self.lettered = self.kept.pop()
        return True

    def named(self, operands: list[Operand], operator: bytes) -> None:
        name = operands[-1] if operands else None
        if not isinstance(name, Named) or (self.hidden and operator in (b"Do", b"sh")):
            return
        if operator in (b"cs", b"CS") and name in DEVICE_SPACES:
            new: bytes | None = bytes(name)
        else:
            new = self.names.use(NAMED[operator], name)
        if new is not None:
            self.lettered |= operator == b"gs"
            self.lines.append(b"/%b %b" % (new, operator))

    def font(self, operands: list[Operand]) -> None:
        if len(operands) >= 2 and isinstance(operands[-2], Named) and is_number(operands[-1]):
            new = self.names.use("Font", operands[-2])
            self.lettered = new is not None
            if new is not None:
                self.lines.append(b"/%b %b Tf" % (new, operands[-1]))

    def colour(self, operands: list[Operand], operator: bytes) -> None:
        parts = [one for one in operands if is_number(one)]
        if operands and isinstance(operands[-1], Named):
            pattern = self.names.use("Pattern", operands[-1])
            if pattern is None:
                return
            parts.append(b"/" + pattern)
        if parts:
            self.lines.append(b" ".join([*parts, operator]))

    def draw(self, new: bytes | None) -> None:
        if new is not None and not self.hidden:
            self.lines.append(b"/%b Do" % new)

    def mark(self, operands: list[Operand], operator: bytes) -> None:
        if operator == b"EMC":
            if self.marked and self.marked.pop():
                self.hidden -= 1
            return
        hides = operator == b"BDC" and operands[:1] == [b"OC"] and self.names.hides(operands[-1])
        self.marked.append(hides)
        self.hidden += hides


def is_number(operand: Operand) -> bool:
    return type(operand) is bytes and NUMBER.fullmatch(operand) is not None


def arguments(operands: list[Operand], kinds: str) -> list[bytes] | None:
    """The last operands, as many as it takes; None when they are not of those kinds."""
    if len(operands) < len(kinds):
        return None
    written = [WRITERS[kind](one) for kind, one in zip(kinds, operands[len(operands) - len(kinds) :], strict=True)]
    return None if None in written else [one for one in written if one is not None]


def as_number(operand: Operand) -> bytes | None:
    return operand if is_number(operand) else None


def as_text(operand: Operand) -> bytes | None:
    return b"<%b>" % operand.hex().encode("ascii") if isinstance(operand, Text) else None


def as_array(operand: Operand) -> bytes | None:
    if not isinstance(operand, list):
        return None
    inside = [as_text(one) if isinstance(one, Text) else as_number(one) for one in operand]
    return b"[%b]" % b" ".join(one for one in inside if one is not None)


WRITERS: dict[str, Callable[[Operand], bytes | None]] = {"n": as_number, "t": as_text, "a": as_array}


def rewrite(content: bytes, names: Names, *, lettered: bool = True) -> bytes:
    """`lettered`: whether there is a font before the stream names one."""
    rewriter = Rewriter(names, lettered=lettered)
    for operands, operator in instructions(content):
        rewriter.take(operands, operator)
    rewriter.lines += [b"Q"] * len(rewriter.kept)
    return b"".join(line + b"\n" for line in rewriter.lines)
