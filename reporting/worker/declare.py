"""What changes outside the log is entered in it, so that auditors see it: the roster, the log's own key, the clocks.

The entry holds the SHA-256 of the file as it now is. Whoever keeps the file, or the log's files of an earlier day, can
tell which change an entry stands for. Of the clocks it is that of their limits (`accesslog.limits`).
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from reporting.accesslog import Entry, MalformedEntry, Tag
from reporting.accesslog.limits import Limit, StoredLimits, said
from reporting.review.house import House

WATCHED: Mapping[str, Tag] = {"roster": Tag.ROSTER_CHANGE, "log.pub": Tag.SETTINGS_CHANGE}
"""Files of `keys/` and the tags of their changes."""


def declare_changes(keys: Path, house: House) -> None:
    """An entry for each watched file that is not as it was when its last entry was made, and for other limits.

    Raises StoreUnavailable.
    """
    found = {tag: (keys / name).read_bytes() for name, tag in WATCHED.items() if (keys / name).is_file()}
    limit = Limit(house.clocks.acknowledge_days, house.clocks.feedback_months)
    with house.desk.read() as session:
        changed = [tag for tag, content in found.items() if not is_of(_last(tag, house, session), content)]
        is_other = StoredLimits(session).newest() != limit
    for tag in changed:
        with house.desk.write() as session:
            log = house.log(session)
            log.hold()
            if not is_of(_last(tag, house, session), found[tag]):
                log.append(tag, hash_of=found[tag])
    if is_other:
        with house.desk.write() as session:
            log, limits = house.log(session), StoredLimits(session)
            log.hold()
            if limits.newest() != limit:
                limits.add(limit, log.append(Tag.SETTINGS_CHANGE, hash_of=said(limit)).index)


def _last(tag: Tag, house: House, session: Session) -> Entry | None:
    """The newest entry of a watched file."""
    others = StoredLimits(session).leaves() if tag is Tag.SETTINGS_CHANGE else ()
    return house.log(session).last(tag, but=others)


def is_of(entry: Entry | None, content: bytes) -> bool:
    """Whether this entry holds the hash of these bytes. One that cannot be read holds none: it is entered anew."""
    try:
        return entry is not None and entry.facts.hash == sha256(content).hexdigest()
    except MalformedEntry:
        return False
