"""The samples in `deploy/`, run for real on loopback; where a program is not there its tests are left out, loudly."""

from collections.abc import Iterator

import pytest

from tests.deploy.front import LEFT_OUT, Front, in_front, needed


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nobody may take a green run without the machine's own programs for the whole."""
    left_out = [report for report in terminalreporter.stats.get("skipped", ()) if LEFT_OUT in str(report.longrepr)]
    if left_out:
        terminalreporter.write_line(f"{LEFT_OUT} ({len(left_out)} of the tests of deploy/)", red=True, bold=True)


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    """nginx with the sample, in front of a form that is really served."""
    needed("nginx")
    with in_front() as opened:
        yield opened
