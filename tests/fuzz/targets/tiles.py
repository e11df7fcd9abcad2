"""An exported log in which one file was exchanged: it is never verified, unless the file is the old one."""

from reporting.accesslog.checkpoints import CheckpointError
from reporting.accesslog.tiles import CHECKPOINT, TileError, bundle, parse_bundle
from reporting.accesslog.verify import LogRefused, verify
from reporting.signednote import NoteError
from tests.accesslog.exported import Exported, entries_of, exported
from tests.fuzz.target import Target, unless
from tests.house import log_key

LOG, KEPT = exported(entries_of(260)), exported(entries_of(7)).files[CHECKPOINT]
NAMES = sorted(LOG.files)
KEY = log_key().verifier


def seeds() -> list[bytes]:
    """Which file, then what it holds now; and a bundle of its own."""
    files = [bytes([at]) + LOG.files[name] for at, name in enumerate(NAMES)]
    return [*files, bundle([b"one", b"", b"two" * 50])]


def check(untrusted: bytes) -> bool:
    for width in (1, 3, 256):
        entries = unless(TileError, lambda width=width: parse_bundle(untrusted, width))
        assert entries is None or (bundle(entries) == untrusted and len(entries) == width)
    bundled = unless(TileError, lambda: parse_bundle(untrusted, 3)) is not None
    name, content = NAMES[untrusted[0] % len(NAMES)] if untrusted else CHECKPOINT, untrusted[1:]
    shown = Exported({**LOG.files, name: content})
    found = unless(
        (LogRefused, TileError, CheckpointError, NoteError), lambda: verify(shown.read, KEY, KEPT, look=lambda *_: None)
    )
    if found is None:
        return bundled
    assert found.checkpoint.size == 260
    assert content == LOG.files[name] or name == CHECKPOINT, "another log than the one that was signed"
    return True


TARGET = Target("an exported log: tiles, bundles, the whole walk", seeds, check, (b"\0\0", b"\xff\xff"), in_short=150)
