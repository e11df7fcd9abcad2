"""`reporting.toml`: what is read of it, and what each room makes of it."""

from pathlib import Path
from urllib.parse import urlsplit

from reporting.config import Clocks, Loaded, Places, SettingsRefused, read
from tests.fuzz.target import Target
from tests.house import SETTINGS

WHOLE = """
[stores]
mailbox = "sqlite:///mailbox/mailbox.db"
desk = "postgresql+psycopg:///reporting"
[clocks]
acknowledge_days = 7
[backup]
folder = "/var/backups/reporting"
keep = 3
[mail]
host = "localhost"
port = 25
[mail.addresses]
ada = "ada@board.example"
"""


def seeds() -> list[bytes]:
    least = SETTINGS.format(form="https://form.example", desk="https://desk.example")
    return [
        least.encode(),
        (least + WHOLE).encode(),
        b'community.name = """a"""\nform = {origin = "http://localhost"}\ndesk.origin = \'http://x.onion\'\n',
    ]


def check(untrusted: bytes) -> bool:
    try:
        found = read(untrusted, {})
    except SettingsRefused as refused:
        assert "\n" not in str(refused)
        assert str(refused).startswith("reporting.toml")
        return False
    loaded = Loaded(Path("/nowhere"), Path("/nowhere/keys"), found, Places(untrusted.decode()))
    assert isinstance(loaded.clocks(), Clocks) and loaded.community().name.strip()
    for room in ("form", "desk"):
        origin = found[room]["origin"]
        parts = urlsplit(origin)
        assert origin == f"{parts.scheme}://{parts.netloc}" and parts.hostname, "an origin that no browser sends"
        assert origin.isascii() and origin.isprintable(), "an origin that no browser sends"
    return True


WORDS = (
    b"[community]\n",
    b"[form]\n",
    b"[desk]\n",
    b"[mail]\n",
    b"origin = ",
    b'"https://',
    b'"http://localhost:',
    b"language = ",
    b'"""',
    b"'''",
    b"[[",
    b"]]",
    b"= {",
    b"1979-05-27T07:32:00Z",
    b"inf",
    b"0x",
    b"\\u",
    b"\\U0000d800",
    b"[" * 500,
    b"1_0",
    b"true",
)
TARGET = Target("settings: reporting.toml", seeds, check, WORDS)
