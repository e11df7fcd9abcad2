"""Promise 10: nothing is lost under load. 64 reporters at once, none refused, each stored once."""

import threading
from http.client import HTTPConnection
from pathlib import Path

from tests.house import build, fields_of, words_of
from tests.ports import free_port
from tests.served import served

REPORTERS = 64


class Reporter(threading.Thread):
    def __init__(self, port: int, number: int) -> None:
        super().__init__()
        self.port, self.number = port, number
        self.status = 0
        self.words: list[str] = []

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        host = {"Host": f"localhost:{self.port}"}
        connection.request("GET", "/", headers=host)
        fields = fields_of(connection.getresponse().read().decode())
        fields["what_happened"] = [f"Report number {self.number}"]
        body = "".join(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, values in fields.items()
            for value in values
        )
        headers = {**host, "Sec-Fetch-Site": "same-origin", "Content-Type": "multipart/form-data; boundary=b"}
        connection.request("POST", "/", (body + "--b--\r\n").encode(), headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        self.status = answer.status
        if self.status == 200:
            self.words = words_of(page)
        connection.close()


def test_64_at_once_are_all_stored_once(tmp_path: Path) -> None:
    port = free_port()
    house = build(tmp_path / "house", form=f"http://localhost:{port}")
    with served(house, port=port):
        reporters = [Reporter(port, number) for number in range(REPORTERS)]
        for reporter in reporters:
            reporter.start()
        for reporter in reporters:
            reporter.join()
    assert {reporter.status for reporter in reporters} == {200}
    assert len({tuple(reporter.words) for reporter in reporters}) == REPORTERS
    stored = [house.open_as("ben", "report", report_id) for report_id in house.report_ids()]
    said = sorted(report["answers"]["what_happened"] for report in stored)
    assert said == sorted(f"Report number {number}" for number in range(REPORTERS))
