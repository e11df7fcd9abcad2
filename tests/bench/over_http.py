"""A reader at a desk that is really served, and somebody who looks at a form that is: one connection each."""

import json as as_json
import secrets
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlencode

from flask.testing import FlaskClient

from reporting.mailbox.receipt import Receipt
from tests.house import Reader


class Line:
    """One connection to one origin, which keeps the desk's cookie as a browser would."""

    def __init__(self, port: int) -> None:
        self.origin, self._cookie = f"http://localhost:{port}", ""
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[HTTPResponse, bytes]:
        headers = {"Host": self.origin.removeprefix("http://"), "Sec-Fetch-Site": "same-origin", "Origin": self.origin}
        headers |= {"Cookie": self._cookie} if self._cookie else {}
        headers |= {"Content-Type": kind} if kind else {}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self._cookie = (answer.getheader("Set-Cookie") or self._cookie).partition(";")[0]
        return answer, content

    def get(self, path: str, **_asked: object) -> SimpleNamespace:
        answer, _ = self.ask("GET", path)
        return SimpleNamespace(status_code=answer.status)

    def post(self, path: str, *, json: Any, **_asked: object) -> SimpleNamespace:
        answer, content = self.ask("POST", path, as_json.dumps(json).encode(), "application/json")
        return SimpleNamespace(status_code=answer.status, get_json=lambda: as_json.loads(content))

    def close(self) -> None:
        self._connection.close()


def use_desk(port: int, pages: Mapping[str, int]) -> None:
    """Ada signs in and asks for each of these pages so many times."""
    line = Line(port)
    ada = Reader(cast(FlaskClient, line), "ada")
    assert ada.sign_in(line.origin).status_code == 200
    for path, times in pages.items():
        for _ in range(times):
            assert ada.get(path).status_code == 200
    line.close()


def use_form(port: int, times: int) -> None:
    """So many looks at the form, and as many receipts under which nothing is."""
    line = Line(port)
    for _ in range(times):
        assert line.ask("GET", "/")[0].status == 200
        words = urlencode({"words": " ".join(Receipt(secrets.token_bytes(16)).words)}).encode()
        assert line.ask("POST", "/receipt", words, "application/x-www-form-urlencoded")[0].status == 404
    line.close()
