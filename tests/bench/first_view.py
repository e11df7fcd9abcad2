"""What it takes until somebody can write: requests and bytes of the first view, as a browser asks for it."""

import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from tests.bench import Row
from tests.house import build
from tests.ports import free_port
from tests.served import served

LIMIT = 14_000


def rows() -> Iterator[Row]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        house = build(Path(folder) / "house", form=f"http://localhost:{port}")
        with served(house, port=port) as server:
            connection = HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/", headers={"Host": f"localhost:{port}", "Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            size = len(answer.read()) + sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
            connection.close()
            yield Row("form, first view, all in one request [limit]", size, LIMIT, "bytes", "<= 14,000")
            yield Row("form worker, idle [limit]", server.memory_mb(), 90, "MB", "<= 90")
