"""Changing the folder of keys: a proposal is written, and takes effect once enough have signed it.

The order of the steps is such that a crash between any two leaves a folder that loads: history first, then the note
itself, then what only tidies up; what a crash left untidy, the next change puts right. Public files of the retired, and
of keys that were changed, are kept under the last serial that named them, since old reports are sealed to those keys.
"""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from reporting.roster.changes import Proposal
from reporting.roster.files import put, sync_folder
from reporting.roster.folder import Keys
from reporting.roster.listing import Listing
from reporting.roster.people import Person, Seat
from reporting.roster.succession import read_note, verify_chain


def propose(keys_dir: Path, keys: Keys, proposal: Proposal, newcomer: Person | None = None) -> None:
    """Write the proposal, with the newcomer's public file; one that changes nothing any more is removed."""
    _settle(keys_dir, keys)
    _remove_unwanted(keys_dir, keys, proposal.listing)
    draft = keys_dir / "roster.proposed"
    if proposal.changes:
        put(draft, bytes(proposal.note))
    else:
        draft.unlink(missing_ok=True)
        sync_folder(keys_dir)
    if newcomer is not None:
        file = _waiting_file(keys_dir, keys.listing, newcomer.seat)
        _folder(file.parent)
        put(file, newcomer.public_file())


def take_effect(keys_dir: Path, keys: Keys, proposal: Proposal) -> None:
    """Put a proposal in force; raises a RosterError, with nothing changed, unless the whole chain verifies with it."""
    notes = (*keys.notes, bytes(proposal.note))
    after = replace(keys, notes=notes, listing=verify_chain(notes), proposal=None)
    if after.listing:
        for seat in after.listing.seats:
            after.person(seat)
    history = _folder(keys_dir / "history")
    if keys.listing:
        put(history / f"{keys.listing.serial:04d}.roster", keys.notes[-1])
    put(keys_dir / "roster", notes[-1])
    _settle(keys_dir, after)
    (keys_dir / "roster.proposed").unlink(missing_ok=True)
    sync_folder(keys_dir)


def _settle(keys_dir: Path, keys: Keys) -> None:
    """Let each HANDLE.pub hold the key in force, and history those of former people and former keys."""
    people = [keys.person(seat) for seat in keys.listing.seats] if keys.listing else []
    needed = {seat.fingerprint for seat in keys.proposal.listing.seats} if keys.proposal else set()
    needed |= {person.fingerprint for person in people}
    last_named = {
        seat.fingerprint: serial for serial, note in enumerate(keys.notes, 1) for seat in read_note(note)[1].seats
    }
    former = [one for one in keys.people.values() if one.fingerprint in last_named.keys() - needed]
    for person in former:
        name = f"{last_named[person.fingerprint]:04d}.{person.handle}.pub"
        put(_folder(keys_dir / "history") / name, person.public_file())
    for person in people:
        file = keys_dir / f"{person.handle}.pub"
        if not file.is_file() or file.read_bytes() != person.public_file():
            put(file, person.public_file())
        waiting = keys_dir / "proposed" / file.name
        if waiting.is_file() and Person.parse(waiting.read_bytes()).fingerprint == person.fingerprint:
            _remove(waiting)
    for person in former:
        if person.handle not in {one.handle for one in people}:
            _remove(keys_dir / f"{person.handle}.pub")


def _remove_unwanted(keys_dir: Path, keys: Keys, proposed: Listing) -> None:
    """Public files that only the former proposal named would be strays now."""
    wanted = {seat.fingerprint for seat in (*proposed.seats, *(keys.listing.seats if keys.listing else ()))}
    for seat in keys.proposal.listing.seats if keys.proposal else ():
        if seat.fingerprint not in wanted:
            _remove(_waiting_file(keys_dir, keys.listing, seat))


def _waiting_file(keys_dir: Path, in_force: Listing | None, seat: Seat) -> Path:
    """Where the public file of somebody proposed lies: apart, when their handle has another key in force."""
    holder = in_force.by_handle(seat.handle) if in_force else None
    name = f"{seat.handle}.pub"
    return keys_dir / name if holder is None or holder.fingerprint == seat.fingerprint else keys_dir / "proposed" / name


def _remove(file: Path) -> None:
    """And the folder of waiting files with its last one."""
    file.unlink(missing_ok=True)
    if file.parent.name == "proposed":
        with suppress(OSError):  # it holds another
            file.parent.rmdir()


def _folder(folder: Path) -> Path:
    """Made if need be, to be read by all three programs whatever the umask of the one that makes it."""
    if not folder.exists():
        folder.mkdir()
        folder.chmod(0o755)
    return folder
