"""Promise 10, over several hosts: two form servers on one PostgreSQL take what is sent to either, each thing once."""

import secrets
import threading
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.house import House, build, fields_of
from tests.ports import free_port
from tests.served import served

REPORTERS = 40
BODY = {"Sec-Fetch-Site": "same-origin", "Content-Type": "multipart/form-data; boundary=b"}


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
def hosts(tmp_path: Path, database: str) -> Iterator[tuple[House, int, int]]:
    """Two servers of one form, as behind a balancer: one origin, one token key, one database."""
    one, other = free_port(), free_port()
    house = build(tmp_path / "house", form=f"http://localhost:{one}", database=database)
    with served(house, port=one), served(house, port=other, host=f"localhost:{one}"):
        yield house, one, other


def fetch(port: int, host: int) -> dict[str, list[str]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/", headers={"Host": f"localhost:{host}"})
    fields = fields_of(connection.getresponse().read().decode())
    connection.close()
    return fields


def post(port: int, host: int, fields: dict[str, list[str]]) -> int:
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, values in fields.items()
        for value in values
    )
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/", (body + "--b--\r\n").encode(), {"Host": f"localhost:{host}", **BODY})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def at_once(*work: "tuple[int, int, dict[str, list[str]]]") -> list[int]:
    """All of these posts, begun together; the status of each."""
    start, answers = threading.Barrier(len(work)), [0] * len(work)

    def send(place: int) -> None:
        start.wait()
        answers[place] = post(*work[place])

    threads = [threading.Thread(target=send, args=(place,)) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_each_report_is_stored_once_though_each_is_sent_to_both_hosts_at_once(hosts: tuple[House, int, int]) -> None:
    house, one, other = hosts
    written = []
    for number in range(REPORTERS):
        written.append(fetch((one, other)[number % 2], one) | {"what_happened": [f"Report number {number}"]})
    answers = at_once(*((port, one, fields) for fields in written for port in (one, other)))
    assert set(answers) == {200}
    stored = [house.open_as("ben", "report", report_id) for report_id in house.report_ids()]
    said = sorted(report["answers"]["what_happened"] for report in stored)
    assert said == sorted(f"Report number {number}" for number in range(REPORTERS))


def test_a_token_is_spent_once_over_all_hosts(hosts: tuple[House, int, int]) -> None:
    """The same page sent with another receipt is another report: of two at once one host takes it, and one refuses."""
    house, one, other = hosts
    for number in range(1, 9):
        page = fetch(one, one) | {"what_happened": ["He followed me."]}
        again = page | {"receipt_entropy": [urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")]}
        assert Counter(at_once((one, one, page), (other, one, again))) == {200: 1, 409: 1}
        assert len(house.report_ids()) == number
