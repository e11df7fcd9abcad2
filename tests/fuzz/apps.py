"""Both apps behind real gunicorn, asked on every address they have, by strangers and by those who are signed in.

run("desk", seed=1, seconds=60)      # Done(inputs=…, taken=…, places={})

Never an answer of 500 or more, never none; the guards' headers on each; each in time; and nothing of what was sent in
the server's log. The guards stay on: a post bears a good token and comes from our own page, or is refused for that.
"""

import json
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from flask import Flask

from reporting.cleaning import Box
from reporting.sealing import seal
from tests.faults.reporters import HEADERS, Reporter
from tests.form.sealing import FRAME
from tests.fuzz import hostile
from tests.fuzz.hostile import MARK
from tests.fuzz.http import Answer, Request, ask
from tests.house import EVERYBODY, House, build, fields_of, key_of, words_of
from tests.multipart import BOUNDARY, CONTENT_TYPE
from tests.ports import free_port
from tests.served import served

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
SLOW = 15
"""Seconds that no answer to a small request may take, on a machine that does much else."""
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


class Form(Room):
    """Posts bear the fields of a fresh page."""

    def __init__(self, port: int, app: Flask, dice: Random, parts: dict[str, bytes], words: str) -> None:
        super().__init__(port, app, dice)
        self.parts, self.words = parts, words
        self.fields: dict[str, list[str]] = {}
        self.asked = 0

    def body(self, rule: str) -> tuple[bytes, bytes]:
        dice = self.dice
        if self.asked % 40 == 0:
            self.fields = fields_of((Reporter(self.port)._ask("GET") or (0, ""))[1])
        self.asked += 1
        if dice.random() < 0.08:
            return dice.choice(hostile.TYPES), dice.choice(hostile.RAW)
        fields = [(name, said.encode()) for name, said in self.of(rule)]
        fields = [
            (name, self.other() if dice.random() < 0.1 else said) for name, said in fields if dice.random() > 0.03
        ]
        if dice.random() < 0.15:
            fields.append((hostile.text(dice)[:200].encode("utf-8", "replace").decode(), self.other()))
        files = self.files(rule)
        if not files and rule != "/sealed" and dice.random() < 0.2:
            body = b"&".join(name.encode() + b"=" + hostile.quote_from_bytes(said).encode() for name, said in fields)
            return b"application/x-www-form-urlencoded", body
        kind = FRAME if rule == "/sealed" else CONTENT_TYPE
        body = (
            hostile.frame(fields, files, dice)
            if rule == "/sealed"
            else hostile.multipart(fields, files, dice, BOUNDARY)
        )
        return dice.choice(hostile.TYPES) if dice.random() < 0.04 else kind.encode(), body

    def other(self) -> bytes:
        return self.dice.choice((hostile.text(self.dice).encode("utf-8", "surrogatepass"), b"\xff\xfe" + MARK.encode()))

    def of(self, rule: str) -> list[tuple[str, str]]:
        page = [(name, said) for name, several in self.fields.items() for said in several]
        if rule == "/":
            return [
                *((name, said) for name, said in page if name != "what_happened"),
                ("what_happened", f"{MARK} saw it"),
            ]
        token = self.fields.get("token", [""])[0]
        if rule == "/sealed":
            ids = {
                name: self.dice.randbytes(size).hex()
                for name, size in (("report_id", 16), ("locator", 32), ("words_mac", 32))
            }
            return [
                *ids.items(),
                ("token", token),
                ("readers", "both"),
                ("recipients", str(self.known[0])),
                ("urgent", "yes"),
            ]
        return [
            ("words", self.words),
            ("token", token),
            ("text", f"{MARK} again"),
            ("sure", "yes" if self.dice.random() < 0.02 else ""),
        ]

    def files(self, rule: str) -> list[tuple[str, bytes]]:
        if rule == "/sealed":
            names = [name for name in ("report", "headline", "contact") if self.dice.random() > 0.04]
            return [(name, self.parts[name] if self.dice.random() < 0.9 else self.other()) for name in names]
        if rule == "/clean" or self.dice.random() < 0.05:
            return [
                (
                    "files",
                    self.dice.choice((b"GIF89a" + bytes(30), b"PK\3\4" + MARK.encode(), b"plain words", b"%PDF-1.7\n")),
                )
            ]
        return []


BODIES: dict[str, dict[str, object]] = {
    "/inbox/headlines": {"cases": []},
    "/inbox/bring": {"report": ""},
    "/cases/<case_id>/replies": {"number": 1, "sealed": ""},
    "/cases/<case_id>/notes": {"number": 1, "kind": "note", "sealed": "", "to": 1, "alone": True, "from": "assessing"},
    "/cases/<case_id>/move": {"to": "acknowledged", "from": "received", "until": "2026-12-20"},
    "/cases/<case_id>/step-back": {"sure": "yes"},
    "/cases/<case_id>/let-in": {"headers": {"report": ""}, "joins": "", "number": 1, "sealed": ""},
    "/cases/<case_id>/erase": {"sure": 1},
    "/cases/new": {
        "report_id": "",
        "locator": "",
        "words_mac": "",
        "recipients": "",
        "readers": "both",
        "parts": {},
    },
    "/people/propose": {"what": "retire", "handle": "noor", "file": "", "role": "alternate", "instead_of": ""},
    "/people/sign": {"text": "", "signature": ""},
    "/resealing/cases": {"after": ""},
    "/resealing/headers": {"cases": [{"case": "", "headers": {}, "joins": "", "number": 1, "sealed": ""}]},
    "/sign-in": {"key": "", "nonce": "", "signature": ""},
    "/sign-out": {"everywhere": 0},
    "/checkpoint": {"from": 64},
}
"""What the desk's pages send, by rule; values that are empty here are filled in when they are asked for."""


class Desk(Room):
    """Asked by a reviewer, an auditor, an alternate, and by nobody."""

    def __init__(self, port: int, app: Flask, dice: Random, house: House, parts: dict[str, bytes]) -> None:
        super().__init__(port, app, dice)
        self.house, self.parts = house, parts
        self.cookies: dict[str, bytes] = {}
        self.asker = ""
        self.known = [b64encode(part).decode() for part in parts.values()]
        self.known += [person.fingerprint for person in house.roster.people]
        self.known += [
            *EVERYBODY,
            *house.report_ids(),
            house.roster.recipients_hash(),
            *("note", "proposal", "add", "role", "drop"),
        ]
        self.known += [1, 2, 3, (house.keys / "noor.pub").read_text()]
        for handle in ("ada", "olu", "ines"):
            self.sign_in(handle)
        self.learn()

    def sign_in(self, handle: str) -> None:
        key = key_of(handle)
        nonce = json.loads(self.post("/sign-in/challenge", {}).body)["nonce"]
        said = json.dumps(
            {"nonce": nonce, "origin": self.origin.decode(), "purpose": "reporting sign-in v1"},
            separators=(",", ":"),
            sort_keys=True,
        )
        claim = {
            "key": b64encode(key.verify_key).decode(),
            "nonce": nonce,
            "signature": b64encode(key.sign(said.encode())).decode(),
        }
        answer = self.post("/sign-in", claim)
        assert answer.status == 200, f"{handle} does not get in"
        self.cookies[handle] = answer.headers["set-cookie"].partition(";")[0].encode()

    def post(self, path: str, given: object, cookie: bytes = b"") -> Answer:
        body = json.dumps(given).encode()
        headers = [(b"Host", self.origin[7:]), (b"Origin", self.origin), (b"Sec-Fetch-Site", b"same-origin")]
        headers += [(b"Content-Type", b"application/json"), (b"Content-Length", b"%d" % len(body))]
        return ask(self.port, Request(b"POST", path.encode(), [*headers, (b"Cookie", cookie)], body))

    def learn(self) -> None:
        """The cases that there are, from the reviewer's inbox."""
        inbox = ask(
            self.port, Request(b"GET", b"/inbox", [(b"Host", self.origin[7:]), (b"Cookie", self.cookies["ada"])])
        )
        found = sorted(
            {piece.split('"')[0].split("?")[0] for piece in inbox.body.decode().split('href="/cases/')[1:]} - {"new"}
        )
        self.known += found
        self.segments["case_id"] = [one.encode() for one in found]

    def who(self) -> list[tuple[bytes, bytes]]:
        fits = "olu" if self.rule.startswith("/log") else "ada"
        self.asker = self.dice.choice((fits,) * 8 + ("ada", "olu", "ines", ""))
        return [(b"Cookie", self.cookies[self.asker])] if self.asker else []

    def seen(self, request: Request, answer: Answer) -> None:
        own = sum(name == b"Cookie" for name, _ in request.headers) == 1
        if self.asker and own and (answer.status in (401, 303) or self.rule == "/sign-out"):
            self.sign_in(self.asker)

    def body(self, rule: str) -> tuple[bytes, bytes]:
        dice = self.dice
        if dice.random() < 0.08:
            return dice.choice(hostile.TYPES), dice.choice(hostile.RAW)
        if rule == "/log/export":
            return b"application/x-www-form-urlencoded", hostile.query(QUERIES, dice)
        skeleton = {name: self.good(name, given) for name, given in BODIES.get(rule, {}).items()}
        given = (
            hostile.object_like(skeleton, dice, self.known) if dice.random() < 0.92 else hostile.value(dice, self.known)
        )
        return b"application/json", hostile.in_json(given, dice)

    def good(self, name: str, given: object) -> object:
        """A value such as the page would send."""
        dice = self.dice
        text_of = {part: b64encode(sealed).decode() for part, sealed in self.parts.items()}
        made: dict[str, Callable[[], object]] = {
            "cases": lambda: given or [one for one in self.known if isinstance(one, str) and len(one) in (9, 32)],
            "report": lambda: dice.choice(self.house.report_ids()),
            "sealed": lambda: text_of["reply" if self.rule.endswith("/replies") else "note"],
            "parts": lambda: {part: text_of[part] for part in ("report", "headline", "contact")},
            "report_id": lambda: dice.randbytes(16).hex(),
            "locator": lambda: dice.randbytes(32).hex(),
            "words_mac": lambda: dice.randbytes(32).hex(),
            "recipients": self.house.roster.recipients_hash,
            "number": lambda: dice.choice((1, 1, 2, 3, dice.randrange(1, 12))),
            "to": lambda: dice.choice(
                ("acknowledged", "assessing", "waiting", "held") if "/move" in self.rule else (1, 2)
            ),
            "from": lambda: (
                dice.choice(("received", "acknowledged", "assessing", "waiting", "held"))
                if self.rule.startswith("/cases/")
                else given
            ),
            "what": lambda: dice.choice(("add", "retire", "role", "drop")),
            "kind": lambda: dice.choice(("note", "title", "checklist", "proposal", "agreement")),
            "file": lambda: (self.house.keys / "noor.pub").read_text(),
            "text": lambda: dice.choice(("", *map(str, self.known))),
            "signature": lambda: b64encode(bytes(64)).decode(),
        }
        return made[name]() if name in made else given


def run(
    name: str, *, seed: int, seconds: float = 0, times: int = 0, keep: Path | None = None, slow: float = SLOW
) -> Done:
    """So many requests, or for so long, to the form or to the desk."""
    dice, done = Random(seed), Done(WHAT[name])
    with TemporaryDirectory() as folder:
        form, desk, log = free_port(), free_port(), Path(folder, "log")
        house = build(Path(folder, "house"), form=f"http://localhost:{form}", desk=f"http://localhost:{desk}")
        words = with_reports(house, form)
        with (
            log.open("wb") as output,
            served(house, name, port=form if name == "form" else desk, workers=1, output=output),
        ):
            parts = sealed_parts()
            if name == "form":
                room: Room = Form(form, house.form(), dice, parts, words)
                room.known = [house.roster.recipients_hash()]
            else:
                room = Desk(desk, house.desk(), dice, house, parts)
            until = time.monotonic() + seconds
            while done.inputs < times or time.monotonic() < until:
                one(room, done, log, keep, slow)
            done.unreached = room.views - done.views
    return done


def with_reports(house: House, port: int) -> str:
    """Some reports, each with a file, and the words of the last one."""
    address, words = f"http://localhost:{port}", []
    with Box() as box:
        client = house.form(box).test_client()
        for number in range(4):
            fields = fields_of(client.get("/", base_url=address).text) | {
                "what_happened": [f"saw report number {number}"]
            }
            answer = client.post("/", data=body_of(fields, b"a note"), headers=HEADERS, base_url=address)
            words = words_of(answer.text)
    house.work()
    return " ".join(words)


def body_of(fields: dict[str, list[str]], file: bytes) -> bytes:
    parts = (
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{said}\r\n'
        for name, several in fields.items()
        for said in several
    )
    brought = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + file
    return "".join(parts).encode() + brought + b"\r\n--b--\r\n"


def sealed_parts() -> dict[str, bytes]:
    """Parts of the right shape, sealed to the reviewers, and an answer that its reporter could open as well."""
    three = [key_of(handle).identity.recipient for handle in ("ada", "ben", "noor")]
    sizes = {"report": 16384, "headline": 1024, "contact": 1024, "note": 4096}
    parts = {name: seal(b" " * size, three[:2]) for name, size in sizes.items()}
    return parts | {"reply": seal(b" " * 16384, three)}


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


WHAT = {
    "form": "the form over HTTP: paths, queries, headers, bodies",
    "desk": "the desk over HTTP, as reviewer, alternate, auditor and nobody",
}
