"""The mail's settings, from the file to the frozen value."""

from pathlib import Path

from reporting.config import Clocks, Places, SettingsRefused, WorkerSettings, read
from reporting.notifications.settings import MailSettings
from tests.fuzz.target import Target, unless
from tests.house import SETTINGS

NOWHERE = Path("/nowhere")
REST = SETTINGS.format(form="https://form.example", desk="https://desk.example").encode()


def seeds() -> list[bytes]:
    return [
        b'[mail]\nhost = "localhost"\nport = 2525\ntls = "none"\nsender = "reports@larkfield.example"\nhour = 6\n'
        b'digest = "silent"\n[mail.addresses]\nada = "ada@board.example"\nben = "ben@board.example"\n',
        b'[mail]\nhost = "smtp.larkfield.example"\nsender = "a@b"\n',
    ]


def check(untrusted: bytes) -> bool:
    found = unless(SettingsRefused, lambda: read(REST + untrusted, {}))
    if found is None:
        return False
    places = Places((REST + untrusted).decode())
    worker = WorkerSettings(NOWHERE, NOWHERE, "", "", b"", None, Clocks(), mail=found.get("mail", {}), places=places)
    try:
        mail = MailSettings.of(worker)
    except SettingsRefused as refused:
        assert "\n" not in str(refused)
        return False
    if mail is None:
        return True
    for address in (mail.sender, *mail.addresses.values()):
        assert address.count("@") == 1 and address.isascii() and address.isprintable() and " " not in address
    assert mail.domain and 0 < mail.port < 65536
    unless(SettingsRefused, lambda: mail.refuse_strangers(None, places))
    return True


WORDS = (
    b"[mail]\n",
    b"host = ",
    b"port = ",
    b"tls = ",
    b'"starttls"',
    b"sender = ",
    b"hour = ",
    b"digest = ",
    b"[mail.addresses]\n",
    b"@",
    b"\\n",
    b"\\r",
    b"127.0.0.1",
    b"::1",
    b"\\u0000",
)
TARGET = Target("settings of the mail", seeds, check, WORDS, largest=4096)
