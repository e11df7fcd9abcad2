"""Cut a content stream into operands and operators (ISO 32000-1, 7.2 and 7.8.2), forgiving as viewers are.

list(instructions(b"/F1 12 Tf (Hi) Tj % by Rosa"))
# [([Named(b"F1"), b"12"], b"Tf"), ([Text(b"Hi")], b"Tj")]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reporting.cleaning.cleaned import MalformedFile

TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*(?:%[^\r\n]*[\0\t\n\f\r ]*)*(?:"
    rb"(?P<number>[+-]*[0-9]*\.?[0-9]+(?:\.(?![0-9]))?(?=[\0\t\n\f\r ()<>\[\]{}/%]|$))|"
    rb"(?P<word>[^\0\t\n\f\r ()<>\[\]{}/%]+)|"
    rb"/(?P<name>[^\0\t\n\f\r ()<>\[\]{}/%]*)|"
    rb"\((?P<text>[^()\\]*)\)|"
    rb"(?P<open>\()|"
    rb"<(?P<hex>[0-9A-Fa-f\0\t\n\f\r ]*)>|"
    rb"(?P<mark><<|>>|\[|\])|"
    rb"(?P<junk>.))",
    re.DOTALL,
)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.|$)|[()]", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
END_OF_IMAGE = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r /]|$)")
NUMBER = re.compile(rb"([+-]?)[+-]*([0-9]*\.?[0-9]*)-?[0-9.-]*")
MOST_NESTED = 16
MOST_TEXT = 2**19
ENDLESS = "A page of this PDF makes no sense. Print it to a new PDF, or send a screenshot instead."


class Text(bytes):
    """A string, its escapes undone."""


class Named(bytes):
    """A name, without its slash, its escapes undone."""


@dataclass(frozen=True, slots=True)
class InlineImage:
    """What stands between BI and EI."""

    keys: dict[bytes, Any]
    data: bytes


Operand = Any


class Lexer:
    """Reads on from `at`."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def token(self) -> tuple[str, bytes] | None:
        found = TOKEN.match(self.content, self.at)
        if found is None:
            return None
        self.at = found.end()
        kind = found.lastgroup or "junk"
        return kind, found[kind]

    def operand(self, kind: str, value: bytes, depth: int = 0) -> Operand:
        """None for what is no operand, such as an operator."""
        match kind:
            case "number":
                return plain_number(value)
            case "name":
                return Named(re.sub(rb"#([0-9A-Fa-f]{2})", lambda hexed: bytes([int(hexed[1], 16)]), value))
            case "text":
                return Text(value)
            case "open":
                return self.text()
            case "hex":
                digits = bytes(one for one in value if one > 32)
                return Text(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")))
            case "mark" if value in (b"[", b"<<"):
                if depth >= MOST_NESTED:
                    raise MalformedFile(ENDLESS)
                return self.array(b"]" if value == b"[" else b">>", depth + 1)
        return None

    def array(self, end: bytes, depth: int) -> list[Operand] | dict[bytes, Operand]:
        inside: list[Operand] = []
        while (token := self.token()) is not None and token != ("mark", end):
            inside.append(self.operand(*token, depth))
        if end == b"]":
            return inside
        return {bytes(key): value for key, value in zip(inside[::2], inside[1::2], strict=False) if is_name(key)}

    def text(self) -> Text:
        """A string with escapes or parentheses in it; one that never ends goes on to the end."""
        out, depth, most = bytearray(), 1, self.at + MOST_TEXT
        while (found := ESCAPE.search(self.content, self.at)) is not None:
            out += self.content[self.at : found.start()]
            self.at = found.end()
            if self.at > most:
                raise MalformedFile(ENDLESS)
            if found[0] == b"(":
                depth += 1
            elif found[0] == b")":
                depth -= 1
                if not depth:
                    return Text(out)
            if found[1] is None:
                out += found[0]
            elif found[1][:1].isdigit() and found[1][0] < 56:
                out.append(int(found[1], 8) & 255)
            else:
                out += LETTERS.get(found[1], found[1])
        self.at = len(self.content)
        return Text(out)

    def inline_image(self) -> InlineImage:
        """After BI: keys up to ID, one white space, then bytes up to the EI that is followed by something sane."""
        pairs: list[Operand] = []
        while (token := self.token()) is not None and token != ("word", b"ID"):
            pairs.append(self.operand(*token) if token[0] != "word" else token[1] == b"true")
        start = self.at + 1
        end = END_OF_IMAGE.search(self.content, start)
        while end is not None and not sane(self.content[end.end() : end.end() + 24]):
            end = END_OF_IMAGE.search(self.content, end.end())
        stop, self.at = (end.start(), end.end()) if end else (len(self.content), len(self.content))
        keys = {bytes(key): value for key, value in zip(pairs[::2], pairs[1::2], strict=False) if is_name(key)}
        return InlineImage(keys, self.content[start:stop])


def is_name(value: Operand) -> bool:
    return isinstance(value, Named)


def sane(after: bytes) -> bool:
    """Whether it could be the content going on: a picture's bytes hold an EI by chance."""
    return all(one in b"\t\n\f\r\0" or 32 <= one < 127 for one in after)


def plain_number(value: bytes) -> bytes:
    found = NUMBER.match(value)
    sign, digits = (found[1], found[2]) if found else (b"", b"")
    return (b"-" if sign == b"-" else b"") + (digits.rstrip(b".") if digits.strip(b".") else b"0")[:32]


def instructions(content: bytes) -> Iterator[tuple[list[Operand], bytes | InlineImage]]:
    """Operands, then their operator; `true`, `false` and `null` are operands too."""
    lexer = Lexer(content)
    operands: list[Operand] = []
    while (token := lexer.token()) is not None:
        kind, value = token
        if kind == "word" and value == b"BI":
            yield [], lexer.inline_image()
            operands = []
        elif kind == "word" and value not in (b"true", b"false", b"null"):
            yield operands, value
            operands = []
        elif kind != "junk" and len(operands) < 64:
            operands.append(lexer.operand(kind, value) if kind != "word" else value == b"true")
