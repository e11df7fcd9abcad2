"""One app with guards on, how to make requests to it, and all that must hold of each answer."""

import time
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from random import Random

from flask import Flask

from tests.fuzz import hostile
from tests.fuzz.hostile import MARK
from tests.fuzz.http import Answer, Request, ask

GUARDS = (
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "x-robots-tag",
    "cache-control",
)
QUERIES = ("status", "turn", "sort", "page", "person", "tag", "case", "from", "to", "before", "after", "check")


@dataclass
class Done:
    """How many requests, how many of them were answered with 2xx, and what was found."""

    what: str
    inputs: int = 0
    taken: int = 0
    places: dict[str, str] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    views: set[str] = field(default_factory=set)
    """Methods and rules that have answered with 2xx: the views themselves were reached."""
    unreached: set[str] = field(default_factory=set)


class Room:
    """One app, and how to make requests to it."""

    def __init__(self, port: int, app: Flask, dice: Random) -> None:
        self.port, self.dice = port, dice
        self.origin = f"http://localhost:{port}".encode()
        self.rules = [(rule, sorted(rule.methods or ())) for rule in app.url_map.iter_rules()]
        self.known: list[object] = []
        self.rule = ""
        self.segments: dict[str, list[bytes]] = {
            "language": [b"fr", b"ar"],
            "day": [b"2026-03-03"],
            "filename": [b"desk.js", b"desk.css"],
            "name": [b"file-1"],
        }

    @property
    def views(self) -> set[str]:
        return {f"{one} {rule.rule}" for rule, methods in self.rules for one in methods if one in ("GET", "POST")}

    def request(self) -> tuple[str, Request]:
        """Its rule, and the request."""
        dice = self.dice
        rule, methods = dice.choice(self.rules)
        self.rule = rule.rule
        path = b"".join(self.filled(piece) for piece in rule._trace)
        if dice.random() < 0.04:
            path = b"/" + b"/".join(hostile.segment(dice) for _ in range(dice.randrange(1, 4)))
        if dice.random() < 0.3:
            path += b"?" + hostile.query(QUERIES, dice)
        method = dice.choice([one for one in methods if one not in ("OPTIONS", "HEAD")]).encode()
        if dice.random() < 0.06:
            method = dice.choice(hostile.METHODS)
        made = Request(method, path, [(b"Host", f"localhost:{self.port}".encode())])
        kind, body = self.body(rule.rule) if method not in (b"GET", b"HEAD") or dice.random() < 0.02 else (b"", b"")
        if body or kind or method == b"POST":
            made.headers += [(b"Content-Type", kind), (b"Content-Length", b"%d" % len(body))]
            made.body = body
        made.headers += [*self.guards(), *self.who()]
        for _ in range(dice.choice((0, 0, 0, 1, 3))):
            made.headers.append(dice.choice(hostile.HEADERS))
        if dice.random() < 0.03:
            self.broken_framing(made)
        return f"{method.decode('latin-1')} {rule.rule}", made

    def filled(self, piece: tuple[bool, str]) -> bytes:
        is_argument, said = piece
        if not is_argument:
            return said.lstrip("|").encode()
        known = self.segments.get(said) or list(chain(*self.segments.values()))
        return self.dice.choice(known) if self.dice.random() < 0.85 else hostile.segment(self.dice)

    def guards(self) -> list[tuple[bytes, bytes]]:
        if self.dice.random() < 0.93:
            return [(b"Origin", self.origin), (b"Sec-Fetch-Site", b"same-origin")]
        return [
            (b"Origin", self.dice.choice((b"null", b"\xff", b"http://elsewhere.example", self.origin + b"\0"))),
            (b"Sec-Fetch-Site", b"x"),
        ]

    def broken_framing(self, made: Request) -> None:
        """What the server itself has to refuse, before any app."""
        made.framed = False
        made.headers.append(
            self.dice.choice(
                (
                    (b"Content-Length", b"-1"),
                    (b"Content-Length", b"99999999999999999999"),
                    (b"Content-Length", b"1e3"),
                    (b"Transfer-Encoding", b"chunked"),
                    (b"Transfer-Encoding", b"gzip, chunked"),
                    (b"Host", MARK.encode()),
                    (b"\xff", b"\xff"),
                    (b"Name With Space", b""),
                    (b"X" * 9000, b""),
                )
            )
        )

    def who(self) -> list[tuple[bytes, bytes]]:
        return []

    def body(self, rule: str) -> tuple[bytes, bytes]:
        raise NotImplementedError

    def seen(self, request: Request, answer: Answer) -> None:
        """What an answer tells for later requests."""


def one(room: Room, done: Done, log: Path, keep: Path | None, slow: float) -> None:
    """One request, and all that must hold of its answer."""
    rule, request = room.request()
    written, began = log.stat().st_size, time.monotonic()
    answer = ask(room.port, request)
    took = time.monotonic() - began
    done.inputs += 1
    done.taken += 200 <= answer.status < 300
    done.statuses[answer.status] = done.statuses.get(answer.status, 0) + 1
    if 200 <= answer.status < 300:
        done.views.add(rule)
    said = log.read_bytes()[written:]
    for wrong in faults(request, answer, said, is_slow=took > slow):
        note(done, f"{wrong}, on {rule}", request, said, keep)
    room.seen(request, answer)


def faults(request: Request, answer: Answer, said: bytes, *, is_slow: bool) -> list[str]:
    found = []
    if answer.status == 0 and request.whole:
        found.append("no answer")
    if answer.status >= 500:
        found.append(f"{answer.status} ({said.decode(errors='replace').strip().rpartition(chr(10))[2]})")
    missing = [name for name in GUARDS if name not in answer.headers]
    if missing and answer.status and request.whole:
        found.append(f"{answer.status} without {', '.join(missing)}")
    if is_slow:
        found.append("slow")
    if MARK.encode() in said:
        found.append("words in the log")
    return found


def note(done: Done, place: str, request: Request, said: bytes, keep: Path | None) -> None:
    if place in done.places:
        return
    done.places[place] = f"{len(done.places)}"
    if keep:
        (keep / "findings").mkdir(parents=True, exist_ok=True)
        (keep / "findings" / done.places[place]).write_bytes(bytes(request))
        (keep / "findings" / f"{done.places[place]}.txt").write_bytes(place.encode() + b"\n\n" + said)
