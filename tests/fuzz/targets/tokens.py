"""The form's tokens and proofs of work: only what was issued is ever taken."""

import json
import secrets
from base64 import b64decode, b64encode
from hashlib import sha256

from reporting.abuse import TokenRefused
from reporting.abuse.ripening import RipeningTokens
from reporting.abuse.token import FormTokens
from reporting.abuse.work import MOST, Work
from reporting.clock import FixedClock
from tests.fuzz.target import Target, text_of, unless
from tests.house import NOW

CLOCK, KEY = FixedClock(NOW), secrets.token_bytes(32)  # what an earlier run was issued is none of this one's
FORM, RIPE, WORK = FormTokens(KEY, CLOCK), RipeningTokens(KEY, CLOCK), Work(KEY, CLOCK)
LATER = RipeningTokens(KEY, FixedClock(NOW.replace(minute=59)))
ISSUED = FORM.issue("a page"), RIPE.issue()


def solved(given: dict[str, str | int]) -> bytes:
    number = next(
        at for at in range(MOST + 1) if sha256(f"{given['salt']}{at}".encode()).hexdigest() == given["challenge"]
    )
    return b64encode(json.dumps({**given, "number": number}).encode())


SOLVED = solved(dict(WORK.issue()))
CHALLENGE = json.loads(b64decode(SOLVED))["challenge"]


def seeds() -> list[bytes]:
    return [*(one.encode() for one in ISSUED), SOLVED, b64decode(SOLVED)]


def check(untrusted: bytes) -> bool:
    text = text_of(untrusted)
    spent = unless(TokenRefused, lambda: FORM.check(text, "a page"))
    ripe = unless(TokenRefused, lambda: LATER.check(text))
    assert (spent is None) == (text != ISSUED[0])
    assert (ripe is None) == (text != ISSUED[1])
    taken = False
    for solution in (text, b64encode(untrusted).decode()):
        worked = unless(TokenRefused, lambda solution=solution: WORK.check(solution))
        assert worked in (None, sha256(b"reporting/v1/work\n" + CHALLENGE.encode()).digest())
        taken = taken or worked is not None
    return bool(spent or ripe or taken)


WORDS = (
    b"2026-11-23.",
    b".",
    b'"number":',
    b'"salt":',
    b'"signature":',
    b'"challenge":',
    b"true",
    b"1.0",
    b"null",
    b"[[",
    b"?expires=",
    b"\\ud800",
    b"NaN",
    b"1e5",
)
TARGET = Target("form tokens, ripening tokens, proofs of work", seeds, check, WORDS, largest=2048)
