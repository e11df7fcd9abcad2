"""A mailbox on either engine, a roster and the form's app; Rosa writes on the 23rd of November."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from reporting.clock import FixedClock
from reporting.config import Clocks, Community, FormSettings, SmallSpace
from reporting.form import create_app
from tests.form.browser import Browser
from tests.form.mailbox import Stored
from tests.form.sealing import Sender
from tests.house import House
from tests.postgres import ENGINES, Server
from tests.roster.cast import first, lay, signed
from tests.stores import laid

GUIDELINES = Path(__file__).parents[2] / "reporting" / "templates" / "guidelines"
COMMUNITY = Community(
    name="Larkfield Network",
    short_name="Larkfield",
    language="en",
    emergency_number="112",
    leave_url="https://weather.example/",
    leave_to="a weather page",
    listening_line="0800 555 01",
    other_ways=("At an event: anyone with a green badge.", "By post: Box 112, Larkfield."),
    small_spaces=(SmallSpace("the choir", 8),),
)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 14, 5, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path: Path, database: str | None) -> FormSettings:
    keys = lay(tmp_path / "keys", [signed(first("ada", "ben", "ines", "kofi", "olu"), "ada", "ben")])
    (tmp_path / "instance").mkdir()
    url = database or laid(tmp_path / "instance" / "mailbox" / "mailbox.db", "mailbox")
    return FormSettings(
        instance=tmp_path / "instance",
        keys=keys,
        origin="http://localhost",
        desk_origin="http://desk.localhost",
        mailbox_url=url,
        token_key=bytes(range(32)),
        community=COMMUNITY,
        clocks=Clocks(),
        guidelines=GUIDELINES,
    )


@pytest.fixture
def app(settings: FormSettings, clock: FixedClock) -> Flask:
    return create_app(settings, clock)


@pytest.fixture
def rosa(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def with_people(tmp_path: Path, settings: FormSettings, clock: FixedClock) -> Callable[..., Flask]:
    """The same form and mailbox with another roster, as after a change and a restart; no people: none signed yet."""

    def make(*handles: str) -> Flask:
        keys = tmp_path / "-".join(("people", *handles))
        keys.mkdir()
        if handles:
            lay(keys, [signed(first(*handles), *handles[:2])])
        return create_app(replace(settings, keys=keys), clock)

    return make


@pytest.fixture
def gone(settings: FormSettings, database: str | None, request: pytest.FixtureRequest) -> Callable[[], None]:
    """Takes the mailbox away, until the test has ended."""

    def take_away() -> None:
        if database is None:
            (settings.instance / "mailbox").rename(settings.instance / "elsewhere")
            return
        server: Server = request.getfixturevalue("postgres")
        server.close(database)
        request.addfinalizer(lambda: server.open(database))

    return take_away


@pytest.fixture
def stored(settings: FormSettings) -> Callable[[], Stored]:
    """What lies in the mailbox, read past the form."""
    return lambda: Stored.read(settings.mailbox_url)


ABOUT_PAGES = {
    "test_bad_input", "test_clean", "test_guess", "test_languages", "test_page", "test_pages", "test_sealed_checks",
    "test_translations",
}  # fmt: skip
"""What shows and reads pages, or refuses before anything is stored, asks little of a store, and is most of the tests
here: once is enough."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    asked = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "engine" in metafunc.fixturenames and "engine" not in asked:
        once = metafunc.module.__name__.rpartition(".")[2] in ABOUT_PAGES
        engines = [metafunc.config.getoption("--engine")] if once else ENGINES
        metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture
def sender(house: House) -> Sender:
    return Sender(house)
