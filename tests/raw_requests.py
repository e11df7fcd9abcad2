"""A house behind its server, and what goes over a line to it."""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.house import House, build
from tests.ports import free_port
from tests.served import served


@pytest.fixture
def a_port(tmp_path: Path) -> int:
    return free_port()


@pytest.fixture
def served_openly(tmp_path: Path, port: int) -> Iterator[House]:
    yield build(tmp_path / "house", form=f"http://localhost:{port}")


def ask(port: int, timeout: float = 40) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.fixture(scope="module")
def served_unharmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a form for those after whom it goes on as before."""
    port = free_port()
    with served(build(tmp_path_factory.mktemp("served"), form=f"http://localhost:{port}"), port=port, workers=1):
        yield port
