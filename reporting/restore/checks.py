"""What a backup has to be before any of it is put in place."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from reporting import config
from reporting.accesslog.checkpoints import Checkpoint, CheckpointError, LogKey
from reporting.backup import BackupRefused
from reporting.roster import RosterError, chain, load
from reporting.signednote import Note, NoteError, VerifierKey

ANOTHER = "Take another backup."
_WITHOUT = """
SELECT (SELECT count(*) FROM desk_case WHERE status <> 'erased'
        AND report_id NOT IN (SELECT report_id FROM box.deposit))
     + (SELECT count(*) FROM box.deposit WHERE taken AND status NOT IN ('erased', 'unread')
        AND report_id NOT IN (SELECT report_id FROM desk_case))
"""
"""Cases without a report and reports without a case: stores of one moment have none."""


def check_store(file: Path) -> None:
    """A SQLite file that is whole; raises BackupRefused."""
    with _opened(file) as rows:
        sound = rows.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        if not sound or rows.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupRefused(f"{file.name} in the backup is damaged. {ANOTHER}")


def check_pair(desk: Path, mailbox: Path) -> None:
    """Two stores of one moment, at the newest schema; raises BackupRefused."""
    with _opened(desk) as rows:
        rows.execute("ATTACH ? AS box", (str(mailbox),))
        if rows.execute(_WITHOUT).fetchone() != (0,):
            raise BackupRefused(f"The two stores in the backup are not of one moment. {ANOTHER}")


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(file)) as rows:
            rows.execute("PRAGMA trusted_schema=OFF")
            rows.execute("PRAGMA query_only=ON")
            yield rows
    except sqlite3.Error:
        raise BackupRefused(f"{file.name} in the backup is damaged. {ANOTHER}") from None


def check_keys(staged: Path, there: Path) -> bool:
    """A roster that verifies, here and in the backup, of one community, and here not older. Raises BackupRefused.

    Of two chains the longer one is in force if it goes on from the shorter; where they part, somebody has to say which
    is right. Whether the one here is newer than the backup's.
    """
    old = _chain(staged, "The roster in the backup is not sound")
    if not (there / "roster").exists():
        return False
    now = _chain(there, f"{there} is not sound")
    if now[: len(old)] == old:
        return len(now) > len(old)
    if old[: len(now)] == now:
        raise BackupRefused(f"{there} is older than the backup. Move it away, so that the backup's takes its place.")
    raise BackupRefused(f"The backup belongs to another roster than {there}. Name the right one: REPORTING_KEYS")


def _chain(keys: Path, wrong: str) -> list[str]:
    """The texts of the notes. Their signatures are left out, since more of them may be added."""
    try:
        load(keys)
        return [Note.parse(note.encode()).text for note in chain(keys)]
    except RosterError as error:
        raise BackupRefused(f"{wrong}: {error}") from None


def log_keys(files: Sequence[Path], before: Path) -> list[VerifierKey]:
    """Keys that may have signed: the first of these files that is there, and the one before it while that changes."""
    for file in files:
        if file.exists():
            try:
                key = VerifierKey.parse(file.read_text(encoding="utf-8").removesuffix("\n"))
            except (NoteError, UnicodeDecodeError):
                raise BackupRefused(f"{file} is not one verifier key line. Put back the log's own.") from None
            return [key, LogKey(key.name, config.secret(before)).verifier] if before.exists() else [key]
    raise BackupRefused("There is no log.pub, neither in keys/ nor in the backup. Put back the log's own.")


def kept_checkpoint(file: Path | None, keys: Sequence[VerifierKey]) -> Checkpoint | None:
    """A checkpoint that was kept elsewhere, if there is one; raises BackupRefused."""
    if file is None or not file.exists():
        return None
    try:
        untrusted_note = file.read_bytes()
        signer, *_ = Note.parse(untrusted_note).verify(keys)
        return Checkpoint.open(untrusted_note, signer)
    except (OSError, NoteError, CheckpointError) as error:
        raise BackupRefused(f"{file} is no checkpoint of this log ({error}). Name one that an auditor keeps.") from None
