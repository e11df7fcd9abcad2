"""The container of office documents, read with suspicion and written anew, in memory.

    members = read(untrusted)                 # {"word/document.xml": b"<…", …}
    archive = write({"mimetype": b"…"}, stored={"mimetype"})

Nothing of the old archive but its members' bytes goes into the new one: no comment, extra field, time, system or order.
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping

from reporting.cleaning.cleaned import Encrypted, MalformedFile, TooLarge
from reporting.cleaning.office.refusals import DAMAGED

MOST_MEMBERS = 5_000
MOST_BYTES = 160_000_000
MOST_RATIO = 250
_DIRECTORY_BYTES = 1_000_000
_END = b"PK\x05\x06"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STRANGE = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]|(?:^|/)\.{0,2}(?:/|$)")
_LARGE = "This document unpacks to more than we can look through. Send a PDF, or the part of it that matters."


def read(untrusted: bytes) -> dict[str, bytes]:
    """Every file in the archive by its name; raises MalformedFile, Encrypted or TooLarge before it unpacks much."""
    _look_at_end(untrusted)
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
            _weigh(infos)
            _no_overlap(infos, archive.start_dir)
            return {info.filename: _unpack(archive, info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError):
        raise MalformedFile(DAMAGED) from None


def _look_at_end(untrusted: bytes) -> None:
    """Counts members before anything is made of them: the count and the size are in the last record."""
    at = untrusted.rfind(_END, -66_000)
    if at < 0 or at + 22 + int.from_bytes(untrusted[at + 20 : at + 22], "little") > len(untrusted):
        raise MalformedFile(DAMAGED)
    members = int.from_bytes(untrusted[at + 10 : at + 12], "little")
    directory = int.from_bytes(untrusted[at + 12 : at + 16], "little")
    if members > MOST_MEMBERS or directory > _DIRECTORY_BYTES:
        raise TooLarge(_LARGE)


def _weigh(infos: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        if info.flag_bits & 0x2041:
            raise Encrypted("This document is locked with a password. Take the password off, or send a PDF of it.")
        name = info.filename.casefold()
        if name in seen or _STRANGE.search(info.filename) or not info.filename.isprintable():
            raise MalformedFile(DAMAGED)
        seen.add(name)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise MalformedFile(DAMAGED)
        if info.file_size > 1_000_000 and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise TooLarge(_LARGE)
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise TooLarge(_LARGE)


def _no_overlap(infos: Iterable[zipfile.ZipInfo], directory_at: int) -> None:
    """A bomb can list one member many times under many names (Fifield 2019): then their bytes overlap."""
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < end:
            raise MalformedFile(DAMAGED)
        end = info.header_offset + 30 + len(info.orig_filename.encode()) + info.compress_size
    if end > directory_at:
        raise MalformedFile(DAMAGED)


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as member:
        data = member.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise MalformedFile(DAMAGED)
    return data


def write(members: Mapping[str, bytes], stored: Collection[str] = ()) -> bytes:
    """The same bytes for the same members: fixed time, system and mode, in the order given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3
            info.external_attr = 0o600 << 16
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, data, compresslevel=6)
    return out.getvalue()
