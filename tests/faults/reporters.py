"""People who report while a fault goes on, each as a browser without JavaScript; what broke is sent again."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from tests.house import fields_of, words_of

MARK = "KANARIENVOGEL"
"""Stands in every report, and must stand in no file."""
HEADERS = {"Sec-Fetch-Site": "same-origin", "Content-Type": "multipart/form-data; boundary=b"}
HONEST = (429, 503)
PATIENCE = 60


@dataclass
class Told:
    """What somebody was told of one report: kept (and when, in seconds of the machine's clock), honestly not now,
    nothing since the line broke, or something wrong."""

    number: int
    kept: bool = False
    honest: int = 0
    broken: int = 0
    wrong: int = 0
    at: float = 0.0


class Reporter:
    """One browser; a report is sent again as it was until there is an answer to it."""

    def __init__(self, port: int) -> None:
        self._port = port

    def _ask(self, method: str, body: bytes | None = None) -> tuple[int, str] | None:
        """Status and page, or None when the line broke."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        headers = {"Host": f"localhost:{self._port}", **(HEADERS if body else {})}
        try:
            connection.request(method, "/", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def page(self) -> dict[str, list[str]] | None:
        """A fresh form's fields."""
        answer = self._ask("GET")
        return fields_of(answer[1]) if answer and answer[0] == 200 else None

    def send(self, fields: dict[str, list[str]], told: Told) -> bool:
        """Send once; whether that was the end of it."""
        answer = self._post(fields)
        if answer is None:
            told.broken += 1
            return False
        status, page = answer
        told.kept = status == 200 and len(words_of(page)) == 12
        told.at = time.time()
        told.honest += status in HONEST
        told.wrong += not (told.kept or status in HONEST)
        return True

    def _post(self, fields: dict[str, list[str]]) -> tuple[int, str] | None:
        body = "".join(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, values in fields.items()
            for value in values
        )
        return self._ask("POST", (body + "--b--\r\n").encode())

    def report_as_a_machine_would(self, number: int) -> Told:
        """With what no person sees filled in, so that it is set aside; the page comes again once before that."""
        told, fields = Told(number), self.page() or {}
        fields |= {"what_happened": [f"{MARK} saw report number {number}"], "remark": ["x"]}
        answer = self._post(fields)
        if answer:
            self.send(fields_of(answer[1]) | {"remark": ["x"]}, told)
        return told

    def report(self, number: int, *, again: int = 30) -> Told:
        """Write and send, and again after a line that broke."""
        told, fields = Told(number), None
        for _ in range(again):
            fields = fields or self.page()
            if fields is not None:
                fields["what_happened"] = [f"{MARK} saw report number {number}"]
                if self.send(fields, told):
                    break
            else:
                told.broken += 1
            time.sleep(0.05)
        return told


@contextmanager
def writing(port: int, people: int, *, pause: float = 0.0, first: int = 1) -> Iterator[list[Told]]:
    """So many people write one report after the other, numbered from `first` on, until the block ends; then all of them
    have been told."""
    over, told, turn = threading.Event(), list[Told](), threading.Lock()

    def write() -> None:
        reporter = Reporter(port)
        while not over.is_set():
            with turn:
                one = Told(first + len(told))
                told.append(one)
            vars(one).update(vars(reporter.report(one.number)))
            over.wait(pause)

    threads = [threading.Thread(target=write) for _ in range(people)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        over.set()
        for thread in threads:
            thread.join()
