"""Reports without JavaScript, 64 clients at once, with 1, 2 and 4 processes of the form, on SQLite and on PostgreSQL.

Clients and database run on the same machine: more processes than cores show what waiting costs, not what cores bring.
"""

import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from reporting.abuse import FormTokens
from reporting.clock import SystemClock
from tests import postgres
from tests.bench import Row
from tests.bench.deposits import CLIENTS, EACH, ROUNDS, bare_loop, one_round
from tests.bench.page import number, put, table
from tests.house import House, build
from tests.ports import free_port
from tests.served import served

PROCESSES = (1, 2, 4)
STORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
HEAD = (
    "form on",
    "processes",
    "reports/s",
    "bare loop",
    "ratio",
    "99 of 100 within, ms",
    "failed",
    "not stored",
)


def measured(folder: Path, house: House, port: int, workers: int) -> tuple[float, float, float, int, int]:
    """Reports a second, those of the bare loop, p99 in milliseconds, not accepted, accepted and not stored."""
    before = len(house.report_ids())
    with served(house, port=port, program="tests.bench.unbroken", workers=workers) as server:
        tokens = FormTokens(house.settings.form().token_key, SystemClock())
        warm = one_round(server, tokens, house)  # not counted
        bare, found = [], []
        for _ in range(ROUNDS):
            bare.append(bare_loop(folder, house))
            found.append(one_round(server, tokens, house))
    rates, p99s, _, failures = zip(*found, strict=True)
    failed = sum(failures) + warm[3]
    missing = CLIENTS * EACH * (ROUNDS + 1) - failed - (len(house.report_ids()) - before)
    return statistics.median(rates), statistics.median(bare), statistics.median(p99s), failed, missing


def rows() -> Iterator[Row]:
    told = []
    with ExitStack() as until_done:
        folder = Path(until_done.enter_context(tempfile.TemporaryDirectory()))
        for store, name in STORES.items():
            database = None
            if store == "postgresql":
                if postgres.program("postgres") is None:
                    print(postgres.LEFT_OUT, file=sys.stderr)
                    continue
                database = until_done.enter_context(postgres.running()).stores()
            port = free_port()
            house = build(folder / store, form=f"http://localhost:{port}", database=database)
            for workers in PROCESSES:
                ours, bare, p99, failed, missing = measured(folder, house, port, workers)
                shown = [number(one) for one in (ours, bare, ours / bare, p99)]
                told.append([name, str(workers), *shown, str(failed), str(missing)])
                what = f"reports without JavaScript, {CLIENTS} clients, {name}, {workers} processes [bare loop]"
                yield Row(what, ours, bare, "1/s", ">= 0.4 with 2 on 2 cores")
    put("processes", table(HEAD, told))
