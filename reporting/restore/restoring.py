"""Putting a backup back: unpacked and checked beside its place, declared in its own log, and only then put in place.

The declaration is in the store before anybody can use it, so nobody who dies on the way leaves one that says nothing.
Who dies once a store is in place leaves the folder in which it lay ready, and the same command goes on from there.
"""

import secrets
import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reporting import config, migrations
from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.signing import set_aside
from reporting.backup import Archive, BackupRefused
from reporting.backup.archive import LIST
from reporting.clock import Clock
from reporting.db import DeskBase, MailboxBase, Store, StoreUnavailable, postgresql
from reporting.db.sqlite import PREFIX
from reporting.restore import database
from reporting.restore.checks import check_keys, check_pair, check_store
from reporting.restore.declaring import Declared, declare, last_checkpoint, losses
from reporting.restore.places import (
    Move,
    Unfinished,
    is_in_place,
    left_behind,
    make_public,
    missing,
    put_in_place,
    refuse_what_is_there,
    staging,
)
from reporting.restore.wanted import Wanted
from reporting.review.house import House
from reporting.roster import Roster, load
from reporting.roster.files import alone_in, writing_to
from reporting.worker.relearn import relearn

STORES: tuple[migrations.StoreName, ...] = ("desk", "mailbox")
SETTINGS, TOKEN = "reporting.toml", "form-token"
SECRETS = (config.LOG_KEY, f"{config.LOG_KEY}{config.BEFORE}", TOKEN, "mail-password")


@dataclass(frozen=True)
class Places:
    """The addresses to which the stores go back: two files, or one database of PostgreSQL."""

    desk: str
    mailbox: str

    @property
    def database(self) -> str | None:
        return self.desk if postgresql.is_one(self.desk) else None

    def file(self, store: migrations.StoreName) -> Path:
        return Path((self.desk if store == "desk" else self.mailbox).removeprefix(PREFIX))


@dataclass(frozen=True)
class Restored:
    """What came of it: the backup's day, how far the log is as it was signed, and what is known to be lost."""

    made_on: date
    as_signed: int | None
    lost: Checkpoint | None
    left: tuple[str, ...]
    """What was there and stays as it is."""
    roster: Roster | None
    """The one in use, unless it is newer than the backup's: whoever left after it is back."""


def restore(wanted: Wanted, clock: Clock) -> Restored:
    """Put a backup back and declare it.

    Raises BackupRefused, AlreadyThere, CopyRefused, NewerStore, SettingsRefused, StoreRefused, StoreUnavailable,
    CannotWrite; then everything is as it was. Raises Unfinished where a second run goes on.
    """
    with writing_to(wanted.instance):
        wanted.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    with Archive.opened(wanted.archive) as archive, alone_in(wanted.instance):
        begun = _begun(wanted, archive)
        if begun and (begun.database or wanted.desk_only):
            return _gone_on(wanted, archive, begun, clock)
        if begun:
            # Nobody has used it: without a mailbox no program starts.
            begun.file("desk").unlink()
        with staging(wanted.instance) as staged:
            return _begin(wanted, archive, staged, clock)


def _begin(wanted: Wanted, archive: Archive, staged: Path, clock: Clock) -> Restored:
    with writing_to(staged):
        (staged / "keys").mkdir()
        archive.unpack({name: staged / name for name in archive.described.files})
        (staged / LIST).write_bytes(archive.described.to_bytes())
    places = _places(wanted, staged)
    _refuse_what_is_there(places, wanted)
    for store in STORES:
        check_store(staged / f"{store}.db")
        migrations.upgrade(f"{PREFIX}{staged / store}.db", store)
    newer = check_keys(staged / "keys", wanted.keys)
    moves, left = _beside(wanted, staged)
    left = tuple(f"{name} (newer than in the backup)" if newer and name == "keys/" else name for name in left)
    if not wanted.desk_only:
        check_pair(staged / "desk.db", staged / "mailbox.db")
    declared = declare(wanted, staged, places.file("mailbox") if wanted.desk_only else staged / "mailbox.db", clock)
    if url := places.database:
        put_in_place(moves, [], last=lambda: database.put_in_place(staged, url))
    else:
        stores = STORES[:1] if wanted.desk_only else STORES
        put_in_place(moves, [(_at_rest(staged / f"{store}.db"), places.file(store)) for store in stores])
    return replace(_settled(wanted, archive, staged, clock, declared), left=left)


def _refuse_what_is_there(places: Places, wanted: Wanted) -> None:
    if places.database:
        database.refuse_what_is_there(places.database)
        return
    refuse_what_is_there(places.file("desk"))
    if not wanted.desk_only:
        refuse_what_is_there(places.file("mailbox"))
    elif not places.file("mailbox").exists():
        raise BackupRefused("There is no mailbox here to go on with. Leave --desk-only out.")


def _begun(wanted: Wanted, archive: Archive) -> Places | None:
    """The stores' places, where a run with this backup was killed after putting the desk's there and before its end."""
    staged = left_behind(wanted.instance)
    try:
        is_same = (staged / LIST).read_bytes() == archive.described.to_bytes()
    except OSError:
        return None
    if not is_same or not (wanted.instance / SETTINGS).exists():
        return None
    places = _places(wanted, staged)
    if places.database:
        return places if database.is_in_place(staged, places.database) else None
    if wanted.desk_only is not places.file("mailbox").exists():
        return None
    return places if is_in_place(staged / "desk.db", places.file("desk")) else None


def _gone_on(wanted: Wanted, archive: Archive, places: Places, clock: Clock) -> Restored:
    """What a run that was killed had left to do, once the desk's store was in its place."""
    staged = left_behind(wanted.instance)
    with closing(Store.open(places.desk, DeskBase)) as store, store.read() as session:
        entry = AccessLog(session, clock).last(Tag.RESTORE_DECLARE)
        declared = losses(wanted, staged, session, entry.facts.count if entry else None)
    done = _settled(wanted, archive, staged, clock, declared)
    shutil.rmtree(staged, ignore_errors=True)
    return done


def _settled(wanted: Wanted, archive: Archive, staged: Path, clock: Clock, declared: Declared) -> Restored:
    """The rest, once the stores are in place. Raises Unfinished; doing it again changes nothing.

    A mailbox that stays learns only now: had it learned before, and the desk's store never came, it would say of
    reports that nobody has them and of proofs that there are none.
    """
    if wanted.desk_only:
        _learn(_places(wanted, staged), clock)
    if declared.own_lost:
        set_aside(last_checkpoint(wanted.instance), declared.own_lost)
    in_use = None if check_keys(staged / "keys", wanted.keys) else load(wanted.keys)
    return Restored(archive.described.made_on, declared.as_signed, declared.lost, (), in_use)


def _learn(places: Places, clock: Clock) -> None:
    try:
        with (
            closing(Store.open(places.desk, DeskBase)) as desk,
            closing(Store.open(places.mailbox, MailboxBase)) as box,
        ):
            relearn(House(desk, box, clock, config.Clocks()))
    except StoreUnavailable:
        raise Unfinished(
            "The desk's store is in place, and the mailbox could not be read or written, so that the desk does not know"
            " all of its reports yet. Run the same command again."
        ) from None


def _at_rest(store: Path) -> Path:
    """A store that is all in its one file, so that nothing of it stays behind."""
    log = store.with_name(f"{store.name}-wal")
    if log.exists() and log.stat().st_size:
        raise StoreUnavailable
    return store


def _places(wanted: Wanted, staged: Path) -> Places:
    """Where the stores go, by the settings that are there or those of the backup; raises BackupRefused."""
    folder = wanted.instance if (wanted.instance / SETTINGS).exists() else staged
    read = config.load(folder, wanted.environ)
    there = config.Loaded(wanted.instance, wanted.keys, read.values, read.places).desk()
    places = Places(there.desk_url, there.mailbox_url)
    if any(map(postgresql.is_one, (places.desk, places.mailbox))):
        if places.desk != places.mailbox:
            raise BackupRefused("The two stores have two addresses. Name one database for both in [stores].")
        if wanted.desk_only:
            raise BackupRefused("In a database both stores go back together, as they were lost. Leave --desk-only out.")
    return places


def _beside(wanted: Wanted, staged: Path) -> tuple[list[Move], tuple[str, ...]]:
    """What goes in beside the stores, and what was there and stays. What is in use is not mixed with older files."""
    moves, left = [], []
    for name in SECRETS:
        place, own = wanted.instance / "secrets" / name, staged / "secrets" / name
        if name == TOKEN and not own.exists() and not place.exists():
            own.parent.mkdir(mode=0o700, exist_ok=True)
            own.write_text(f"{secrets.token_hex(32)}\n")
            own.chmod(0o600)
        if place.exists():
            left.append(f"secrets/{name}")
        elif own.exists():
            moves.append((own, place))
    make_public(staged / "keys")
    for folder, in_use, place in (
        ("keys", wanted.keys / "roster", wanted.keys),
        ("guidelines", wanted.instance / SETTINGS, wanted.instance / "guidelines"),
    ):
        if in_use.exists():
            left.append(f"{folder}/")
        elif (staged / folder).is_dir():
            found = missing(staged / folder, place)
            moves += sorted(found, key=lambda move: move[1].name == "roster")  # last: it says that all else is there
    if (wanted.instance / SETTINGS).exists():
        left.append(SETTINGS)
    else:
        moves.append((staged / SETTINGS, wanted.instance / SETTINGS))
    return moves, tuple(left)
