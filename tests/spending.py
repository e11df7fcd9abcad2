"""A store, and something small to write into it."""

from datetime import date
from pathlib import Path

import pytest

from reporting.db import Store
from reporting.mailbox.box import Mailbox
from tests.house import House

TODAY = date(2026, 11, 23)


@pytest.fixture
def a_store(house: House) -> Path:
    return house.folder / "instance" / "mailbox" / "mailbox.db"


def spend(store: Store, nonce: bytes) -> None:
    with store.write() as session:
        Mailbox(session).spend(nonce * 32, TODAY)
