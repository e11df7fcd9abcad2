"""The desk refuses to start rather than run unsafely, with one line that says what mends it."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from reporting.db import DeskBase, Store, StoreRefused
from reporting.desk import create_app
from reporting.errors import Refused
from reporting.roster import RosterError
from tests.house import House, Reader
from tests.postgres import only_sqlite


def test_it_reads_its_settings_from_the_instance(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))
    assert Reader(create_app().test_client(), "ada").sign_in().status_code == 200


def test_a_roster_that_does_not_verify_is_refused(house: House) -> None:
    note = house.keys / "roster"
    note.write_bytes(note.read_bytes().replace(b"Olu Adeyemi", b"Mallory Van"))
    with pytest.raises(RosterError) as refused:
        house.desk()
    assert isinstance(refused.value, Refused) and "\n" not in str(refused.value)


def test_a_private_key_in_keys_is_refused(house: House) -> None:
    (house.keys / "ada.txt").write_text("AGE-SECRET-KEY-PQ-1" + "Q" * 60)
    with pytest.raises(RosterError):
        house.desk()


@only_sqlite
@pytest.mark.parametrize("store", ["desk", "mailbox"])
def test_a_store_that_is_gone_or_open_to_all_is_refused(store: str, house: House) -> None:
    file = house.folder / "instance" / store / f"{store}.db"
    file.chmod(0o604)
    with pytest.raises(StoreRefused):
        house.desk()
    file.unlink()
    with pytest.raises(StoreRefused):
        house.desk()


def test_without_a_roster_it_starts(house: House) -> None:
    for file in house.keys.iterdir():
        file.unlink()
    assert Reader(house.desk().test_client(), "ada").get("/").status_code == 200


def test_the_first_migration_makes_the_tables_that_the_code_knows(house: House) -> None:
    store = Store.open(house.settings.desk().desk_url, DeskBase)
    with store.read() as session:
        found = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(found, DeskBase.metadata) == []
    for table in () if house.database else DeskBase.metadata.tables:
        assert "WITHOUT ROWID" in store.scalar(f"SELECT sql FROM sqlite_master WHERE name = '{table}'")
    store.close()
