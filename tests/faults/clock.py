"""The machine's clock jumps by ten years, forth and back, under form and worker."""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from reporting.worker.erase import ClockJumped
from tests.faults.outcome import Outcome, looked_at
from tests.faults.reporters import Reporter, Told
from tests.house import NOW, build
from tests.ports import free_port
from tests.served import served

YEARS = timedelta(days=3652)
HOW_WRONG = "TESTS_HOW_WRONG"


def run(folder: Path, times: int) -> Outcome:
    """So many jumps; after each there are reports and three days of the worker."""
    port, log = free_port(), folder / "log"
    house = build(folder / "house", form=f"http://localhost:{port}")
    wrong, told = folder / "wrong", list[Told]()
    wrong.write_text("0")
    environ = os.environ | {HOW_WRONG: str(wrong)}
    with (
        log.open("wb") as output,
        served(house, port=port, output=output, program="tests.faults.with_wrong_clock", environ=environ),
    ):
        for jump in range(times + 1):
            off = (timedelta(), YEARS, -YEARS)[jump % 3]
            wrong.write_text(str(off.total_seconds()))
            told.append(Reporter(port).report(2 * jump + 1))
            told.append(Reporter(port).report_as_a_machine_would(2 * jump + 2))  # erased by its date, unread
            house.clock.advance(NOW + off - house.clock.now())
            for _ in range(3):  # days, so that midnights pass
                with suppress(ClockJumped):  # said to the operator, and the round is done
                    house.work()
                house.clock.advance(timedelta(days=1))
    return looked_at("the clock jumps by ten years", times, house, told, [log])
