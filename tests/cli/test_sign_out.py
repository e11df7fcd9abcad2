"""`reporting sign-out`: everybody is out of the desk, on either store, and the command says how many that were."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from reporting.accesslog import AccessLog
from reporting.cli import main, signout
from reporting.db import DeskBase, Store
from reporting.signin.models import SessionRow
from tests.house import House, Reader
from tests.postgres import both_engines

engine = both_engines

Run = Callable[..., Result]


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))
    monkeypatch.setattr(signout, "SystemClock", lambda: house.clock)
    return lambda *words: CliRunner().invoke(main, ["sign-out", *words])


def signed_in(house: House, handle: str) -> Reader:
    reader = Reader(house.desk().test_client(), handle)
    assert reader.sign_in().status_code == 200
    return reader


def test_everybody_is_out_with_the_next_request_and_the_number_is_told(house: House, run: Run) -> None:
    readers = [signed_in(house, handle) for handle in ("ada", "ada", "ben")]
    assert [reader.get("/inbox").status_code for reader in readers] == [200, 200, 200]
    told = run()
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("3 sign-ins have ended.") and "`reporting key retire`" in told.stdout
    assert [reader.get("/inbox").status_code for reader in readers] == [303, 303, 303]
    store = Store.open(house.settings.desk().desk_url, DeskBase)
    with store.read() as session:
        assert list(session.scalars(select(SessionRow.token_hash))) == []
    store.close()
    assert readers[0].sign_in().status_code == 200 and readers[0].get("/inbox").status_code == 200


def test_what_had_lapsed_is_not_counted(house: House, run: Run) -> None:
    signed_in(house, "ada")
    house.clock.advance(timedelta(minutes=16))
    store = Store.open(house.settings.desk().desk_url, DeskBase)
    with store.read() as session:
        assert len(list(session.scalars(select(SessionRow.token_hash)))) == 1
    store.close()
    assert run().stdout == "Nobody was signed in.\n"
    signed_in(house, "ben")
    assert run().stdout.startswith("1 sign-in has ended.")


def test_it_leaves_no_entry_as_no_sign_out_does(house: House, run: Run) -> None:
    ada = signed_in(house, "ada")
    store = Store.open(house.settings.desk().desk_url, DeskBase)

    def size() -> int:
        with store.read() as session:
            return AccessLog(session, house.clock).size()

    before = size()
    assert ada.post("/sign-out", {}).status_code == 204 and size() == before
    signed_in(house, "ada")
    before = size()
    assert run().exit_code == 0 and size() == before
    store.close()


def test_a_store_that_is_not_there_is_one_line(house: House, run: Run) -> None:
    remedy = "Put a backup back" if house.database is None else "Start it, or mend the address"
    if house.database is None:
        (house.folder / "instance" / "desk" / "desk.db").rename(house.folder / "desk.away")
    else:
        settings = house.folder / "instance" / "reporting.toml"
        settings.write_text(settings.read_text().replace(house.database, house.database.replace("/test_", "/no_test_")))
        settings.chmod(0o600)
    told = run()
    assert told.exit_code == 1 and told.stdout == ""
    assert told.stderr.startswith("reporting: ") and told.stderr.count("\n") == 1
    assert remedy in told.stderr
    assert not (house.folder / "instance" / "desk" / "desk.db").exists()


def test_no_instance_is_one_line_too(house: House, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "elsewhere"))
    told = run()
    assert told.exit_code == 1 and told.stderr.startswith("reporting: ") and told.stderr.count("\n") == 1
