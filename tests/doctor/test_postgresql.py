"""The doctor, and the programs at their start, on PostgreSQL: a server that would lose or tell something is refused."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from reporting.db import MailboxBase, Store, StoreRefused, StoreUnavailable, postgresql
from reporting.db.postgresql import DURABLE
from reporting.doctor import Level
from tests import postgres as pg
from tests.doctor.sound import Sound
from tests.house import House, build

Setting = Callable[[str, str], None]


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
def set_to(postgres: pg.Server, database: str) -> Iterator[Setting]:
    """Sets the whole server, as its configuration would, until the test has ended."""
    changed: list[str] = []

    def load(statement: str) -> None:
        with postgres.admin() as rows:
            rows.execute(statement)
            rows.execute("SELECT pg_reload_conf()")

    def set_one(setting: str, value: str) -> None:
        changed.append(setting)
        load(f"ALTER SYSTEM SET {setting} = '{value}'")
        wait_for(postgres, setting, value)

    yield set_one
    for setting in changed:
        load(f"ALTER SYSTEM RESET {setting}")
        wait_for(postgres, setting, "none" if setting == "log_statement" else "on")


def wait_for(postgres: pg.Server, setting: str, value: str) -> None:
    """Until new connections have it: a reload is only asked for."""
    for _ in range(2000):
        with postgres.admin() as rows:
            if rows.execute("SELECT current_setting(%s)", (setting,)).fetchone() == (value,):
                return
    raise AssertionError(f"{setting} is never {value}")


FLEETING = [
    ("fsync", "off"),
    ("full_page_writes", "off"),
    *(("synchronous_commit", v) for v in ("off", "local", "remote_write")),
]


def test_every_setting_that_must_hold_is_tried() -> None:
    assert {setting for setting, _ in FLEETING} == set(DURABLE)


@pytest.mark.parametrize(("setting", "value"), FLEETING)
def test_a_server_that_may_lose_what_it_acknowledged_is_refused_at_the_start_and_by_the_doctor(
    well: Sound, house: House, set_to: Setting, setting: str, value: str
) -> None:
    running = house.form()
    set_to(setting, value)
    with pytest.raises(StoreRefused, match=f"{setting} is {value}"):
        house.form()
    with pytest.raises(StoreRefused):
        house.desk()
    found = [finding for group, finding in well.serious() if group == "stores"]
    assert len(found) == 2
    assert all(setting in finding.what and "postgresql.conf" in finding.remedy for finding in found)
    mailbox: Store = running.extensions["reporting"].mailbox
    mailbox.close()  # as after a fall to another server
    with pytest.raises(StoreUnavailable), mailbox.write():
        pass


def test_a_sound_server_is_fine_but_for_its_being_alone(well: Sound) -> None:
    found = [finding for group, finding in well.found() if group == "stores"]
    assert [finding.level for finding in found] == [Level.FINE, Level.ADVICE] * 2
    assert "one machine" in found[1].what


def test_room_on_the_disk_of_the_database_is_said_to_be_out_of_sight(well: Sound) -> None:
    well.free = 0
    assert [finding.what for group, finding in well.found() if group == "disk"] == [
        "Room on the disk of the database cannot be seen from here."
    ]
    assert well.serious() == []


def test_a_server_whose_log_tells_when_reports_come_is_serious(
    well: Sound, postgres: pg.Server, set_to: Setting
) -> None:
    set_to("log_statement", "mod")
    found = [finding.what for group, finding in well.serious() if group == "stores"]
    assert len(found) == 2 and all("log_statement" in what for what in found)


def test_a_server_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="lets nobody in"):
        Store.open(f"postgresql+psycopg:///reporting?host={tmp_path}", MailboxBase)


def test_an_address_that_cannot_be_read_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="address"):
        Store.open("postgresql+psycopg://host:port/reporting", MailboxBase)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://db.example/reporting",
        "postgresql+psycopg://db.example/reporting?sslmode=require",
        "postgresql+psycopg:///reporting?host=/run/postgresql&host=db.example:5433",
        "postgresql+psycopg:///reporting?host=localhost,db.example",
        "postgresql+psycopg:///reporting?hostaddr=192.0.2.7",
    ],
)
def test_an_open_way_to_a_database_on_another_machine_is_refused(address: str) -> None:
    with pytest.raises(StoreRefused, match="sslmode=verify-full"):
        Store.open(address, MailboxBase)


@pytest.mark.parametrize(
    ("address", "crosses"),
    [
        ("postgresql:///reporting", False),
        ("postgresql://@/reporting?host=/run/postgresql", False),
        ("postgresql://localhost:5433/reporting", False),
        ("postgresql://[::1]/reporting", False),
        ("postgresql:///reporting?host=127.0.0.1:5433", False),
        ("postgresql:///reporting?hostaddr=::1", False),
        ("postgresql:///reporting?host=:5433", False),
        ("postgresql://localhost.example/reporting", True),
        ("postgresql://[::ffff:192.0.2.7]/reporting", True),
        ("postgresql:///reporting?hostaddr=::ffff:192.0.2.7", True),
    ],
)
def test_which_ways_cross_a_network(address: str, crosses: bool) -> None:
    assert postgresql.crosses_a_network(make_url(address)) is crosses


@pytest.mark.parametrize("address", ["postgresql+psycopg://a:secret@h/d", "postgresql:///d?password=secret"])
def test_a_password_in_the_settings_is_refused(tmp_path: Path, address: str) -> None:
    from reporting.config import SettingsRefused

    house = build(tmp_path, database=address)
    with pytest.raises(SettingsRefused, match="must hold no password"):
        house.settings.form()
