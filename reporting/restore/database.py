"""A backup that goes back into PostgreSQL: both stores in one transaction, into a database in which nothing lies.

    put_in_place(staged, "postgresql+psycopg:///reporting")

That transaction is the last step: before it is through no program finds a store, and then everything else is there.
"""

from contextlib import closing
from pathlib import Path

from reporting.accesslog.tree import StoredTree
from reporting.db import DeskBase, MailboxBase, Store, StoreRefused
from reporting.db.sqlite import PREFIX
from reporting.migrations.copying import NotKnown, copy, find_rows
from reporting.restore.places import Unfinished
from reporting.roster.files import AlreadyThere

READY = "declared"
"""Beside the stores that lie ready, once their log says that they are put back."""


def refuse_what_is_there(url: str) -> None:
    """Raises AlreadyThere for a database with anything in either store; StoreRefused when nobody is let in."""
    if found := find_rows(url):
        raise AlreadyThere(
            f"Something lies in {found} already, and nothing is overwritten. Stop the programs, and move that database "
            "away first."
        )


def put_in_place(staged: Path, url: str) -> None:
    """Both stores that lie ready, or neither. Raises CopyRefused, StoreRefused, StoreUnavailable; Unfinished when the
    database does not say which of the two."""
    with (
        closing(Store.open(f"{PREFIX}{staged}/desk.db", DeskBase)) as desk,
        closing(Store.open(f"{PREFIX}{staged}/mailbox.db", MailboxBase)) as mailbox,
    ):
        (staged / READY).touch()
        try:
            copy(mailbox, desk, url)
        except NotKnown:
            raise Unfinished(
                "The database stopped answering at the last step, and whether the stores are there is not known. Run "
                "the same command again when it answers: it finds out, and goes on from there."
            ) from None


def is_in_place(staged: Path, url: str) -> bool:
    """Whether the log in the database begins with the whole of the one that lay ready, declared: a run put it in place,
    and died on the way. Raises StoreRefused when nobody answers: what lies ready tells of it, and has to stay."""
    if not (staged / READY).exists() or find_rows(url) is None:
        return False
    with closing(Store.open(f"{PREFIX}{staged}/desk.db", DeskBase)) as store, store.read() as session:
        tree = StoredTree(session)
        size = tree.size()
        root = tree.root(size)
    try:
        with closing(Store.open(url, DeskBase, read_only=True)) as store, store.read() as session:
            there = StoredTree(session)
            return there.size() >= size and there.root(size) == root
    except StoreRefused:
        return False
