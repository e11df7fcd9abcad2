"""Fixtures for every room: a house of its own for each test, and a real browser for those that ask for one."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect

from reporting.cleaning import Box
from tests import postgres as pg
from tests.browser.at_home import at_home
from tests.browser.chromium import LEFT_OUT, chromium, executable
from tests.browser.firefox import LEFT_OUT as NO_FIREFOX
from tests.browser.people import AtTheDesk
from tests.browser.windows import PATIENCE, Windows
from tests.house import House, build
from tests.ports import free_port
from tests.quick import compile_once

# No deadline: a machine that does much else makes any example slow, and slowness belongs into `make bench`.
settings.register_profile("everywhere", deadline=None)
settings.register_profile("hour", deadline=None, max_examples=5000)  # of `python -m tests.fuzz properties`
settings.load_profile("everywhere")

compile_once()


def pytest_addoption(parser: pytest.Parser) -> None:
    what = "what stores lie on where a test does not say: sqlite or postgresql"
    parser.addoption("--engine", choices=("sqlite", "postgresql"), default="sqlite", help=what)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            # Chromium is driven from this thread, so a socket of a served page may still be closing at a test's end.
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: to look through all of it for garbage, again and again, finds none."""
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nobody may take a green run without a browser or PostgreSQL for the whole."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())]
    for without in (LEFT_OUT, NO_FIREFOX, pg.LEFT_OUT):
        if left_out := sum(without in why for why in skipped):
            terminalreporter.write_line(f"{without} ({left_out} of them)", red=True, bold=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[pg.Server]:
    """One PostgreSQL for the whole run, with a database in which both stores are empty."""
    with pg.running() as server:
        yield server


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """What the stores of a house lie on. Rooms whose tests run on both import `both_engines` under this name."""
    return str(getattr(request, "param", request.config.getoption("--engine")))


@pytest.fixture
def database(engine: str, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where both stores lie, empty, on PostgreSQL; None on SQLite."""
    if engine == "sqlite":
        yield None
        return
    server: pg.Server = request.getfixturevalue("postgres")
    with pg.connections_closed():
        yield server.stores()
    server.empty(server.stores())


@pytest.fixture
def house(tmp_path: Path, database: str | None) -> House:
    tmp_path.chmod(0o700)
    return build(tmp_path, database=database)


@pytest.fixture(scope="session")
def box() -> Iterator[Box]:
    """One for the whole run: what it loads takes a second or two."""
    with Box() as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for the whole run: Playwright's synchronous half can be started once in a thread."""
    if executable() is None:
        pytest.skip(LEFT_OUT)
    expect.set_options(timeout=PATIENCE)
    with chromium() as opened:
        yield opened


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    """A house with form and desk in threads of this process, and its clock in the test's hand."""
    form, desk = free_port(), free_port()
    house = build(tmp_path / "house", form=f"http://localhost:{form}", desk=f"http://localhost:{desk}")
    with at_home(house):
        yield house


@pytest.fixture
def windows(browser: Browser, home: House) -> Iterator[Windows]:
    """Browser windows on that house. At the end: nothing was asked of anybody else, and no guard was run into."""
    opened = Windows(browser, home)
    yield opened
    opened.close()


@pytest.fixture
def ada(windows: Windows) -> AtTheDesk:
    return AtTheDesk(windows.desk())


@pytest.fixture
def ben(windows: Windows) -> AtTheDesk:
    return AtTheDesk(windows.desk(), "ben")


@pytest.fixture
def ines(windows: Windows) -> AtTheDesk:
    return AtTheDesk(windows.desk(), "ines")
