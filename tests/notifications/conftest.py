"""A mail server that this machine trusts, and a worker whose mail goes there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House
from tests.notifications.mailing import Mailing, mailing, with_mail
from tests.notifications.server import Certificate, MailServer, certificate


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """A certificate whose authority is the only one that is trusted here."""
    made = certificate(tmp_path / "authority")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.trusted))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return made


@pytest.fixture
def server(trusted: Certificate) -> Iterator[MailServer]:
    with MailServer(trusted) as started:
        yield started


@pytest.fixture
def mail(house: House, server: MailServer) -> Iterator[Mailing]:
    with mailing(with_mail(house, server.port)) as opened:
        yield opened
