"""A configuration of nginx as a tree of directives, read as nginx reads it: words, blocks, quotes, comments.

>>> [block.words for block in blocks("http { access_log off; server { listen 80; } }")]
[('http',), ('server',)]

Format: nginx.org/en/docs/beginners_guide.html#conf_structure. Files that `include` names are not read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reporting.errors import Refused

_TOKEN = re.compile(r"""\s+|\#[^\n]*|(?P<sign>[{};])|"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>(?:\\.|[^'\\])*)'"""
                    r"""|(?P<word>(?:\\.|\$\{[^}]*\}|[^\s{};"'\\])+)""", re.DOTALL)  # fmt: skip


class NotNginx(Refused):
    """This file cannot be read as a configuration of nginx."""


@dataclass
class Block:
    """A block with its own directives and what it takes over from those around it."""

    words: tuple[str, ...]
    outer: "Block | None" = None
    own: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    inner: list["Block"] = field(default_factory=list)

    def values(self, name: str) -> list[tuple[str, ...]]:
        """What this directive says here: nginx takes over those of the block around only where there are none."""
        if name in self.own:
            return self.own[name]
        return self.outer.values(name) if self.outer else []

    @property
    def name(self) -> str:
        """Where it is, in words: `server concerns.example, location /`."""
        server: Block | None = self
        while server and server.words[:1] != ("server",):
            server = server.outer
        host = " ".join(server.own.get("server_name", [()])[0]) if server else ""
        return ", ".join(filter(None, (f"server {host}".strip() if server else "", " ".join(self.words)))) or "the file"


def blocks(text: str) -> Iterator[Block]:
    """Every block below the file itself, outer ones first; raises NotNginx."""
    yield from _below(_parsed(text))


def _below(block: Block) -> Iterator[Block]:
    for inner in block.inner:
        yield inner
        yield from _below(inner)


def _parsed(text: str) -> Block:
    here = Block(())
    words: list[str] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise NotNginx(f"Line {text.count(chr(10), 0, at) + 1} cannot be read as nginx does. Run: nginx -t")
        at = token.end()
        sign = token["sign"]
        if sign == ";" and words:
            here.own.setdefault(words[0], []).append(tuple(words[1:]))
        elif sign == "{":
            inner = Block(tuple(words), here)
            here.inner.append(inner)
            here = inner
        elif sign == "}":
            if here.outer is None:
                raise NotNginx("A brace is closed that was not opened. Run: nginx -t")
            here = here.outer
        else:
            words += [part for part in _given(token.groupdict()) if part is not None]
            continue
        words = []
    if here.outer is not None or words:
        raise NotNginx("The file ends in the midst of a block. Run: nginx -t")
    return here


def _given(token: Mapping[str, str | None]) -> tuple[str | None, ...]:
    return token["double"], token["single"], token["word"]
