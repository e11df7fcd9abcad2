"""What each refusal of an auditor's check means, in words for somebody who has never seen a hash, and what to do then.

    >>> explained(RolledBack("expected at least the 320 entries …, got 301"), "log-2026-11 and kept")
    'Nothing was cosigned. The log is shorter than it was: … (expected at least the 320 entries …) Change nothing in …'

The one table from which `reporting log cosign` speaks; `reporting log verify` takes from it what to do. A class that
is not in it speaks with the words of its parent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.accesslog.checkpoints import CheckpointError, EmptyLog, OtherLog
from reporting.accesslog.tiles import MalformedBundle, TileError
from reporting.accesslog.verify import Forked, LogRefused, MissingFile, Rewritten, RolledBack, WrongEntries, WrongTile
from reporting.accesslog.witness import (
    ClockWentBack,
    ForgedCosignature,
    KeptOfOtherLog,
    KeptUnusable,
    KeyChanged,
    OtherName,
    PastForgotten,
)
from reporting.errors import ReportingError
from reporting.signednote import NoKnownSignature, NoteError, WrongSignature

EVIDENCE = (
    "Change nothing in {evidence}, and copy everything to where the operator cannot reach it: it is evidence. Tell "
    "both reviewers and whoever appointed you, before you speak to the operator."
)
ON_ITS_WAY = (
    "It may have been damaged on its way: have the log handed over once more. If that is refused too, keep {evidence} "
    "as evidence, and tell both reviewers and whoever appointed you."
)
RESTORED = (
    "If a backup was put back, both reviewers must be able to say when and why, and the log must declare it "
    "(restore:declare); only they can tell you to begin anew, with another file, and to keep the old one."
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What happened, and what to do: `{evidence}` stands for what was handed over and what was kept."""

    happened: str
    then: str


MEANINGS: Mapping[type[ReportingError], Meaning] = {
    RolledBack: Meaning(
        "The log is shorter than it was: entries that you have seen are gone. It was cut, or an older state put back.",
        f"If you may have named an older export by mistake, name the newest. If not: {EVIDENCE} {RESTORED}",
    ),
    Forked: Meaning(
        "There are two logs of the same length, both with the log's signature: you were shown another one than before, "
        "or than somebody else.",
        EVIDENCE,
    ),
    Rewritten: Meaning(
        "The past was rewritten: entries that you have seen were changed, left out, moved, or others put between them.",
        f"{EVIDENCE} {RESTORED}",
    ),
    EmptyLog: Meaning("The log is empty: every entry in it is gone.", EVIDENCE),
    OtherLog: Meaning("This is another log than the one whose key you have.", ON_ITS_WAY),
    KeyChanged: Meaning(
        "The log's key was changed: a checkpoint is signed by another key than the one you named.",
        "If both reviewers have told you of a new key in person, name the right one with --key. If not: " + EVIDENCE,
    ),
    NoKnownSignature: Meaning(
        "The checkpoint does not bear the log's signature.",
        f"If --key names another file than the one that the reviewers gave you, name that. If not: {ON_ITS_WAY}",
    ),
    WrongSignature: Meaning(
        "The log's signature does not fit: the checkpoint was altered after it had been signed.", ON_ITS_WAY
    ),
    WrongEntries: Meaning(
        "The entries are not those that the log has signed for: some were changed, left out, moved or put in.", EVIDENCE
    ),
    WrongTile: Meaning(
        "The files do not fit each other: one that lists hashes was cut short, changed, or is from another log.",
        ON_ITS_WAY,
    ),
    MalformedBundle: Meaning("A file with entries was cut short, or holds more than it should.", ON_ITS_WAY),
    MissingFile: Meaning("A file of the log is missing, or far too large.", ON_ITS_WAY),
    KeptUnusable: Meaning(
        "The checkpoint that you kept was damaged or altered, so there is nothing to compare the log with.",
        "Put your own copy of it back. If you never touched it, ask yourself who could: " + EVIDENCE,
    ),
    KeptOfOtherLog: Meaning(
        "What you kept is of another log.", "Name the file with what you kept of this one, and its key with --key."
    ),
    PastForgotten: Meaning(
        "You have cosigned this very log, yet there is no kept checkpoint under the name you gave.",
        "Name the right file with --kept. If it is lost, copy the checkpoint of this folder there, and run this again.",
    ),
    ForgedCosignature: Meaning("Somebody has put a forged cosignature under your name.", EVIDENCE),
    ClockWentBack: Meaning(
        "Your computer's clock stands before the time of your last cosignature, and times may never go backwards.",
        "Set the clock right and run this again. If it was wrong the last time, so that the time lies in the future, "
        "tell both reviewers and make a new key: reporting key new.",
    ),
    OtherName: Meaning(
        "Your key cosigned under another name before.", "Use the same one: --handle with what follows its last slash."
    ),
    NoteError: Meaning("The checkpoint is not written as a signed checkpoint is.", ON_ITS_WAY),
    CheckpointError: Meaning("The checkpoint does not say how long the log is and what is in it.", ON_ITS_WAY),
    TileError: Meaning("A file of the log is not as it should be.", ON_ITS_WAY),
    LogRefused: Meaning("The log is not the one that was promised.", EVIDENCE),
}


def explained(error: ReportingError, evidence: str) -> str:
    """One line: what happened, what was expected and got, and what to do."""
    return f"Nothing was cosigned. {_meaning(error).happened} ({error}) {what_then(error, evidence)}"


def what_then(error: ReportingError, evidence: str) -> str:
    """What to do, alone."""
    return _meaning(error).then.format(evidence=evidence)


def _meaning(error: ReportingError) -> Meaning:
    return next(MEANINGS[cls] for cls in type(error).__mro__ if cls in MEANINGS)
