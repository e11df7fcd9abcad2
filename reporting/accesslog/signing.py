"""The log's key at work, with the last checkpoint it signed kept beside the store and not in it.

    with store.write() as session:
        note = signing.sign(StoredTree(session))      # refuses a store that has gone back behind what was signed
    signing.keep(note)

A store put back from a backup knows nothing of what it has lost. Signed on, it would be a second history under the same
key, and no auditor could tell an accident from a forgery: so the loss must be declared first.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError, LogKey
from reporting.accesslog.tree import StoredTree
from reporting.errors import Refused
from reporting.roster import files
from reporting.signednote import NoKnownSignature, Note, NoteError


class KeptCheckpointUnreadable(Refused):
    """The last checkpoint that the log's key signed cannot be read back."""


class NewestSpoilt(Refused):
    """The newest checkpoint in the store is not what the log's key signed."""


class UndeclaredRollback(Refused):
    """The store does not continue the last checkpoint that the log's key signed."""


@dataclass(frozen=True)
class Signing:
    """The log's key and the file of the last checkpoint it signed.

    While the log's key is being changed the one `before` signs too, so that whoever knows either can follow.
    """

    key: LogKey
    kept: Path
    before: LogKey | None = None

    def last(self) -> Checkpoint | None:
        """The last checkpoint that was signed here; None before the first. Raises KeptCheckpointUnreadable."""
        try:
            return self.opened(self.kept.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KeptCheckpointUnreadable(
                f"{self.kept} cannot be read ({error.strerror}). Check its owner and mode."
            ) from None
        except (CheckpointError, NoteError) as error:
            raise KeptCheckpointUnreadable(
                f"{self.kept} is no checkpoint of this log ({error}). Put back the last one that an auditor keeps."
            ) from None

    def opened(self, untrusted_note: bytes) -> Checkpoint:
        """A checkpoint that one of the keys has signed; raises a NoteError, a CheckpointError."""
        note = Note.parse(untrusted_note)
        signer, *_ = note.verify([key.verifier for key in self._keys])
        return Checkpoint.open(untrusted_note, signer)

    def is_followed(self) -> bool:
        """Whether the last checkpoint bears today's key's signature, so that it can be read when `before` is gone.

        Raises KeptCheckpointUnreadable.
        """
        if self.last() is None:
            return True
        try:
            Note.parse(self.kept.read_bytes()).verify([self.key.verifier])
        except NoKnownSignature:
            return False
        return True

    def lost(self, tree: StoredTree, last: Checkpoint | None = None) -> Checkpoint | None:
        """The last checkpoint, if this tree does not continue it. Raises KeptCheckpointUnreadable, MissingNode.

        `last` is it as it was before the tree was looked at, where somebody may sign meanwhile: the tree may be ahead
        of it and never behind.
        """
        last = last or self.last()
        if last is None or (last.size <= tree.size() and tree.root(last.size) == last.root):
            return None
        return last

    def refuse_rollback(self, tree: StoredTree, last: Checkpoint | None = None) -> None:
        """Raises UndeclaredRollback unless the tree continues the last checkpoint; and as `lost` does."""
        if lost := self.lost(tree, last):
            raise _undeclared(lost)

    def forget(self, lost: Checkpoint) -> None:
        """Go on without the last checkpoint, once its loss is declared; it stays beside, for auditors to see."""
        set_aside(self.kept, lost)

    def sign(self, tree: StoredTree) -> Note:
        """A checkpoint of the tree as it stands; raises UndeclaredRollback, EmptyLog, MissingNode."""
        self.refuse_rollback(tree)
        size = tree.size()
        notes = [key.checkpoint(size, tree.root(size)) for key in self._keys]
        return replace(notes[0], signatures=tuple(line for note in notes for line in note.signatures))

    def catch_up(self, last: Checkpoint | None, untrusted_note: bytes, tree: StoredTree) -> None:
        """Keep the store's newest checkpoint where `last`, which was kept when it was looked up, is an older one.

        Whoever signed it died before it was kept, or was overtaken. As long as the older one is kept, the store could
        be rolled back to it unseen. Raises NewestSpoilt, UndeclaredRollback, CannotWrite, MissingNode.
        """
        try:
            newest = self.opened(untrusted_note)
        except (NoteError, CheckpointError):
            raise NewestSpoilt(
                "The store's newest checkpoint is not what was signed. Put the store back from a backup, and tell both "
                "reviewers and every auditor."
            ) from None
        if newest.size > tree.size() or (last is not None and newest.size <= last.size):
            return
        if last is not None and tree.root(last.size) != last.root:
            raise _undeclared(last)
        self.keep(Note.parse(untrusted_note))

    @property
    def _keys(self) -> list[LogKey]:
        return [self.key, self.before] if self.before else [self.key]

    def keep(self, note: Note) -> None:
        """Remember a checkpoint once the store has it; raises CannotWrite."""
        with files.writing_to(self.kept):
            self.kept.parent.mkdir(mode=0o700, exist_ok=True)
        files.put(self.kept, bytes(note), 0o600)


def set_aside(kept: Path, lost: Checkpoint) -> None:
    """Keep the file of a lost checkpoint beside its place; raises CannotWrite."""
    with files.writing_to(kept):
        kept.replace(kept.with_name(f"lost-{lost.size}-{lost.root.hex()[:8]}"))


def _undeclared(lost: Checkpoint) -> UndeclaredRollback:
    return UndeclaredRollback(
        f"The access log does not continue the {lost.size:,} entries that were signed for last. "
        "If a backup was put back, declare it: reporting log restored"
    )
