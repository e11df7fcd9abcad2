"""Private keys where none may be. `keys/` is searched by whatever reads the roster; this looks into the instance."""

from collections.abc import Iterator

from reporting.doctor.findings import Asked, Finding, below, fine, serious
from reporting.roster.folder import MAX_FILE, holds_private_key


def look(asked: Asked) -> Iterator[Finding]:
    """Every file of the instance and of keys/, but for the stores: what is sealed there looks like a locked key."""
    stores = (asked.instance / "mailbox", asked.instance / "desk")
    found = False
    for folder in (asked.instance, asked.keys):
        for file in below(folder) if folder.exists() else ():
            if (
                not file.is_file()
                or any(file.is_relative_to(store) for store in stores)
                or file.stat().st_size > MAX_FILE
            ):
                continue
            if holds_private_key(file.read_bytes()):
                found = True
                yield serious(
                    f"{file} holds a private key, or something sealed.",
                    "Take it off this machine; if it is a reader's key, have that person make another.",
                )
    if not found:
        yield fine("No private key lies in the instance or in keys/.")
