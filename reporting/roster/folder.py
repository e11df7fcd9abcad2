"""The folder `keys/`: everything in it is public, and what does not verify is refused before an app starts (D15).

keys/roster                  the note in force
keys/history/0001.roster …   the notes before it, oldest first
keys/roster.proposed         a change that waits for signatures
keys/HANDLE.pub              one a person
keys/proposed/HANDLE.pub     another key of a person, as long as only the proposal names it
keys/log.pub                 the access log's verifier key
"""

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from reporting.roster.changes import Proposal
from reporting.roster.errors import (
    Duplicate,
    ForeignPublicFile,
    MalformedPublicFile,
    MissingPublicFile,
    PrivateKeyHere,
    SkippedSerial,
    StrayPublicFile,
    UnreadableFile,
)
from reporting.roster.listing import Listing
from reporting.roster.past import Past
from reporting.roster.people import Person, Seat
from reporting.roster.readers import Roster
from reporting.roster.succession import read_note, verify_chain
from reporting.signednote import NoteError, VerifierKey

MAX_FILE = 1024 * 1024  # bytes
_PRIVATE = re.compile(
    rb"AGE-(SECRET-KEY|PLUGIN)-[A-Z0-9-]*1[02-9AC-HJ-NP-Z]{16}|-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PRIVATE\+KEY\+"
    rb"|-----BEGIN AGE ENCRYPTED FILE-----|^age-encryption\.org/v|PuTTY-User-Key-File",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Keys:
    """One reading of the folder: the verified notes, the public files by fingerprint, and what is proposed."""

    notes: tuple[bytes, ...]
    listing: Listing | None
    people: Mapping[str, Person]
    proposal: Proposal | None

    @property
    def latest(self) -> Listing | None:
        """What is proposed, else what is in force: where the next change begins."""
        return self.proposal.listing if self.proposal else self.listing

    @property
    def roster(self) -> Roster | None:
        """The roster in force with everybody's recipient; raises MissingPublicFile, ForeignPublicFile, Duplicate."""
        if self.listing is None:
            return None
        people = tuple(map(self.person, self.listing.seats))
        if len({person.recipient for person in people}) < len(people):
            raise Duplicate("Two people in keys/ share one recipient.")
        past = Past([read_note(note)[1] for note in self.notes])
        return Roster(self.listing.community, self.listing.serial, self.listing.date, people, past)

    def person(self, seat: Seat) -> Person:
        """The public file of a seat, with the words that were signed."""
        namesakes = (person for person in self.people.values() if person.handle == seat.handle)
        person = self.people.get(seat.fingerprint) or next(namesakes, None)
        if person is None:
            raise MissingPublicFile(f"keys/{seat.handle}.pub is missing, though the roster names it.")
        if (person.fingerprint, person.name) != (seat.fingerprint, seat.name):
            what = "another name" if person.fingerprint == seat.fingerprint else "other keys"
            raise ForeignPublicFile(f"keys/{seat.handle}.pub holds {what} than the roster.")
        return replace(person, role=seat.role, about=seat.about)

    @property
    def texts(self) -> list[str]:
        """The whole notes, oldest first, for those who verify them on their own."""
        return [note.decode() for note in self.notes]

    def whole(self) -> Roster | None:
        """The roster in force, once nothing is amiss in the folder; raises StrayPublicFile and as `roster` does."""
        roster = self.roster
        self.refuse_strays()
        return roster

    def refuse_strays(self) -> None:
        """Raises StrayPublicFile. Files of former people pass: a crash may have kept them from moving to history."""
        listings = [read_note(note)[1] for note in self.notes] + ([self.proposal.listing] if self.proposal else [])
        named = {seat.fingerprint for listing in listings for seat in listing.seats}
        for person in self.people.values():
            if person.fingerprint not in named:
                raise StrayPublicFile(f"keys/{person.handle}.pub belongs to nobody in the roster.")


def load(keys_dir: Path) -> Roster | None:
    """The roster in force, or None as long as no first one is signed; raises a RosterError with one clear line."""
    return read_keys(keys_dir).whole()


def chain(keys_dir: Path) -> list[str]:
    """The whole notes, oldest first; raises a RosterError."""
    return read_keys(keys_dir).texts


def change_waits(keys_dir: Path) -> bool:
    """Whether a proposal lies there, unread: each inbox asks, and only who signs has to know what it is."""
    return (keys_dir / "roster.proposed").exists()


def read_keys(keys_dir: Path) -> Keys:
    """Read and verify the folder; a folder that is not there holds no keys. Raises a RosterError."""
    try:
        _refuse_private_keys(keys_dir)
        notes = _notes(keys_dir)
        listing = verify_chain(notes) if notes else None
        draft = _read(keys_dir / "roster.proposed") if (keys_dir / "roster.proposed").exists() else None
        people = _people(keys_dir)
    except OSError as error:
        raise UnreadableFile(f"{error.filename or keys_dir} cannot be read ({error.strerror}).") from None
    proposal = Proposal.parse(draft, listing, notes[-1] if notes else None) if draft is not None else None
    if proposal and listing and proposal.listing == listing:
        proposal = None  # it took effect, and a crash kept the draft from being removed
    return Keys(notes, listing, people, proposal)


def _notes(keys_dir: Path) -> tuple[bytes, ...]:
    """History and the note in force. The latter is read first: a change that happens meanwhile moves it to history."""
    current = [_read(keys_dir / "roster")] if (keys_dir / "roster").exists() else []
    files = sorted((keys_dir / "history").glob("*.roster"))
    if [file.name for file in files] != [f"{serial:04d}.roster" for serial in range(1, len(files) + 1)]:
        raise SkippedSerial("keys/history/ has a gap or a file that is no former roster.")
    history = [_read(file) for file in files]
    if history and not current:
        raise SkippedSerial("keys/roster is missing, though keys/history/ holds former ones.")
    return tuple(history if history[-1:] == current else history + current)


def _people(keys_dir: Path) -> dict[str, Person]:
    people = {}
    for file in (*sorted(keys_dir.glob("*.pub")), *sorted((keys_dir / "proposed").glob("*.pub"))):
        try:
            if file.name == "log.pub":
                VerifierKey.parse(_read(file).decode().removesuffix("\n"))
                continue
            person = Person.parse(_read(file))
        except MalformedPublicFile as error:
            raise MalformedPublicFile(f"{file} is no public file of ours: {error.what}") from None
        except (NoteError, UnicodeDecodeError):
            raise MalformedPublicFile(f"{file} is not one verifier key line.", "Put back the log's own.") from None
        if file.name != f"{person.handle}.pub":
            raise MalformedPublicFile(f"{file} is the public file of {person.handle}.", "Rename it or remove it.")
        people[person.fingerprint] = person
    return people


def _read(file: Path) -> bytes:
    info = file.stat()
    if not stat.S_ISREG(info.st_mode) or info.st_size > MAX_FILE:
        raise UnreadableFile(f"{file} is too large for a public file, or no plain file.")
    return file.read_bytes()


def holds_private_key(content: bytes) -> bool:
    """Whether this looks like one, locked or not. NULs are dropped first, so that one saved as UTF-16 is seen too."""
    return _PRIVATE.search(content.replace(b"\0", b"")) is not None


def _refuse_private_keys(keys_dir: Path) -> None:
    """Raises PrivateKeyHere, or OSError for a folder that cannot be searched."""

    def refuse(error: OSError) -> None:
        raise error

    for folder, _, names in os.walk(keys_dir, onerror=refuse if keys_dir.exists() else None):
        for name in names:
            file = Path(folder) / name
            try:
                private = holds_private_key(_read(file))
            except FileNotFoundError:
                if not name.startswith("."):
                    raise
                continue  # the draft of a file that has just been put in its place
            if private:
                raise PrivateKeyHere(f"{file} holds a private key.")
