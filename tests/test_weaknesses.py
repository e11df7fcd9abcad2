"""`make weaknesses`, with the real tools, and lists of weaknesses kept on this machine: nobody else is asked."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests import weaknesses
from tests.ports import free_port
from tests.weaknesses import KNOWN, NONE, TOOL, UNKNOWN, main

pytestmark = pytest.mark.skipif(
    not TOOL.exists(), reason="LEFT OUT: looking locks up, since make weaknesses was not run"
)
ADVISORY = {
    "id": 1, "url": "https://example.org/GHSA-weak", "title": "Weak", "severity": "high", "vulnerable_versions": "<2",
    "cwe": [], "cvss": {"score": 7, "vectorString": None},
}  # fmt: skip


class Lists(ThreadingHTTPServer):
    """OSV's and npm's answers, of which a test says what is weak."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.weak: set[str] = set()
        self.broken = False
        self.asked: set[str] = set()

    @property
    def osv(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/query"

    @property
    def npm(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def python(self, query: dict[str, dict[str, str]]) -> object:
        name = query["package"]["name"]
        self.asked.add(name)
        mended = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9.9"}]}
        package = {"name": name, "ecosystem": "PyPI"}
        weak = {"id": "GHSA-weak", "modified": "2026-01-01T00:00:00Z", "details": "Weak.",
                "affected": [{"package": package, "ranges": [mended]}]}  # fmt: skip
        return {"vulns": [weak]} if name in self.weak else {}

    def browser(self, query: dict[str, list[str]]) -> object:
        self.asked |= set(query)
        return {name: [ADVISORY] for name in self.weak & set(query)}


class Answers(BaseHTTPRequestHandler):
    server: Lists

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Encoding"] == "gzip":
            import gzip

            body = gzip.decompress(body)
        said = self.server.python if self.path == "/v1/query" else self.server.browser
        answer = b"<h1>Down for repairs</h1>" if self.server.broken else json.dumps(said(json.loads(body))).encode()
        self.send_response(503 if self.server.broken else 200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Nothing."""


@pytest.fixture
def lists() -> Iterator[Lists]:
    with Lists() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def two_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ones in the place of ours, whose every package would be asked for."""
    hashed = f"--hash=sha256:{'0' * 64}"
    (tmp_path / "requirements.txt").write_text(f"flask==3.1.0 \\\n    {hashed}\nbabel==2.17.0 \\\n    {hashed}\n")
    (tmp_path / "browser").mkdir()
    root = {"name": "b", "version": "1.0.0", "dependencies": {"fflate": "1.0.0"}}
    lock = {"name": "b", "version": "1.0.0", "lockfileVersion": 3, "requires": True,
            "packages": {"": root, "node_modules/fflate": {"version": "1.0.0"}}}  # fmt: skip
    (tmp_path / "browser/package.json").write_text(json.dumps(root))
    (tmp_path / "browser/package-lock.json").write_text(json.dumps(lock))
    monkeypatch.setattr(weaknesses, "ROOT", tmp_path)


def test_every_package_of_the_locks_is_looked_up(lists: Lists, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(lists.osv, lists.npm) == NONE
    assert lists.asked == {"flask", "babel", "fflate"}
    assert capsys.readouterr().out == "No known weakness in 2 locks.\n"


def test_a_known_weakness_is_one_line_with_what_mends_it(lists: Lists, capsys: pytest.CaptureFixture[str]) -> None:
    lists.weak = {"babel", "fflate"}
    assert main(lists.osv, lists.npm) == KNOWN
    assert capsys.readouterr().out.splitlines() == [
        "requirements.txt: babel 2.17.0: GHSA-weak, mended in 9.9",
        "browser/package-lock.json: fflate <2: https://example.org/GHSA-weak",
        "2 known weaknesses in 2 locks.",
    ]


@pytest.mark.parametrize("away", ["python's list", "the browser's list", "both are broken"])
def test_a_list_that_cannot_be_asked_is_told_and_never_taken_for_none(
    away: str, lists: Lists, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/"
    lists.broken = away == "both are broken"
    ends = main(nobody if away == "python's list" else lists.osv, nobody if away == "the browser's list" else lists.npm)
    told = capsys.readouterr()
    assert ends == UNKNOWN and "No known weakness" not in told.out
    named = {"python's list": ["requirements.txt"], "the browser's list": ["browser/package-lock.json"]}
    for lock in named.get(away, ["requirements.txt", "browser/package-lock.json"]):
        assert f"NOT LOOKED UP: {lock}. " in told.err
    assert told.err.endswith("nothing is known.\n")


@pytest.mark.parametrize("text", ["", f"flask==3.1.0 ; sys_platform == 'win32' --hash=sha256:{'0' * 64}\n"])
def test_a_lock_of_which_nothing_is_looked_up_is_not_taken_for_one_without_weaknesses(
    text: str, lists: Lists, capsys: pytest.CaptureFixture[str]
) -> None:
    (weaknesses.ROOT / "requirements.txt").write_text(text)
    assert main(lists.osv, lists.npm) == UNKNOWN
    assert "NOT LOOKED UP: requirements.txt" in capsys.readouterr().err
