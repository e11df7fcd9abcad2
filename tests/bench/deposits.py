"""Reports of 64 clients at once, sealed in the browser and without JavaScript, against a bare loop.

The loop is one process that seals and commits one report at a time; browsers sealed theirs before the clock runs.
"""

import os
import socket
import sqlite3
import statistics
import tempfile
import threading
import time
from base64 import urlsafe_b64encode
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reporting.abuse import FormTokens
from reporting.clock import SystemClock
from reporting.roster import Roster
from reporting.sealing import Recipient, pad_json, seal
from tests.bench import Row
from tests.form.sealing import FRAME, Sender
from tests.house import House, build
from tests.ports import free_port
from tests.served import Server, served

CLIENTS = 64
EACH = 20
ROUNDS = 3
UNBROKEN = "tests.bench.unbroken"
WORDS = "He followed me to the station. " * 20


def bare_loop(folder: Path, house: House, seconds: float = 3.0) -> float:
    """Reports a second of one process that pads, seals three parts to two readers and commits durably."""
    connection = sqlite3.connect(folder / f"bare-{time.monotonic_ns()}.db", isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("CREATE TABLE part (id BLOB, name TEXT, sealed BLOB, PRIMARY KEY (id, name)) WITHOUT ROWID")
    recipients = [Recipient.parse(person.recipient) for person in house.roster.reviewers]
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        parts = {"report": pad_json({"what_happened": WORDS}, 16384)}
        parts |= {"headline": pad_json({}, 1024), "contact": pad_json({}, 1024)}
        sealed = [(name, seal(plain, recipients)) for name, plain in parts.items()]
        key = os.urandom(16)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO part VALUES (?, ?, ?)", [(key, *row) for row in sealed])
        connection.execute("COMMIT")
        done += 1
    rate = done / (time.perf_counter() - started)
    connection.close()
    return rate


Make = Callable[[int, str], bytes]
"""A whole request, of a port and a token."""
WITHOUT, SEALED = (200, b'class="words"'), (201, b"")
"""Status and words of an answer that has the twelve words, or leaves them to the browser that made them."""


class Client(threading.Thread):
    """One reporter after the other from one connection; keeps how long each waited and what came back.

    All take from the same `tokens`, so that none has finished while others still have much to send: which process of
    the form a connection comes to is chance, and the one with fewer would stand idle at the end.
    """

    def __init__(self, port: int, make: Make, tokens: deque[str], accepted: tuple[int, bytes]) -> None:
        super().__init__()
        self.port, self.make, self.tokens, self.accepted = port, make, tokens, accepted
        self.waited: list[float] = []
        self.failed: list[int] = []

    def run(self) -> None:
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection,
            connection.makefile("rb") as got,
        ):
            while (token := self.next_token()) is not None:
                self.send(connection, got, token)

    def next_token(self) -> str | None:
        with suppress(IndexError):
            return self.tokens.popleft()
        return None

    def send(self, connection: socket.socket, got: BinaryIO, token: str) -> None:
        request = self.make(self.port, token)
        started = time.perf_counter()
        connection.sendall(request)
        status, page = answered(got)
        self.waited.append(time.perf_counter() - started)
        if status != self.accepted[0] or self.accepted[1] not in page:
            self.failed.append(status)


def post(port: int, token: str) -> bytes:
    """A browser's request, whole. Clients here run on the machine they measure, so they do as little as they can."""
    fields = {
        "token": token,
        "receipt_entropy": urlsafe_b64encode(os.urandom(16)).decode().rstrip("="),
        "readers": "both",
        "what_happened": WORDS,
        "act_without_me": "ask-first",
        "quote_me": "no",
    }
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    return whole(port, "/", "multipart/form-data; boundary=x", f"{body}--x--\r\n".encode())


def whole(port: int, path: str, kind: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"
        "Sec-Fetch-Site: same-origin\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass
class Loaded(Sender):
    """A browser that has loaded the page already."""

    roster: Roster | None = None
    token: str = ""

    def __post_init__(self) -> None:
        assert self.roster
        self.recipients = self.roster.recipients_hash()


def sealed_posts(house: House, port: int, tokens: Iterable[str]) -> Make:
    """What browsers post that have sealed a report each, by its token."""
    made, roster = {}, house.roster
    for token in tokens:
        sender = Loaded(house, roster=roster, token=token)
        written = sender.written(what_happened=WORDS)
        made[token] = whole(port, "/sealed", FRAME, sender.body(sender.fields(written), sender.parts(written)))
    return lambda _, token: made[token]


Measured = tuple[float, float, float, int]
"""Reports a second, p99 in milliseconds, server CPU milliseconds a report, how many were not accepted."""


def answered(got: BinaryIO) -> tuple[int, bytes]:
    """Status and body of the next answer."""
    status, length = int(got.readline().split()[1]), 0
    while (line := got.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            length = int(line[15:])
    return status, got.read(length)


def one_round(server: Server, tokens: FormTokens, house: House, *, sealed: bool = False) -> Measured:
    page = house.roster.recipients_hash()
    given = deque(tokens.issue(page) for _ in range(CLIENTS * EACH))
    make = sealed_posts(house, server.port, given) if sealed else post
    clients = [Client(server.port, make, given, SEALED if sealed else WITHOUT) for _ in range(CLIENTS)]
    cpu, started = server.cpu_seconds(), time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.perf_counter() - started
    waited = sorted(second for client in clients for second in client.waited)
    assert len(waited) == CLIENTS * EACH, "a line broke: its client sent no more"
    cpu_ms = (server.cpu_seconds() - cpu) * 1000 / len(waited)
    return len(waited) / took, waited[int(len(waited) * 0.99)] * 1000, cpu_ms, sum(len(c.failed) for c in clients)


def rows() -> Iterator[Row]:
    yield from measured("reports sealed in the browser", ">= 1.0", sealed=True)
    yield from measured("reports without JavaScript", ">= 0.4", sealed=False)


def measured(what: str, reach: str, *, sealed: bool) -> Iterator[Row]:
    port = free_port()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        house = build(folder / "house", form=f"http://localhost:{port}")
        with (folder / "log").open("wb") as log, served(house, port=port, output=log, program=UNBROKEN) as server:
            tokens = FormTokens(house.settings.form().token_key, SystemClock())
            one_round(server, tokens, house, sealed=sealed)  # the first round warms up and is not counted
            found, bare = [], []
            for _ in range(ROUNDS):
                bare.append(bare_loop(folder, house))
                found.append(one_round(server, tokens, house, sealed=sealed))
            stored = len(house.report_ids())
    rates, p99s, cpus, failures = (list(column) for column in zip(*found, strict=True))
    sent = CLIENTS * EACH * (ROUNDS + 1)
    yield Row(
        f"{what}, {CLIENTS} clients, 2 processes [bare loop]",
        statistics.median(rates),
        statistics.median(bare),
        "1/s",
        reach,
    )
    yield Row("  99 of 100 answered within [limit]", statistics.median(p99s), 1000, "ms", "<= 1,000")
    yield Row("  server CPU for each [limit]", statistics.median(cpus), 4, "ms", "<= 4")
    yield Row("  refused or failed, of all sent", sum(failures), sent, "", "0")
    yield Row("  stored, of all sent", stored, sent, "", "1.00")
