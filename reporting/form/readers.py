"""Who reads what a reporter adds to a report, by the roster of today."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting import intake
from reporting.db import StoreUnavailable
from reporting.form.room import here
from reporting.mailbox.receipt import Receipt
from reporting.roster import Person


@dataclass(frozen=True)
class Readers:
    """The people, and whether somebody who could read the report no longer can."""

    people: tuple[Person, ...]
    fewer: bool

    @property
    def prints(self) -> str:
        """Their keys, as the script takes them."""
        return prints_of(self.people)


def prints_of(people: Sequence[Person]) -> str:
    return " ".join(person.fingerprint for person in people)


def page_naming(people: Sequence[Person]) -> str:
    """What the token of a message holds for: a page that named these readers."""
    return f"message {prints_of(people)}"


def page_offering(people: Sequence[Person], chosen: str) -> str:
    """What the offer to add words to a report holds for: a page that named these, its readers, beside this choice of
    others. Whoever chooses anew has somebody in mind, and has to be told again that these read it."""
    return f"{page_naming(people)} not {chosen}"


def readers_of(standing: intake.Standing) -> Readers | None:
    """None while no roster verifies: then nobody can say who reads."""
    if (roster := here().roster) is None:
        return None
    people = intake.people_of(standing, roster)
    return Readers(people, len(people) < len(standing.readers))


def readers_under(receipt: Receipt) -> Readers | None:
    """Those of the report under these words; None as well when there is no such report, or no looking just now."""
    room = here()
    try:
        standing = intake.look_up(receipt.locator_hash, mailbox=room.mailbox, clocks=room.settings.clocks)
    except StoreUnavailable:
        return None
    return readers_of(standing) if standing else None
