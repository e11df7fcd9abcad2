"""A backup: the list in it, and the archive around that. Nothing is written anywhere."""

import os
import tarfile
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from reporting.backup.archive import Archive, BackupRefused, Described, is_name, write
from tests.fuzz.blind import neighbour
from tests.fuzz.target import Target, unless

NAMES = ("desk.db", "guidelines/2026-03-03.md", "keys/roster", "mailbox.db", "reporting.toml")
LISTED = dict.fromkeys(NAMES, (3, "ab" * 32))


def seeds() -> list[bytes]:
    out = BytesIO()
    with TemporaryDirectory() as folder:
        files = {name: Path(folder, name.replace("/", "-")) for name in NAMES}
        for name, file in files.items():
            file.write_text(name)
        write(out, date(2026, 11, 23), files)
    return [out.getvalue(), Described(date(2026, 11, 23), LISTED).to_bytes()]


def check(untrusted: bytes) -> bool:
    described = unless(BackupRefused, lambda: Described.parse(untrusted))
    if described is not None:
        assert described.to_bytes() == untrusted
        assert all(map(is_name, described.files))
    handle = os.memfd_create("backup")
    try:
        os.write(handle, untrusted)
        names = unless(BackupRefused, lambda: unpacked(Path(f"/proc/self/fd/{handle}")))
    finally:
        os.close(handle)
    assert names is None or all(map(is_name, names))
    return described is not None or names is not None


def unpacked(path: Path) -> list[str]:
    with Archive.opened(path) as archive:
        archive.unpack({})
        return list(archive.described.files)


def mutate(data: bytes, dice: Random) -> bytes:
    """A member's head or its content changed, its checksum right again; or a member of another kind put before all."""
    if len(data) < 1024 or data[257:262] != b"ustar":
        return neighbour(data, dice, WORDS)
    made = bytearray(data)
    if dice.random() < 0.3:
        made[0:0] = strange_member(dice)
    at = dice.randrange(len(made) // 512) * 512
    block = bytearray(neighbour(bytes(made[at : at + 512]), dice, WORDS)[:512].ljust(512, b"\0"))
    if block[257:262] == b"ustar":
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % (sum(block) & 0o777777)
    made[at : at + 512] = block
    return bytes(made)


def strange_member(dice: Random) -> bytes:
    member = tarfile.TarInfo("x")
    member.type = dice.choice((b"L", b"K", b"x", b"g", b"S", b"V", b"1", b"2", b"5", b"X"))
    said = dice.choice(
        (
            b"22 GNU.sparse.major=1\n",
            b"19 size=-1\n",
            b"99999999999999999999 a=b\n",
            b"12 size=9e9\n",
            b"a",
            b"20 mtime=nonsense\n",
        )
    )
    member.size = len(said)
    return (
        member.tobuf(dice.choice((tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT))) + said.ljust(512, b"\0")
    ) * dice.choice((1,) * 30 + (2, 2, 500))


WORDS = (
    b'"files"',
    b'"made_on"',
    b'"format"',
    b"Infinity",
    b"NaN",
    b"-1",
    b"1e999",
    b"9" * 5000,
    b"../",
    b"desk.db",
    b"\0",
    b"ustar",
    b"0" * 11,
    b"7" * 11,
    b"\x80" + b"\xff" * 11,
)
TARGET = Target("backups: the list, the archive", seeds, check, WORDS, mutate, largest=600 * 1024, in_short=100)
