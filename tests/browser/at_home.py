"""Form and desk of a house in threads of this process: there at once, and under the clock of the test.

The main job and the load tests run on gunicorn (`tests.served`); what a page shows is the same either way.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.serving import make_server

from tests.house import House


@contextmanager
def at_home(house: House) -> Iterator[None]:
    """Serve both apps at the origins that the house was built for."""
    with ExitStack() as stack:
        for app in (house.form(), house.desk()):
            stack.enter_context(listening(app))
        yield


@contextmanager
def listening(app: Flask) -> Iterator[None]:
    """Serve one app at its own origin."""
    port = urlsplit(app.config["ORIGIN"]).port
    assert port
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
