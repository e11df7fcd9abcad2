"""Whether the roster in use is the newest that the access log knows of.

The worker enters the hash of each roster that it finds. A roster names the one before it, so one that was in force can
only come back by being put back: from a backup, or by somebody who wants in whoever has left.
"""

from collections.abc import Iterator
from hashlib import sha256

from reporting import roster
from reporting.accesslog import AccessLog, Tag
from reporting.db import StoreUnavailable
from reporting.doctor.desk_store import read_desk
from reporting.doctor.findings import Asked, Finding, fine, serious
from reporting.errors import Refused


def look(asked: Asked) -> Iterator[Finding]:
    """Nothing where no roster is in use, or it does not verify: told by `roster`."""
    file = asked.keys / "roster"
    try:
        chain = [sha256(note.encode()).hexdigest() for note in roster.chain(asked.keys)]
        entered = _entered(asked)
    except (Refused, StoreUnavailable):
        return  # told by `roster` or by `stores`
    if not chain:
        return
    now = sha256(file.read_bytes()).hexdigest()
    since = entered[entered.index(now) :] if now in entered else []
    if set(since) - set(chain):
        yield serious(
            f"{file} is older than one that the access log knows: whoever left since then is back.",
            "Put back the newest copy of keys/ that a reviewer or an auditor has, and find out who put this one there.",
        )
    else:
        yield fine("The access log knows of no roster that is newer than this one.")


def _entered(asked: Asked) -> list[str | None]:
    """The hashes of the rosters that the worker found, in their order. Raises StoreRefused, StoreUnavailable."""
    with read_desk(asked) as session:
        return [entry.facts.hash for entry in AccessLog(session, asked.clock).every(Tag.ROSTER_CHANGE)]
