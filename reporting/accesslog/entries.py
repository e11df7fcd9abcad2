"""What one entry of the access log says, and its bytes.

    >>> at = datetime(2026, 11, 23, 14, 5, 59, tzinfo=UTC)
    >>> Facts(Tag.REPORT_OPEN, when(Tag.REPORT_OPEN, at), person="k7f2", case="7QK4-M2XR").to_bytes()
    b'{"at":"2026-11-23T14:05Z","case":"7QK4-M2XR","person":"k7f2","tag":"report:open"}'

The bytes are canonical JSON (keys sorted, no spaces, ASCII, what is empty left out). They are stored and hashed as they
are: a log whose entries are written anew for each check proves what the writer says today, not what it said then.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property

SALT_BYTES = 32
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)  # json.dumps makes one a call
_COMMITMENT = b"reporting/v1/commitment\n"
_AT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}Z)?", re.ASCII)
_HEX32 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KEYS = frozenset({"at", "case", "commitment", "count", "hash", "person", "tag"})


class MalformedEntry(ValueError):
    """These bytes are not an entry as this log writes them."""


class Tag(StrEnum):
    """What was done, `noun:verb`. A tag is never renamed: entries outlive programs."""

    SIGN_IN_ACCEPT = "sign-in:accept"
    SIGN_IN_REFUSE = "sign-in:refuse"
    INBOX_LIST = "inbox:list"
    REPORT_OPEN = "report:open"
    ATTACHMENT_OPEN = "attachment:open"
    CONTACT_OPEN = "contact:open"
    CONFLICT_DECLARE = "conflict:declare"
    CASE_MOVE = "case:move"
    NOTE_ADD = "note:add"
    REPLY_SEND = "reply:send"
    DECISION_PROPOSE = "decision:propose"
    DECISION_AGREE = "decision:agree"
    CASE_EXPORT = "case:export"
    CASE_HOLD = "case:hold"
    PART_REFUSE = "part:refuse"
    REPORT_ENTER = "report:enter"
    REPORT_ERASE = "report:erase"
    REPORT_DEPOSIT = "report:deposit"
    REPORT_WITHDRAW = "report:withdraw"
    ROSTER_CHANGE = "roster:change"
    SETTINGS_CHANGE = "settings:change"
    LOG_EXPORT = "log:export"
    RESTORE_DECLARE = "restore:declare"
    FILLER = "filler"


DAILY = frozenset({Tag.REPORT_DEPOSIT, Tag.REPORT_WITHDRAW, Tag.FILLER})
"""What reporters do is known by its date only, and fillers must look the same."""


@dataclass(frozen=True)
class Facts:
    """One entry, parsed. `person` is a fingerprint, `at` a minute in UTC or a date.

    `hash` is the hex SHA-256 of bytes that others hold too (a sealed report, a roster), `count` a number of refusals or
    of entries. What must be forgotten one day is never hashed bare but bound by `commitment`.
    """

    tag: Tag
    at: str
    person: str | None = None
    case: str | None = None
    commitment: str | None = None
    count: int | None = None
    hash: str | None = None

    def to_bytes(self) -> bytes:
        """The entry as it is stored, hashed and exported."""
        said = {key: value for key in _KEYS if (value := getattr(self, key)) is not None}
        return _CANONICAL.encode(said).encode()

    @classmethod
    def parse(cls, untrusted_bytes: bytes) -> "Facts":
        """The facts of stored bytes; raises MalformedEntry unless writing them again gives the same bytes."""
        try:
            said = json.loads(untrusted_bytes)
            facts = cls(**{**said, "tag": Tag(said["tag"])})
        except (ValueError, TypeError, KeyError, RecursionError):
            raise MalformedEntry from None
        texts = (facts.person, facts.case, facts.commitment, facts.hash)
        if (
            not (isinstance(facts.at, str) and _AT.fullmatch(facts.at))
            or not all(text is None or (isinstance(text, str) and text) for text in texts)
            or not all(text is None or _HEX32.fullmatch(text) for text in (facts.commitment, facts.hash))
            or not (facts.count is None or (type(facts.count) is int and facts.count > 0))
            or facts.to_bytes() != untrusted_bytes  # last: what nests just deep enough to be read may not be written
        ):
            raise MalformedEntry
        return facts


@dataclass(frozen=True)
class Entry:
    """An appended entry: its index in the log, from 0 without a gap, and its bytes as stored."""

    index: int
    bytes: bytes

    @cached_property
    def facts(self) -> Facts:
        """What the bytes say; raises MalformedEntry."""
        return Facts.parse(self.bytes)


def when(tag: Tag, moment: datetime) -> str:
    """A moment in the grain that this tag may show: a date for what reporters do, else the minute, in UTC."""
    said = moment.astimezone(UTC).isoformat(timespec="minutes")  # strftime costs ten times this
    return said[:10] if tag in DAILY else f"{said[:16]}Z"


def commitment(salt: bytes, said: bytes) -> str:
    """Hex SHA-256 that binds an entry to `said` without saying it; erasing the salt makes it say nothing for good."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return hashlib.sha256(_COMMITMENT + salt + said).hexdigest()
