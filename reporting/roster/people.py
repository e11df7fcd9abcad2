"""People as the roster knows them: a seat is one signed line, a person is a seat and their public file.

    >>> str(person.seat)
    'reviewer ada+1a2b3c4d+AbCd…= k7f29qmx4hze… Ada Lindqvist, ethics board'
    >>> person.short
    'k7f2 9qmx 4hze'

The public file is an age recipients file: `age -R keys/ada.pub` seals to Ada without us.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NoReturn, Self

from reporting.roster.errors import Malformed, MalformedPublicFile
from reporting.signednote import NoteError, VerifierKey

HANDLE = re.compile(r"(?!log$)[a-z][a-z0-9-]{0,30}")  # keys/log.pub is the access log's
MAX_PUBLIC_FILE = 8 * 1024  # bytes
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_FINGERPRINT = re.compile(rf"[{_CROCKFORD}]{{52}}")
_RECIPIENT = re.compile(r"age1pq1[ac-hj-np-z02-9]{1952}")
_FIRST_LINE = "# reporting public key v1"
_LABELS = ("name", "about", "role", "verifier")


class Role(StrEnum):
    """What somebody may do; the order is that of the roster."""

    REVIEWER = "reviewer"
    ALTERNATE = "alternate"
    AUDITOR = "auditor"


def fingerprint(recipient: str, verifier: str) -> str:
    """52 characters of lower-case Crockford base32 over SHA-256 of both public keys, bits left-aligned (RFC 4648)."""
    digest = sha256(f"reporting/v1/fingerprint\n{recipient}\n{verifier}\n".encode()).digest()
    bits = int.from_bytes(digest) << 4
    return "".join(_CROCKFORD[bits >> shift & 31] for shift in range(255, -1, -5))


def in_fours(fingerprint: str) -> str:
    """As it is read out: `k7f2 9qmx 4hze …`."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def is_plain(text: str, *, limit: int = 120) -> bool:
    """Whether words fit on one line and look like what they are: no control, direction or odd space characters."""
    return len(text) <= limit and text.isprintable() and text == text.strip()


@dataclass(frozen=True, slots=True)
class Seat:
    """One line of a roster: who, in which role, with which keys."""

    role: Role
    verifier: VerifierKey
    fingerprint: str
    name: str
    about: str

    @classmethod
    def parse(cls, untrusted_line: str) -> Self:
        """From the line without its newline; raises Malformed."""
        fields = untrusted_line.split(" ", 3)
        if len(fields) != 4 or fields[0] not in tuple(Role):
            raise Malformed("has a line that is not role, verifier key, fingerprint and name.")
        name, _, about = fields[3].partition(", ")
        try:
            seat = cls(Role(fields[0]), VerifierKey.parse(fields[1]), fields[2], name, about)
        except NoteError as error:
            raise Malformed(f"has a malformed line, {error}.") from None
        if not _FINGERPRINT.fullmatch(fields[2]) or not seat.is_well_named or str(seat) != untrusted_line:
            raise Malformed("has a malformed fingerprint, handle, name or description.")
        return seat

    @property
    def handle(self) -> str:
        return self.verifier.name

    @property
    def is_well_named(self) -> bool:
        """Whether handle, name and description can be told apart again once they are written."""
        named = is_plain(self.name, limit=80) and bool(self.name) and "," not in self.name
        return named and is_plain(self.about) and bool(HANDLE.fullmatch(self.handle))

    def __str__(self) -> str:
        words = f"{self.name}, {self.about}" if self.about else self.name
        return f"{self.role} {self.verifier} {self.fingerprint} {words}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose keys are known whole; the recipient is age's text, parsed by whoever seals."""

    handle: str
    name: str
    about: str
    role: Role
    verifier: VerifierKey
    recipient: str
    fingerprint: str

    @classmethod
    def of(cls, name: str, about: str, role: Role, verifier: VerifierKey, recipient: str) -> Self:
        """With handle and fingerprint as they follow from the keys."""
        return cls(verifier.name, name, about, role, verifier, recipient, fingerprint(recipient, str(verifier)))

    @classmethod
    def parse(cls, untrusted_file: bytes) -> Self:
        """From a public file, exactly as `public_file` writes it; raises MalformedPublicFile."""

        def refuse(why: str) -> NoReturn:
            raise MalformedPublicFile(f"{why}.")

        if len(untrusted_file) > MAX_PUBLIC_FILE:
            refuse("it is far too large")
        try:
            lines = untrusted_file.decode().split("\n")
        except UnicodeDecodeError:
            refuse("it is not UTF-8")
        if len(lines) != 7:
            refuse("it does not have six lines")
        name, about, role, verifier = (
            line.removeprefix(f"# {label}:")[1:] for label, line in zip(_LABELS, lines[1:5], strict=True)
        )
        try:
            person = cls.of(name, about, Role(role), VerifierKey.parse(verifier), lines[5])
        except NoteError as error:
            refuse(str(error))
        except ValueError:
            refuse("its role is not reviewer, alternate or auditor")
        if not _RECIPIENT.fullmatch(person.recipient):
            refuse("its last line is not one post-quantum age recipient")
        if not person.seat.is_well_named or person.public_file() != untrusted_file:
            refuse("its first lines are not as they should be")
        return person

    def public_file(self) -> bytes:
        """The text of `keys/HANDLE.pub`."""
        values = (self.name, self.about, self.role, str(self.verifier))
        comments = [f"# {label}: {value}".rstrip() for label, value in zip(_LABELS, values, strict=True)]
        return "\n".join((_FIRST_LINE, *comments, self.recipient, "")).encode()

    @property
    def seat(self) -> Seat:
        """The line that stands for this person in a roster."""
        return Seat(self.role, self.verifier, self.fingerprint, self.name, self.about)

    @property
    def short(self) -> str:
        """The first twelve characters of the fingerprint, in fours: enough to read out, not enough to rely on."""
        return in_fours(self.fingerprint[:12])

    def described(self) -> str:
        """`Ada Lindqvist, ethics board, reviewer`."""
        return ", ".join(filter(None, (self.name, self.about, self.role)))

    def verify(self, message: bytes, untrusted_signature: bytes) -> bool:
        """Whether this person signed exactly these bytes."""
        return self.verifier.verify(message, untrusted_signature)
