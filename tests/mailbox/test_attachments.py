"""Sealed files in the mailbox: written in chunks, read chunk by chunk, never changed, gone with their report."""

import secrets
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import IntegrityError

from reporting.db import Store, StoreUnavailable
from reporting.mailbox.box import Mailbox, SealedReport
from reporting.mailbox.desk_side import DeskMailbox
from reporting.mailbox.models import ATTACHMENTS, CHUNK, Chunk, Deposit
from tests.house import House
from tests.postgres import only_sqlite

SIZES = (1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17)


@pytest.fixture
def put(house: House) -> Callable[..., str]:
    """Deposits sealed files by the form's own connection, which may insert and nothing else; gives the report's id."""
    store: Store = house.form().extensions["reporting"].mailbox

    def deposit(files: Sequence[bytes]) -> str:
        report_id = secrets.token_hex(16)
        sealed = SealedReport(
            report_id=report_id,
            locator_hash=secrets.token_bytes(32),
            words_mac=bytes(32),
            readers=(house.person("ada").fingerprint,),
            urgent=False,
            parts={"report": b"r", "headline": b"h", "contact": b"c"},
            attachments=dict(zip(ATTACHMENTS, files, strict=False)),
        )
        with store.write_rows() as rows:
            Mailbox(rows).deposit(sealed, house.clock.today())
        return report_id

    return deposit


def test_files_come_out_as_they_went_in_and_none_is_taken_for_another(house: House, put: Callable[..., str]) -> None:
    files = [secrets.token_bytes(size) for size in SIZES]
    report_id, other = put(files), put([b"other"])
    with house.mailbox().read() as session:
        box = DeskMailbox(session)
        for name, data in zip(ATTACHMENTS, files, strict=False):
            chunks = list(box.stream(report_id, name))
            assert b"".join(chunks) == data
            assert max(map(len, chunks)) <= CHUNK
            assert len(chunks) == -(-len(data) // CHUNK)
        assert list(box.stream(other, "file-1")) == [b"other"]
        assert list(box.stream(other, "file-2")) == []
        assert box.fetch(report_id, "file-1") is None, "a file is streamed, never fetched whole"


def test_only_one_chunk_is_asked_for_at_a_time(house: House, put: Callable[..., str]) -> None:
    report_id = put([secrets.token_bytes(3 * CHUNK)])
    with house.mailbox().write() as session:
        chunks = DeskMailbox(session).stream(report_id, "file-1")
        assert len(next(chunks)) == CHUNK
        session.execute(delete(Chunk).where(Chunk.report_id == report_id, Chunk.number == 2))
        assert len(next(chunks)) == CHUNK
        assert next(chunks, None) is None, "the last was read before anybody asked for it"


def test_the_parts_of_a_report_name_its_files_in_the_order_of_their_numbers(
    house: House, put: Callable[..., str]
) -> None:
    report_id, bare = put([b"x"] * 10), put([])
    with house.mailbox().read() as session:
        box = DeskMailbox(session)
        assert box.parts(report_id) == ["contact", "headline", "report", *ATTACHMENTS]
        assert box.parts(bare) == ["contact", "headline", "report"]


@only_sqlite  # on PostgreSQL it is the form's role that cannot: tests/migrations/test_roles.py
def test_a_file_that_was_deposited_cannot_be_changed_by_the_form(house: House, put: Callable[..., str]) -> None:
    report_id = put([b"as it came"])
    store: Store = house.form().extensions["reporting"].mailbox
    for statement in (
        f"INSERT INTO chunk VALUES ('{report_id}', 'file-1', 0, x'00')",
        f"INSERT OR REPLACE INTO chunk VALUES ('{report_id}', 'file-1', 0, x'00')",
        f"INSERT INTO chunk VALUES ('{report_id}', 'file-1', 0, x'00') ON CONFLICT DO UPDATE SET sealed = x'00'",
        "UPDATE chunk SET sealed = x'00'",
    ):
        with pytest.raises((StoreUnavailable, IntegrityError)), store.write() as session:
            session.execute(text(statement))
    with house.mailbox().read() as session:
        assert b"".join(DeskMailbox(session).stream(report_id, "file-1")) == b"as it came"


def test_a_file_goes_with_its_report(house: House, put: Callable[..., str]) -> None:
    report_id, other = put([b"x" * 2 * CHUNK]), put([b"y"])
    with house.mailbox().write() as session:
        session.execute(delete(Deposit).where(Deposit.report_id == report_id))
    with house.mailbox().read() as session:
        assert session.scalars(select(Chunk.report_id)).all() == [other]
        assert session.scalar(select(func.count()).select_from(Deposit)) == 1
