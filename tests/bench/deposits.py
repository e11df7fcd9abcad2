"""Reports without JavaScript, 64 clients at once, against a bare loop that seals and commits one report at a time."""

import os
import socket
import sqlite3
import statistics
import tempfile
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from reporting.abuse import FormTokens
from reporting.clock import SystemClock
from reporting.sealing import Recipient, pad_json, seal
from tests.bench import Row
from tests.house import House, build
from tests.ports import free_port
from tests.served import Server, served

CLIENTS = 64
EACH = 20
ROUNDS = 3
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


class Client(threading.Thread):
    """One reporter after the other from one connection; keeps how long each waited and what came back."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        super().__init__()
        self.port, self.tokens = port, tokens
        self.waited: list[float] = []
        self.failed: list[int] = []

    def run(self) -> None:
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection,
            connection.makefile("rb") as got,
        ):
            for token in self.tokens:
                request = post(self.port, token)
                started = time.perf_counter()
                connection.sendall(request)
                status, page = answered(got)
                self.waited.append(time.perf_counter() - started)
                if status != 200 or b'class="words"' not in page:
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
    return (
        f"POST / HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"
        "Sec-Fetch-Site: same-origin\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body) + 7}\r\n\r\n{body}--x--\r\n"
    ).encode()


def answered(got: BinaryIO) -> tuple[int, bytes]:
    """Status and body of the next answer."""
    status, length = int(got.readline().split()[1]), 0
    while (line := got.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            length = int(line[15:])
    return status, got.read(length)


def one_round(server: Server, tokens: FormTokens, house: House) -> tuple[float, float, float, int]:
    """Reports a second, p99 in milliseconds, server CPU milliseconds a report, how many were not accepted."""
    page = house.roster.recipients_hash()
    clients = [Client(server.port, [tokens.issue(page) for _ in range(EACH)]) for _ in range(CLIENTS)]
    cpu, started = server.cpu_seconds(), time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.perf_counter() - started
    waited = sorted(second for client in clients for second in client.waited)
    cpu_ms = (server.cpu_seconds() - cpu) * 1000 / len(waited)
    return len(waited) / took, waited[int(len(waited) * 0.99)] * 1000, cpu_ms, sum(len(c.failed) for c in clients)


def rows() -> Iterator[Row]:
    port = free_port()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        house = build(folder / "house", form=f"http://localhost:{port}")
        with served(house, port=port, program="tests.bench.unbroken") as server:
            tokens = FormTokens(house.settings.form().token_key, SystemClock())
            one_round(server, tokens, house)  # the first round warms up and is not counted
            measured, bare = [], []
            for _ in range(ROUNDS):
                bare.append(bare_loop(folder, house))
                measured.append(one_round(server, tokens, house))
            stored = len(house.report_ids())
    rates, p99s, cpus, failures = (list(column) for column in zip(*measured, strict=True))
    sent = CLIENTS * EACH * (ROUNDS + 1)
    yield Row(
        "reports without JavaScript, 64 clients, 2 processes [bare loop]",
        statistics.median(rates),
        statistics.median(bare),
        "1/s",
        ">= 0.4",
    )
    yield Row("  99 of 100 answered within [limit]", statistics.median(p99s), 1000, "ms", "<= 1,000")
    yield Row("  server CPU for each [limit]", statistics.median(cpus), 4, "ms", "<= 4")
    yield Row("  refused or failed, of all sent", sum(failures), sent, "", "0")
    yield Row("  stored, of all sent", stored, sent, "", "1.00")
