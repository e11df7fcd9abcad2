"""Why a roster is refused: one class, one meaning, one short `reason` that the browser's twin of this room uses too."""

from typing import ClassVar

from reporting.errors import Refused, ReportingError


class RosterError(Refused):
    """The folder of public keys cannot be relied on: one line that says what is wrong and what mends it."""

    reason: ClassVar[str] = "roster"
    remedy: ClassVar[str] = "Put keys/ back from a copy that the reviewers trust."

    def __init__(self, what: str, remedy: str = "") -> None:
        self.what = what
        super().__init__(f"{what} {remedy or self.remedy}")


class Malformed(RosterError):
    """A roster or a proposal is not written the way rosters are."""

    reason = "malformed"


class MalformedPublicFile(RosterError):
    """A `.pub` file is not written the way `reporting key new` writes it."""

    reason = "malformed-public-file"
    remedy = "Take the file that `reporting key new` wrote."


class Duplicate(RosterError):
    """Somebody, or some key, stands in the roster twice."""

    reason = "duplicate"
    remedy = "Let one of the two be retired, or make a new key."


class NotTwoReviewers(RosterError):
    """A roster names exactly two reviewers; the two-person rule rests on it."""

    reason = "not-two-reviewers"
    remedy = "Run `reporting key add` or `reporting key retire` until it does."


class SkippedSerial(RosterError):
    """The chain of notes has a gap, a repetition or no beginning."""

    reason = "skipped-serial"


class PreviousMismatch(RosterError):
    """A note names another note as its predecessor than the one that is here."""

    reason = "previous-mismatch"


class Unsigned(RosterError):
    """Signatures that a note needs are missing."""

    reason = "unsigned"


class SelfSigned(RosterError):
    """Only reviewers whom the change is about have signed it."""

    reason = "self-signed"


class ForgedSignature(RosterError):
    """A reviewer's signature does not fit the text under it."""

    reason = "wrong-signature"


class MissingPublicFile(RosterError):
    """The roster names somebody whose public file is not here."""

    reason = "missing-public-file"
    remedy = "Put it back."


class ForeignPublicFile(RosterError):
    """A public file holds other keys, or another name, than the roster says."""

    reason = "foreign-public-file"
    remedy = "Put the right one back."


class StrayPublicFile(RosterError):
    """A public file belongs to nobody in the roster or in the proposal."""

    reason = "stray-public-file"
    remedy = "Run `reporting key add` with it, or remove it."


class PrivateKeyHere(RosterError):
    """A private key, locked or not, lies among the public ones."""

    reason = "private-key"
    remedy = "Only public halves belong in keys/: move it away."


class UnreadableFile(RosterError):
    """A file among the keys cannot be read, or is far too large to be one."""

    reason = "unreadable"
    remedy = "Mend its permissions, or remove it."


class UnknownReaders(ReportingError):
    """This choice of readers is not offered (now)."""
