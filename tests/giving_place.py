"""A reader gives the place beside another to somebody else, as the desk does it; and who opens what is sealed then."""

from reporting.mailbox.places import Places
from reporting.sealing import NotARecipient
from tests.house import House, key_of


def gives_place(house: House, stays: str = "ada", joins: str = "ines") -> None:
    keys = (house.person(one).fingerprint for one in (stays, joins))
    with house.mailbox().write() as session:
        Places(session).take_beside(house.report_ids()[0], *keys)


def opened_by(sealed: bytes, *, said: bytes = b"") -> list[str]:
    """Those of the cast whose key opens it, and who read this in it."""
    opened = []
    for handle in ("ada", "ben", "ines", "noor"):
        try:
            opened.append(handle) if said in key_of(handle).identity.open(sealed) else None
        except NotARecipient:
            continue
    return opened
