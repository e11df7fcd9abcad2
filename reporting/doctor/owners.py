"""Which user runs which program, told by whom their files belong to, and what that user could open."""

import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

from reporting.config import BEFORE, LOG_KEY
from reporting.doctor.findings import Asked, Finding, advice, below, fine, serious

ROOT = 0


def look(asked: Asked) -> Iterator[Finding]:
    """The form's user owns its secret. It may open neither the log's key nor the desk's store, nor change keys/."""
    secrets = asked.instance / "secrets"
    if not all((secrets / name).exists() for name in ("form-token", LOG_KEY)):
        return  # told by `settings`
    form, worker = (secrets / "form-token").stat().st_uid, (secrets / LOG_KEY).stat().st_uid
    if form == worker:
        yield advice(
            "Form, desk and worker run as one user: whoever breaks into the form can read the desk's store.",
            "Give each its own, as in docs/operations.md.",
        )
        return
    log_key, desk = secrets / LOG_KEY, asked.instance / "desk"
    closed = (log_key, log_key.with_suffix(BEFORE), secrets / "mail-password", desk, *desk.glob("desk.db*"))
    opened = [path for path in closed if path.exists() and _reaches(form, path, asked.instance)]
    for path in opened:
        yield serious(f"{path} can be opened by the form's user, {_name(form)}.", f"chown {_name(worker)} {path}")
    changed = [path for path in (asked.keys, *below(asked.keys)) if _may(form, path, "w")]
    for path in changed:
        yield serious(f"{path} can be changed by the form's user, {_name(form)}.", f"chown root {path}")
    yield from _shut_out("form", form, asked)
    yield from _shut_out("worker", worker, asked)
    if not opened and not changed:
        yield fine(f"The form's user, {_name(form)}, can open neither the desk's store nor the log's key.")
    yield from _outside(worker, asked)


def _shut_out(program: str, uid: int, asked: Asked) -> Iterator[Finding]:
    """The first of a program's files that its user cannot use, as a restore by root leaves them."""
    folders = ("mailbox",) if program == "form" else ("mailbox", "desk", "worker")
    needed = [(path, "rw") for name in folders for path in _in(asked.instance / name)]
    needed += [(path, "r") for path in below(asked.keys)]
    if program == "form":  # who has lost the settings for it, has for all three: they share a group
        needed.append((asked.instance / "reporting.toml", "r"))
    for path, ways in needed if uid != ROOT else ():
        try:
            is_shut = not all(_may(uid, path, way) for way in (*ways, *("x" * path.is_dir())))
        except FileNotFoundError:  # a write-ahead log that its last reader has just let go
            continue
        if is_shut:
            yield serious(
                f"{path} cannot be used by the {program}'s user, {_name(uid)}.",
                f"{_people(asked.keys)}/opt/reporting/deploy/owners {asked.instance} {asked.keys}",
            )
            return


def _people(keys: Path) -> str:
    """What `deploy/owners` has to be told where the desk may change the roster, or it is taken back."""
    return "PEOPLE_AT_DESK=yes " if keys.stat().st_mode & stat.S_ISVTX else ""


def _outside(worker: int, asked: Asked) -> Iterator[Finding]:
    """The places for backups and for the log, which lie where `deploy/owners` does not come."""
    settings = asked.settings().worker()
    for place in (settings.backups and settings.backups.folder, settings.log_folder):
        if place and place.is_dir() and worker != ROOT and not all(_may(worker, place, way) for way in "rwx"):
            yield serious(
                f"{place} cannot be used by the worker's user, {_name(worker)}.", f"chown {_name(worker)} {place}"
            )


def _in(folder: Path) -> list[Path]:
    return [folder, *below(folder)] if folder.exists() else []


def _reaches(uid: int, path: Path, instance: Path) -> bool:
    """Whether this user may open it, and every folder of the instance on the way."""
    folders = [above for above in path.parents if above.is_relative_to(instance)]
    return _may(uid, path, "r") and all(_may(uid, above, "x") for above in folders)


def _may(uid: int, path: Path, what: str) -> bool:
    """Whether the mode of this file lets this user read, write or search it. Root is the operator, who may anyway."""
    if uid == ROOT:
        return False
    about = path.stat()
    bit = {"r": stat.S_IROTH, "w": stat.S_IWOTH, "x": stat.S_IXOTH}[what]
    if about.st_uid == uid:
        return bool(about.st_mode >> 6 & bit)
    return bool((about.st_mode >> 3 if about.st_gid in _groups(uid) else about.st_mode) & bit)


def _groups(uid: int) -> list[int]:
    try:
        user = pwd.getpwuid(uid)
    except KeyError:
        return []
    return os.getgrouplist(user.pw_name, user.pw_gid)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
