"""The cast gets keys and a roster that seats it, and the log a key: the same in every test, and test keys only."""

import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from reporting.accesslog.checkpoints import LogKey
from reporting.demo.people import CAST
from reporting.roster import Person, Role
from reporting.roster.changes import Proposal
from reporting.sealing.keyfiles import PrivateKey
from reporting.signednote import VerifierKey

NOW = datetime(2026, 11, 23, 14, 5, 37, tzinfo=UTC)


@cache
def key_of(handle: str) -> PrivateKey:
    """The same made-up person has the same key in every test. Test keys only: anybody can make them again."""
    return PrivateKey.from_seed(hashlib.sha256(f"reporting tests only: {handle}".encode()).digest())


def log_key() -> LogKey:
    """The log's key. A test key only, as those of people."""
    return LogKey("larkfield.example/log", hashlib.sha256(b"reporting tests only: log").digest())


def write_log_key(secret: Path, public: Path) -> None:
    """Both halves, as the demonstration makes them."""
    secret.write_text(hashlib.sha256(b"reporting tests only: log").hexdigest() + "\n")
    secret.chmod(0o600)
    public.write_text(f"{log_key().verifier}\n")


def write_roster(keys: Path, handles: tuple[str, ...]) -> None:
    """A first roster of these people of the cast."""
    proposal = Proposal.opening("Larkfield Network", NOW.date())
    for handle, name, about, role in CAST:
        if handle in handles:
            key = key_of(handle)
            person = Person.of(name, about, role, VerifierKey.of(handle, key.verify_key), key.recipient_text)
            (keys / f"{handle}.pub").write_bytes(person.public_file())
            proposal = proposal.seating(person.seat, NOW.date())
    for handle, _name, _about, role in CAST:
        if role is Role.REVIEWER:
            proposal = proposal.signed(key_of(handle))
    (keys / "roster").write_bytes(bytes(proposal.note))
