"""What strangers send to the desk's door in JSON, and what is asked for in addresses: all of it becomes a value."""

import json
from urllib.parse import parse_qsl

from reporting.accesslog.search import Wanted
from reporting.audit.asked import Asked as LogAsked
from reporting.audit.asked import index_of
from reporting.clock import FixedClock
from reporting.review.inbox import Asked as InboxAsked
from reporting.review.newest_checkpoint import NoSize, known_size
from reporting.signin import Claim
from reporting.signin.challenges import is_fresh, issue
from tests.fuzz.target import Target, text_of, unless
from tests.house import NOW

CLOCK, SECRET = FixedClock(NOW), bytes(32)
NONCE = issue(SECRET, CLOCK)


def seeds() -> list[bytes]:
    claim = {"key": "A" * 43 + "=", "nonce": NONCE, "signature": "A" * 86 + "==", "from": 64}
    return [json.dumps(claim).encode(), b"tag=report:open&from=2026-11-01&to=2026-11-23&case=7QK4-M2XR&before=12"]


def check(untrusted: bytes) -> bool:
    text = text_of(untrusted)
    query = dict(parse_qsl(text, keep_blank_values=True, errors="replace"))
    asked = LogAsked.parse(query, people=())
    assert asked.problems or isinstance(asked.wanted, Wanted)
    assert index_of(text) is None or str(index_of(text)) == text.lstrip("0") or not int(text)
    InboxAsked.parse(query)
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    claim = Claim.parse(given)
    assert (len(claim.verify_key), len(claim.signature)) == (32, 64)
    assert is_fresh(SECRET, claim.nonce, CLOCK) == (claim.nonce == NONCE)
    size = unless(NoSize, lambda: known_size(given))
    assert size is None or size >= 0
    return True


WORDS = (
    b'"key":',
    b'"nonce":',
    b'"signature":',
    b'"from":',
    b"tag=",
    b"case=",
    b"before=",
    b"from=",
    b"sort=",
    b"page=",
    b"status=",
    b"\\ud800",
    b"%00",
    b"1e999",
    b"9" * 30,
    "٣".encode(),
)
TARGET = Target("claims at the door, queries of the desk", seeds, check, WORDS, largest=2048)
