"""Who may read and change the files of an instance, by their modes."""

import stat
from collections.abc import Iterator
from pathlib import Path

from reporting.doctor.findings import Asked, Finding, below, fine, serious

OPEN = stat.S_IRWXO


def look(asked: Asked) -> Iterator[Finding]:
    """Nobody else may look into an instance; keys/ may be read by all and changed by none but its owner."""
    found = [*_instance(asked.instance), *_keys(asked.keys)]
    yield from found
    if not found:
        yield fine("No other user of this machine may read the instance or change keys/.")


def _instance(instance: Path) -> Iterator[Finding]:
    secrets = instance / "secrets"
    for path in (instance, *below(instance)):
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            yield serious(f"{path} is a link: what it leads to is not looked at.", f"Put the file itself at {path}.")
        elif mode & OPEN and not _is_public(instance, path):
            yield serious(f"{path} is open to every user of this machine.", f"chmod o-rwx {path}")
        elif path.is_relative_to(secrets) and mode & stat.S_IWGRP:
            yield serious(f"{path} may be changed by a group.", f"chmod g-w {path}")


def _is_public(instance: Path, path: Path) -> bool:
    """Guidelines are there for everybody to read, though not to change."""
    return path.is_relative_to(instance / "guidelines") and not path.stat().st_mode & stat.S_IWOTH


def _keys(keys: Path) -> Iterator[Finding]:
    for path in (keys, *below(keys)) if keys.exists() else ():
        if path == keys and _is_the_desks(path.stat().st_mode):
            continue
        if path.lstat().st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not path.is_symlink():
            yield serious(
                f"{path} may be changed by others than its owner, who could put back a former roster.",
                f"chmod go-w {path}",
            )


def _is_the_desks(mode: int) -> bool:
    """As `deploy/owners` leaves keys/ where reviewers change the roster at the desk: a group may put files there, and
    take away or replace only its own. That the form is not in that group is for `owners` to see."""
    return bool(mode & stat.S_ISVTX) and not mode & stat.S_IWOTH
