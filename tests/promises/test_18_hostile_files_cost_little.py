"""Promise 18: hostile files cost little. A clear refusal, bounded memory and time, and the form lives on."""

import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests import multipart
from tests.cleaning.made import huge_png, picture, saved, secretive
from tests.house import House, build, fields_of
from tests.ports import free_port
from tests.served import Server, served

MB = 2**20


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Server]]:
    """The served form, one process, for all tests here."""
    port = free_port()
    house = build(tmp_path_factory.mktemp("form") / "house", form=f"http://localhost:{port}")
    with served(house, port=port, workers=1) as server:
        yield house, server


def ask(port: int, body: bytes | None = None) -> tuple[int, str]:
    """GET the page, or post to it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}
    if body is not None:
        headers["Content-Type"] = multipart.CONTENT_TYPE
    connection.request("GET" if body is None else "POST", "/", body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def send(port: int, *files: bytes) -> tuple[int, str]:
    """A new page, filled in and sent with these files."""
    fields = fields_of(ask(port)[1]) | {"what_happened": ["He followed me."]}
    pairs = [(name, value) for name, values in fields.items() for value in values]
    return ask(port, multipart.body(pairs, files))


def memory(server: Server) -> int:
    """Bytes that the form's worker holds now."""
    (worker,) = server.workers()
    lines = Path(f"/proc/{worker}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def test_a_bomb_is_refused_by_name_and_the_report_is_sent(form: tuple[House, Server]) -> None:
    _, server = form
    started = time.monotonic()
    status, page = send(server.port, huge_png(), saved(picture(), "PNG"))
    assert status == 200
    assert "One of 2 files is sealed with your report." in page and "Not sent." in page
    assert time.monotonic() - started < 30
    assert send(server.port, saved(picture(), "PNG"))[0] == 200, "the form does not live on"


def test_the_forms_memory_does_not_grow_with_the_number_of_files(form: tuple[House, Server]) -> None:
    house, server = form
    photo = secretive("JPEG", picture(400, 300)) + bytes(2 * MB)
    for _ in range(6):  # what is loaded late, and what the allocator keeps
        assert send(server.port, photo, photo)[0] == 200
    before = memory(server)
    for _ in range(12):
        status, page = send(server.port, photo, photo)
        assert status == 200 and "All 2 files are sealed" in page
    assert memory(server) - before < 5 * MB, "a tenth of what was sent is still held"
    assert len(house.report_ids()) >= 18


def test_many_at_once_are_bounded_in_memory_and_each_is_told_how_it_went(form: tuple[House, Server]) -> None:
    house, server = form
    stored, before = len(house.report_ids()), memory(server)
    answers: list[tuple[int, str]] = []
    files = [bytes([7]) * (12 * MB)] * 4  # 48 MB each, 576 MB in all
    posts = [threading.Thread(target=lambda: answers.append(send(server.port, *files))) for _ in range(12)]
    for post in posts:
        post.start()
    peak = 0
    while any(post.is_alive() for post in posts):
        peak = max(peak, memory(server))
        time.sleep(0.05)
    for post in posts:
        post.join()
    assert {status for status, _ in answers} <= {200, 503}
    refused = [page for status, page in answers if status == 503]
    assert refused, "all found a place, so nothing was bounded"
    assert all("choose them again" in page and "He followed me." in page for page in refused)
    assert len(house.report_ids()) - stored == 12 - len(refused)
    assert peak - before < 400 * MB
