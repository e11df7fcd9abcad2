"""Who comes to a machine that serves, on its own network: `python -m tests.deploy.visits AUTHORITY`.

Rosa reports with a picture and a document through nginx and TLS; Ada signs in at the desk and opens what she may. What
came of it goes to standard output as JSON.
"""

import json
import socket
import ssl
import sys
from base64 import b64decode, b64encode
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

from tests import multipart
from tests.cleaning.made import SECRETS, secretive
from tests.house import fields_of, key_of, words_of

FORM, DESK = "concerns.example", "desk.example"
WORD = "KANARIENVOGEL"
"""Stands in the report, and must stand in no file of the machine."""


class Line(HTTPSConnection):
    """To the machine's own loopback under another name, with the certificate checked for that name."""

    def __init__(self, name: str, authority: Path) -> None:
        self._context_of_name = ssl.create_default_context(cafile=str(authority))
        super().__init__(name, 443, context=self._context_of_name, timeout=120)

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", 443), timeout=self.timeout)
        self.sock = self._context_of_name.wrap_socket(plain, server_hostname=self.host)


class Visitor:
    """A browser without JavaScript, or with a key the calls that the desk's pages make."""

    def __init__(self, name: str, authority: Path) -> None:
        self.name, self.authority, self.cookie = name, authority, ""

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, bytes]:
        line = Line(self.name, self.authority)
        headers = {"Origin": f"https://{self.name}", "Sec-Fetch-Site": "same-origin"} if body is not None else {}
        headers |= {"Content-Type": kind} if kind else {}
        headers |= {"Cookie": self.cookie} if self.cookie else {}
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            if given := answer.getheader("Set-Cookie"):
                self.cookie = given.split(";", 1)[0]
            return answer.status, answer.read()
        finally:
            line.close()

    def call(self, path: str, **said: object) -> Any:
        status, answer = self.ask("POST", path, json.dumps(said).encode(), "application/json")
        assert status in (200, 204), (path, status, answer[:500])
        return json.loads(answer) if answer.startswith(b"{") else answer


def report(authority: Path, *files: bytes) -> list[str]:
    """Rosa's twelve words."""
    rosa = Visitor(FORM, authority)
    status, page = rosa.ask("GET", "/")
    assert status == 200, (status, page[:500])
    fields = fields_of(page.decode()) | {"what_happened": [f"{WORD} followed me."]}
    pairs = [(name, value) for name, values in fields.items() for value in values]
    status, page = rosa.ask("POST", "/", multipart.body(pairs, files), multipart.CONTENT_TYPE)
    assert status == 200, (status, page.decode(errors="replace")[:3000])
    assert not rosa.cookie
    return words_of(page.decode())


def sign_in(authority: Path, handle: str) -> Visitor:
    reader, key = Visitor(DESK, authority), key_of(handle)
    nonce = reader.call("/sign-in/challenge")["nonce"]
    said = {"nonce": nonce, "origin": f"https://{DESK}", "purpose": "reporting sign-in v1"}
    signed = key.sign(json.dumps(said, separators=(",", ":"), sort_keys=True).encode())
    reader.call("/sign-in", key=b64encode(key.verify_key).decode(), nonce=nonce, signature=b64encode(signed).decode())
    return reader


def opened(authority: Path, handle: str) -> list[dict[str, Any]]:
    """Every case of the inbox, as its reader opens it: the words, and whether a file still bears a secret."""
    reader, identity, found = sign_in(authority, handle), key_of(handle).identity, []
    status, page = reader.ask("GET", "/inbox")
    assert status == 200, (status, page[:500])
    for case in dict.fromkeys(part.split('"', 1)[0] for part in page.decode().split('data-case="')[1:]):
        told = reader.call(f"/cases/{case}/report")
        said = json.loads(identity.open(b64decode(told["sealed"]["report"])))
        files = [name for name in told["present"] if name.startswith("file-")]
        clear = [identity.open(reader.call(f"/cases/{case}/files/{name}")) for name in files]
        leaks = [secret for secret in SECRETS for file in clear if secret.encode() in file]
        found.append({"words": said["answers"]["what_happened"], "files": len(clear), "leaks": leaks})
    return found


def main(authority: Path) -> None:
    words = report(authority, secretive("JPEG"), secretive("PNG"), secretive("HEIF"))
    json.dump({"words": len(words), "cases": opened(authority, "ada")}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
