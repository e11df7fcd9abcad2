"""Rosa and her words, with which she comes back and takes her report back; and what is left of it."""

import re
import sqlite3
from contextlib import closing

import pytest
from flask.testing import FlaskClient

from tests.house import FORM, House, Reader, Rosa, fields_of, words_of
from tests.worker.reading import MORNING

CASE = re.compile(r"/cases/([0-9A-Z]{4}-[0-9A-Z]{4})")


class Back:
    """Rosa with her twelve words, in a browser without JavaScript."""

    def __init__(self, house: House) -> None:
        self.client: FlaskClient = house.form().test_client()
        rosa = Rosa(self.client)
        self.words = " ".join(words_of(rosa.send(what_happened="He followed me.").text))

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        answer = self.client.post(path, data=fields, base_url=FORM, headers=dict(Rosa.HEADERS))
        return answer.status_code, answer.text

    def looks(self) -> str:
        return self.post("/receipt", words=self.words)[1]

    def asks(self) -> dict[str, str]:
        page = self.post("/receipt/withdraw", words=self.words)[1]
        return {name: values[0] for name, values in fields_of(page).items()} | {"sure": "yes"}

    def withdraws(self) -> str:
        status, page = self.post("/receipt/withdraw", **self.asks())
        assert status == 200
        return page


@pytest.fixture
def rosa_with_a_report(house: House) -> Back:
    return Back(house)


@pytest.fixture
def ada_at_the_desk(house: House) -> Reader:
    reader = Reader(house.desk().test_client(), "ada")
    assert reader.sign_in().status_code == 200
    return reader


def the_case(ada: Reader) -> str:
    (case_id,) = set(CASE.findall(ada.get("/inbox").text))
    return str(case_id)


def pieces(house: House) -> dict[str, bytes]:
    """A stretch from the midst of every sealed thing: canaries of ciphertext."""
    found = {}
    with closing(sqlite3.connect(house.folder / "instance/mailbox/mailbox.db")) as rows:
        for table in ("part", "chunk", "message"):
            for at, (sealed,) in enumerate(rows.execute(f"SELECT sealed FROM {table}")):
                found[f"{table}-{at}"] = sealed[-600:-560]
    return found


def left_in_files(house: House, canaries: dict[str, bytes]) -> set[str]:
    files = [file for store in ("mailbox", "desk") for file in (house.folder / "instance" / store).iterdir()]
    content = b"".join(file.read_bytes() for file in files)
    return {name for name, canary in canaries.items() if canary in content}


def night(house: House) -> None:
    house.clock.advance(MORNING)
    house.work()
