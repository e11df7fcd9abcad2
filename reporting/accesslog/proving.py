"""The proof of one entry, from what the store has: under the first checkpoint that covers it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.models import LogEntry
from reporting.accesslog.proof_file import ProofFile
from reporting.accesslog.stored import StoredCheckpoints
from reporting.accesslog.tree import StoredTree


def proof_of(leaf: int, session: Session) -> bytes | None:
    """None while no checkpoint covers the entry. Raises MissingNode, NoResultFound."""
    note = StoredCheckpoints(session).first_over(leaf)
    if note is None:
        return None
    entry = session.scalars(select(LogEntry.entry).where(LogEntry.leaf == leaf)).one()
    hashes = StoredTree(session).inclusion(leaf, Checkpoint.parse(note.text).size)
    return bytes(ProofFile(entry, leaf, hashes, note))
