"""The desk as strangers ask it, and those who are signed in."""

import json
from base64 import b64encode
from collections.abc import Callable
from random import Random

from flask import Flask

from tests.fuzz import hostile
from tests.fuzz.http import Answer, Request, ask
from tests.fuzz.room import QUERIES, Room
from tests.house import EVERYBODY, House, key_of

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
