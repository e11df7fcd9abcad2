"""Signing in reads aloud: verify the signature, use the challenge up, enter it in the log, start a session.

The browser signs the UTF-8 bytes of `{"nonce":"…","origin":"…","purpose":"reporting sign-in v1"}` (keys sorted, no
spaces) with the person's Ed25519 key. The origin is inside, so that a signature got by another page is worth nothing
here; the purpose is inside, so that no other signature of the same key is.
"""

import json
from base64 import b64decode
from dataclasses import dataclass
from typing import Self

from reporting.accesslog import AccessLog, Tag
from reporting.clock import Clock
from reporting.db import Store
from reporting.errors import ReportingError
from reporting.roster import Person, Roster
from reporting.signednote import VerifierKey
from reporting.signin import challenges, refusals
from reporting.signin.sessions import Sessions

PURPOSE = "reporting sign-in v1"
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64
# RFC 8032's first test vector: nobody of ours holds it. Whoever is unknown is verified against it, so that it takes the
# same time as a known person with a wrong signature.
_NOBODY = VerifierKey.of("nobody", bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))


class SignInRefused(ReportingError):
    """This does not sign anybody in; which of the reasons it was is not said."""


@dataclass(frozen=True)
class Claim:
    """Who somebody says they are, and their signature over a challenge. Nothing in it is trusted.

    `verify_key` is their Ed25519 public key. A fingerprint would hold the handle too, which a browser with nothing
    but a key file does not know before it has signed in.
    """

    verify_key: bytes
    nonce: str
    signature: bytes

    @classmethod
    def parse(cls, untrusted_json: object) -> Self:
        """Never refuses: what is malformed becomes a claim that fails, as slowly as any other."""
        given = untrusted_json if isinstance(untrusted_json, dict) else {}
        nonce = given.get("nonce")
        return cls(
            verify_key=_decoded(given.get("key"), _KEY_BYTES),
            nonce=nonce if isinstance(nonce, str) and nonce.isascii() else "",
            signature=_decoded(given.get("signature"), _SIGNATURE_BYTES),
        )

    def person(self, roster: Roster | None) -> Person | None:
        """Who holds this key, if anybody in the roster does."""
        people = roster.people if roster else ()
        return next((person for person in people if person.verifier.raw == self.verify_key), None)


def _decoded(untrusted_base64: object, length: int) -> bytes:
    """So many bytes, zeros when these are not."""
    try:
        raw = b64decode(untrusted_base64, validate=True) if isinstance(untrusted_base64, str) else b""
    except ValueError:
        raw = b""
    return raw if len(raw) == length else bytes(length)


@dataclass(frozen=True)
class SignedIn:
    """Somebody who has just signed in; `token` goes into their cookie and nowhere else."""

    person: Person
    token: str


def signed_bytes(nonce: str, origin: str) -> bytes:
    """What the browser signs."""
    said = {"nonce": nonce, "origin": origin, "purpose": PURPOSE}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def new_challenge(store: Store, clock: Clock) -> str:
    """A challenge to sign, good once and for two minutes."""
    return challenges.issue(challenges.shared_secret(store), clock)


def sign_in(
    claim: Claim, *, store: Store, roster: Roster | None, origin: str, clock: Clock, untrusted_before: str = ""
) -> SignedIn:
    """Start a session for whoever signed; raises SignInRefused for every reason alike, and StoreUnavailable.

    `untrusted_before` is the token that their browser showed until now. It is written over, so its session ends.
    """
    fresh = challenges.is_fresh(challenges.shared_secret(store), claim.nonce, clock)
    person = claim.person(roster)
    signed = (person.verifier if person else _NOBODY).verify(signed_bytes(claim.nonce, origin), claim.signature)
    token = None
    with store.write() as session:
        if person and signed and fresh and challenges.spend(session, claim.nonce, clock):
            refusals.settle(session, clock)
            AccessLog(session, clock).append(Tag.SIGN_IN_ACCEPT, person=person.fingerprint)
            sessions = Sessions(session, clock)
            sessions.end(untrusted_before)
            token = sessions.start(person.fingerprint)
        else:
            refusals.count(session, clock)
    if person is None or token is None:
        raise SignInRefused
    return SignedIn(person, token)


def sign_out(token: str, fingerprint: str, *, everywhere: bool, store: Store, clock: Clock) -> None:
    """End this session, or every one of this person."""
    with store.write() as session:
        sessions = Sessions(session, clock)
        sessions.end(token)
        if everywhere:
            sessions.end_all(fingerprint)
