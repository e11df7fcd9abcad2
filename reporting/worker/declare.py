"""What changes outside the log is entered in it, so that auditors see it: the roster, and the log's own key.

The entry holds the SHA-256 of the file as it now is. Whoever keeps the file, or the log's files of an earlier day, can
tell which change an entry stands for.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from reporting.accesslog import Entry, MalformedEntry, Tag
from reporting.review.house import House

WATCHED: Mapping[str, Tag] = {"roster": Tag.ROSTER_CHANGE, "log.pub": Tag.SETTINGS_CHANGE}
"""Files of `keys/` and the tags of their changes."""


def declare_changes(keys: Path, house: House) -> None:
    """An entry for each watched file that is not as it was when its last entry was made. Raises StoreUnavailable."""
    found = {tag: (keys / name).read_bytes() for name, tag in WATCHED.items() if (keys / name).is_file()}
    with house.desk.read() as session:
        changed = [tag for tag, content in found.items() if not is_of(house.log(session).last(tag), content)]
    for tag in changed:
        with house.desk.write() as session:
            log = house.log(session)
            log.hold()
            if not is_of(log.last(tag), found[tag]):
                log.append(tag, hash_of=found[tag])


def is_of(entry: Entry | None, content: bytes) -> bool:
    """Whether this entry holds the hash of these bytes. One that cannot be read holds none: it is entered anew."""
    try:
        return entry is not None and entry.facts.hash == sha256(content).hexdigest()
    except MalformedEntry:
        return False
