"""A line to PostgreSQL that is cut while a transaction that wrote something is committed.

with cut_line(server, CutAt.ANSWER) as way:      # the COMMIT arrives, its answer does not
    copy(mailbox, desk, way.url(server.database()))
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests import postgres as pg

NAME = ".s.PGSQL.5432"
AT_ONCE = 1 << 16


class CutAt(Enum):
    """Where the line is cut."""

    ASKING = "before the COMMIT arrives"
    ANSWER = "before its answer arrives"


@dataclass
class Line:
    """Stands between programs and a server. `mended` lets new connections through once it was cut."""

    server: pg.Server
    folder: Path
    cut_at: CutAt
    mended: bool
    was_cut: bool = False

    def url(self, database: str) -> str:
        """The same database, over this line."""
        return database.replace(str(self.server.folder), str(self.folder))

    def serve(self, listener: socket.socket) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                program, _ = listener.accept()
                if self.was_cut and not self.mended:
                    program.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self.server.folder / NAME))
                for work in (self._asked, self._answered):
                    threading.Thread(target=work, args=(program, server), daemon=True).start()

    def _asked(self, program: socket.socket, server: socket.socket) -> None:
        has_written = False
        with suppress(OSError):
            while said := program.recv(AT_ONCE):
                has_written = has_written or b"INSERT INTO deposit" in said
                if not has_written or b"COMMIT\0" not in said or self.was_cut:
                    server.sendall(said)
                    continue
                self.was_cut = True
                program.shutdown(socket.SHUT_RDWR)
                if self.cut_at is CutAt.ANSWER:
                    server.sendall(said)
        with suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def _answered(self, program: socket.socket, server: socket.socket) -> None:
        with program, server:
            while said := server.recv(AT_ONCE):
                with suppress(OSError):  # whom it is for hears nothing any more
                    program.sendall(said)


@contextmanager
def cut_line(server: pg.Server, cut_at: CutAt, *, mended: bool = True) -> Iterator[Line]:
    """A line that is cut once."""
    with pg.folder() as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / NAME))
        listener.listen()
        line = Line(server, folder, cut_at, mended)
        waiting = threading.Thread(target=line.serve, args=(listener,), daemon=True)
        waiting.start()
        try:
            yield line
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            waiting.join()
