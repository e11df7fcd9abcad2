"""`load`: on a folder of keys that does not verify whole, or holds a private key, no app starts."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reporting.errors import Refused
from reporting.roster import Person, RosterError, load
from reporting.roster.errors import (
    Duplicate,
    ForeignPublicFile,
    Malformed,
    MalformedPublicFile,
    MissingPublicFile,
    PreviousMismatch,
    PrivateKeyHere,
    SkippedSerial,
    StrayPublicFile,
    UnreadableFile,
)
from reporting.roster.files import put
from reporting.sealing.keyfiles import lock
from reporting.signednote import VerifierKey
from tests.roster.cast import DAY, first, key, person, signed


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ada.age", lock(key("ada"), "maple-river-orbit-candle", log_n=1)),
        ("notes.txt", b"remember: " + key("ada").identity.secret_text().encode()),
        ("lower.txt", key("ada").identity.secret_text().lower().encode()),
        ("windows.txt", key("ada").identity.secret_text().encode("utf-16")),
        ("history/0001.key", b"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"),
        (".hidden", b"-----BEGIN PRIVATE KEY-----\nMC4CAQ"),
        ("sub/id", b"-----BEGIN OPENSSH PRIVATE KEY-----\n"),
        ("log.pub", b"PRIVATE+KEY+log+a1b2c3d4+AQ=="),
        ("binary.pub", b"age-encryption.org/v1\n-> scrypt"),
        ("sheet.html", b"<p>-----BEGIN AGE ENCRYPTED FILE-----"),
    ],
)
def test_a_private_key_anywhere_in_keys_is_refused(keys: Path, name: str, content: bytes) -> None:
    (keys / name).parent.mkdir(exist_ok=True)
    (keys / name).write_bytes(content)
    with pytest.raises(PrivateKeyHere) as refused:
        load(keys)
    assert name in str(refused.value)
    assert "SECRET" not in str(refused.value)


def test_a_private_key_is_refused_before_there_is_a_roster(tmp_path: Path) -> None:
    (tmp_path / "ada.age").write_bytes(lock(key("ada"), "maple-river-orbit-candle", log_n=1))
    with pytest.raises(PrivateKeyHere):
        load(tmp_path)


def change(file: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def apply(keys: Path) -> None:
        content = (keys / file).read_bytes()
        assert old in content
        (keys / file).write_bytes(content.replace(old, new))

    return apply


def fifo(keys: Path) -> None:
    os.mkfifo(keys / "pipe")


def another_recipient(keys: Path) -> None:
    change("ines.pub", person("ines").recipient.encode(), person("mallory").recipient.encode())(keys)


BROKEN: dict[str, tuple[type[RosterError], Callable[[Path], object]]] = {
    "a name in the roster changed": (RosterError, change("roster", b"Noor Haddad", b"Noor Hadda")),
    "a signature removed": (Malformed, change("roster", "\n— noor ".encode(), b"\n")),
    "the roster emptied": (Malformed, lambda keys: (keys / "roster").write_bytes(b"")),
    "the roster removed": (SkippedSerial, lambda keys: (keys / "roster").unlink()),
    "the roster rolled back": (RosterError, lambda keys: shutil.copy(keys / "history/0002.roster", keys / "roster")),
    "a former roster removed": (SkippedSerial, lambda keys: (keys / "history/0002.roster").unlink()),
    "the first roster removed": (SkippedSerial, lambda keys: (keys / "history/0001.roster").unlink()),
    "all history removed": (SkippedSerial, lambda keys: shutil.rmtree(keys / "history")),
    "a former roster changed": (RosterError, change("history/0001.roster", b"date 2026-11-23", b"date 2026-11-24")),
    "a former signature line doubled": (
        PreviousMismatch,
        lambda keys: put(
            keys / "history/0002.roster",
            (keys / "history/0002.roster").read_bytes()
            + bytes((keys / "history/0002.roster").read_bytes().rpartition(b"\n\n")[2]),
        ),
    ),
    "a public file removed": (MissingPublicFile, lambda keys: (keys / "ada.pub").unlink()),
    "a public file with another recipient": (ForeignPublicFile, another_recipient),
    "a public file with another name": (ForeignPublicFile, change("ada.pub", b"Ada Lindqvist", b"Mallory Vane")),
    "a public file with other keys": (
        ForeignPublicFile,
        change("ada.pub", str(person("ada").verifier).encode(), str(VerifierKey.of("ada", bytes(32))).encode()),
    ),
    "a public file of nobody": (
        StrayPublicFile,
        lambda keys: put(keys / "mallory.pub", person("mallory").public_file()),
    ),
    "a public file that is empty": (MalformedPublicFile, lambda keys: (keys / "mallory.pub").write_bytes(b"")),
    "a public file under another name": (MalformedPublicFile, lambda keys: (keys / "ada.pub").rename(keys / "eve.pub")),
    "a log key that is none": (MalformedPublicFile, lambda keys: (keys / "log.pub").write_text("log\n")),
    "a proposal that is none": (Malformed, lambda keys: (keys / "roster.proposed").write_text("please\n\n")),
    "a pipe": (UnreadableFile, fifo),
    "a link to nowhere": (UnreadableFile, lambda keys: (keys / "link").symlink_to("nowhere")),
    "a file far too large": (UnreadableFile, lambda keys: (keys / "large").write_bytes(bytes(2 * 1024 * 1024))),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_folder_that_was_tampered_with_is_refused_in_one_line(keys: Path, what: str) -> None:
    reason, tamper = BROKEN[what]
    tamper(keys)
    with pytest.raises(reason) as refused:
        load(keys)
    assert isinstance(refused.value, Refused)
    assert "\n" not in str(refused.value)
    assert str(refused.value).rstrip().endswith(".")


def test_two_people_with_one_recipient_are_refused(tmp_path: Path) -> None:
    ada, ben = person("ada"), person("ben")
    twin = Person.of(ben.name, ben.about, ben.role, ben.verifier, ada.recipient)
    opening = signed(first("ada").seating(twin.seat, DAY), "ada", "ben")
    put(tmp_path / "ada.pub", ada.public_file())
    put(tmp_path / "ben.pub", twin.public_file())
    put(tmp_path / "roster", bytes(opening.note))
    with pytest.raises(Duplicate):
        load(tmp_path)


def test_keys_that_are_no_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("not a folder")
    with pytest.raises(UnreadableFile):
        load(tmp_path / "keys")


def test_the_readme_of_keys_is_no_private_key_and_names_what_is_there(keys: Path) -> None:
    readme = Path(__file__).resolve().parents[2] / "keys" / "README.md"
    shutil.copy(readme, keys / "README.md")
    assert load(keys)
    for name in (
        "`roster`",
        "`roster.proposed`",
        "`history/0001.roster`",
        "`history/0002.ben.pub`",
        "`log.pub`",
        "`proposed/ada.pub`",
    ):
        assert name in readme.read_text(encoding="utf-8")
