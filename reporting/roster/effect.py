"""Changing the folder of keys: a proposal is written, and takes effect once enough have signed it.

The order of the steps is such that a crash between any two leaves a folder that loads: history first, then the note
itself, then what only tidies up. Public files of the retired are kept under the last serial that named them, since old
reports are sealed to those keys.
"""

from pathlib import Path

from reporting.roster.changes import Proposal
from reporting.roster.files import put, sync_folder
from reporting.roster.folder import Keys
from reporting.roster.listing import Listing
from reporting.roster.people import Person, Seat
from reporting.roster.succession import verify_chain


def propose(keys_dir: Path, keys: Keys, proposal: Proposal, newcomer: Person | None = None) -> None:
    """Write the proposal, with the newcomer's public file; one that changes nothing any more is removed."""
    _remove_unwanted(keys_dir, keys, proposal.listing)
    draft = keys_dir / "roster.proposed"
    if proposal.changes:
        put(draft, bytes(proposal.note))
    else:
        draft.unlink(missing_ok=True)
        sync_folder(keys_dir)
    if newcomer is not None:
        put(keys_dir / f"{newcomer.handle}.pub", newcomer.public_file())


def take_effect(keys_dir: Path, keys: Keys, proposal: Proposal) -> None:
    """Put a proposal in force; raises a RosterError, with nothing changed, unless the whole chain verifies with it."""
    note = bytes(proposal.note)
    people = [keys.person(seat) for seat in verify_chain((*keys.notes, note)).seats]
    former = keys.listing.seats if keys.listing else ()
    leaving = [keys.person(seat) for seat in former if proposal.listing.by_handle(seat.handle) is None]
    history = keys_dir / "history"
    history.mkdir(exist_ok=True)
    if keys.listing:
        put(history / f"{keys.listing.serial:04d}.roster", keys.notes[-1])
    put(keys_dir / "roster", note)
    for person in people:
        if person not in keys.people.values():
            put(keys_dir / f"{person.handle}.pub", person.public_file())
    for person in leaving:
        put(history / f"{len(keys.notes):04d}.{person.handle}.pub", person.public_file())
        (keys_dir / f"{person.handle}.pub").unlink()
    (keys_dir / "roster.proposed").unlink(missing_ok=True)
    sync_folder(keys_dir)


def _remove_unwanted(keys_dir: Path, keys: Keys, proposed: Listing) -> None:
    """Public files that only the former proposal named would be strays now."""

    def stands_in(listing: Listing | None, seat: Seat) -> bool:
        return listing is not None and listing.by_handle(seat.handle) is not None

    for seat in keys.proposal.listing.seats if keys.proposal else ():
        if not stands_in(proposed, seat) and not stands_in(keys.listing, seat):
            (keys_dir / f"{seat.handle}.pub").unlink(missing_ok=True)
