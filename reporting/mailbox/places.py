"""The places of a report's readers, and the headers of what is sealed to them: what changes when one steps back.

Only the head of a sealed file says whom it is sealed to. Whoever opens it can write another head for the same payload,
so the payload stays as it was deposited, to the byte, and nobody needs to trust who lets somebody in.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from reporting.mailbox.models import VACANT, Chunk, Message, Part, Reader, Reply
from reporting.sealing import header_of, with_header


class Places:
    """Readers and headers of reports, in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def vacate(self, report_id: str, reader: str) -> None:
        """Nothing more is sealed to this reader; saying it twice changes nothing."""
        self._replace(report_id, reader, VACANT)

    def take(self, report_id: str, successor: str) -> None:
        """What comes from now on is sealed to the successor too; saying it twice changes nothing."""
        self._replace(report_id, VACANT, successor)

    def take_beside(self, report_id: str, stays: str, joins: str) -> None:
        """The place beside who stays goes to this key, whoever holds it: a step that was killed between two commits may
        have given it to a key that has left the roster since, of which nobody else knows."""
        theirs = Reader.report_id == report_id, Reader.fingerprint != stays
        self._session.execute(update(Reader).where(*theirs).values(fingerprint=joins))

    def _replace(self, report_id: str, one: str, other: str) -> None:
        """Another key in the place of one."""
        # Changed, not deleted and put in: the store lets nobody in once the parts are there.
        mine = Reader.report_id == report_id, Reader.fingerprint == one
        self._session.execute(update(Reader).where(*mine).values(fingerprint=other))

    def headers(self, report_id: str) -> dict[str, bytes]:
        """The header of everything sealed for a report, by what it is of: `part/report`, `file/file-1`, `reply/2`."""
        return {name: header_of(sealed) for name, (_, _, sealed) in self._sealed(report_id).items()}

    def put_headers(self, report_id: str, untrusted_headers: Mapping[str, bytes]) -> bool:
        """Give each of these its new header; False, with nothing changed, unless there is one for each.

        Raises WrongShape unless it is one for as many.
        """
        there = self._sealed(report_id)
        if there.keys() != untrusted_headers.keys():
            return False
        for name, header in untrusted_headers.items():
            table, key, sealed = there[name]
            changed = {"sealed": with_header(sealed, header)}
            self._session.execute(update(table).where(*key).values(changed))
        return True

    def _sealed(self, report_id: str) -> dict[str, tuple[Table, tuple[Any, ...], bytes]]:
        """Every sealed row with a header: of a file the first chunk."""
        found: dict[str, tuple[Table, tuple[Any, ...], bytes]] = {}
        for kind, model, columns, only in (
            ("part", Part, ("name",), ()),
            ("file", Chunk, ("name",), (Chunk.number == 0,)),
            ("message", Message, ("number",), ()),
            ("reply", Reply, ("number",), ()),
        ):
            table = cast(Table, model.__table__)
            mine = (table.c.report_id == report_id, *only)
            for row in self._session.execute(select(table).where(*mine)).mappings():
                key = (*mine, *(table.c[column] == row[column] for column in columns))
                found[f"{kind}/{row[columns[0]]}"] = (table, key, row["sealed"])
        return found
