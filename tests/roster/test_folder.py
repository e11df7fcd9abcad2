"""`load`: the apps start on a folder of keys that verifies whole, and on no other (design.md, D3, D15)."""

import errno
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from reporting.errors import Refused
from reporting.roster import Person, Role, RosterError, chain, load, verify_chain
from reporting.roster.days import readers_changed_on, since
from reporting.roster.effect import propose, take_effect
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
    Unsigned,
)
from reporting.roster.files import AlreadyThere, CannotWrite, put, put_new
from reporting.roster.folder import read_keys
from reporting.sealing.keyfiles import lock
from reporting.signednote import VerifierKey
from tests.roster.cast import DAY, after, chain_of_four, first, key, lay, person, renewed, seat, signed


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Four rosters one after the other; Ada, Noor and Ines are left."""
    return lay(tmp_path / "keys", chain_of_four())


def test_before_the_first_roster_there_is_none(tmp_path: Path) -> None:
    assert load(tmp_path / "nowhere") is None
    (tmp_path / "README.md").write_text("Only public halves belong here, never AGE-SECRET-KEY lines.")
    assert load(tmp_path) is None
    assert chain(tmp_path) == []


def test_a_good_folder_gives_the_people_with_their_recipients(keys: Path) -> None:
    roster = load(keys)
    assert roster
    assert (roster.community, roster.serial, roster.date) == ("Larkfield Network", 4, DAY)
    assert roster.people == (person("ada"), person("noor"), person("ines"))
    assert roster.by_fingerprint(person("ada").fingerprint) == person("ada")
    assert roster.by_handle("ben") is None


def test_former_rosters_and_retired_keys_are_kept(keys: Path) -> None:
    assert [file.name for file in sorted((keys / "history").iterdir())] == [
        "0001.roster",
        "0002.ben.pub",
        "0002.roster",
        "0003.olu.pub",
        "0003.roster",
    ]
    assert sorted(file.name for file in keys.iterdir()) == ["ada.pub", "history", "ines.pub", "noor.pub", "roster"]
    assert (keys / "history" / "0002.ben.pub").read_bytes() == person("ben").public_file()


def test_the_whole_chain_is_given_to_those_who_check_it_themselves(keys: Path) -> None:
    notes = chain(keys)
    assert len(notes) == 4
    assert verify_chain([note.encode() for note in notes]).serial == 4


def test_everybody_may_read_what_is_public_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        opening = signed(first("ada", "ben"), "ada", "ben")
        keys = lay(tmp_path / "keys", [opening])
        propose(keys, read_keys(keys), after(opening).seating(renewed("ben").seat, DAY), renewed("ben"))
    finally:
        os.umask(before)
    assert all(file.stat().st_mode & 0o777 == 0o644 for file in keys.rglob("*") if file.is_file())
    folders = [folder for folder in keys.rglob("*") if folder.is_dir()]
    assert {folder.name for folder in folders} == {"history", "proposed"}
    assert all(folder.stat().st_mode & 0o777 == 0o755 for folder in folders)


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


def test_a_log_key_and_a_pending_proposal_do_no_harm(keys: Path) -> None:
    (keys / "log.pub").write_text(f"{VerifierKey.of('larkfield.example/log', bytes(32))}\n")
    now = read_keys(keys)
    assert now.listing
    proposal = after(chain_of_four()[3]).seating(seat("kofi"), DAY)
    propose(keys, now, proposal, person("kofi"))
    roster = load(keys)
    assert roster and roster.by_handle("kofi") is None
    assert read_keys(keys).proposal == proposal


def test_a_proposal_without_signatures_does_not_take_effect(keys: Path) -> None:
    before = {file: file.read_bytes() for file in keys.rglob("*") if file.is_file()}
    for bad in (
        after(chain_of_four()[3]).without("ines", DAY),
        signed(after(chain_of_four()[3]).without("ines", DAY), "mallory"),
        signed(after(chain_of_four()[3]).seating(seat("kofi"), DAY), "ada"),  # whose public file is not here
    ):
        with pytest.raises((Malformed, Unsigned, MissingPublicFile)):
            take_effect(keys, read_keys(keys), bad)
    assert {file: file.read_bytes() for file in keys.rglob("*") if file.is_file()} == before


def test_two_people_with_one_recipient_are_refused(tmp_path: Path) -> None:
    ada, ben = person("ada"), person("ben")
    twin = Person.of(ben.name, ben.about, ben.role, ben.verifier, ada.recipient)
    opening = signed(first("ada").seating(twin.seat, DAY), "ada", "ben")
    put(tmp_path / "ada.pub", ada.public_file())
    put(tmp_path / "ben.pub", twin.public_file())
    put(tmp_path / "roster", bytes(opening.note))
    with pytest.raises(Duplicate):
        load(tmp_path)


def test_an_alternate_who_became_reviewer_reads_as_the_roster_says(tmp_path: Path) -> None:
    opening = signed(first("ada", "ben", "ines"), "ada", "ben")
    moved = signed(after(opening).seating(seat("ines", Role.REVIEWER), DAY).without("ben", DAY), "ada")
    keys = lay(tmp_path, [opening, moved])
    put(keys / "ines.pub", person("ines").public_file())  # as a crash before the last steps would leave it
    roster = load(keys)
    assert roster and roster.reviewers == (person("ada"), person("ines", Role.REVIEWER))


def test_a_change_that_is_cut_short_anywhere_leaves_a_folder_that_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call that names, renames or removes a file is made to fail once, as a crash there would."""
    opening = signed(first("ada", "ben", "ines"), "ada", "ben")
    moved = signed(after(opening).seating(seat("noor"), DAY).without("ben", DAY), "ada")
    serials = []
    for crash_at in range(100):
        keys = lay(tmp_path / str(crash_at), [opening])
        propose(keys, read_keys(keys), moved, person("noor"))
        if not _crashing(crash_at, monkeypatch, partial(take_effect, keys, read_keys(keys), moved)):
            break
        roster = load(keys)
        assert roster
        serials.append(roster.serial)
    assert {1, 2} == set(serials) and serials == sorted(serials)


def test_a_change_of_key_that_is_cut_short_anywhere_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And neither the old nor the new public half is lost."""
    opening = signed(first("ada", "ben", "ines"), "ada", "ben")
    changed = signed(after(opening).seating(renewed("ben").seat, DAY), "ada")
    serials = []
    for crash_at in range(100):
        keys = lay(tmp_path / str(crash_at), [opening])
        propose(keys, read_keys(keys), after(opening).seating(renewed("ben").seat, DAY), renewed("ben"))
        crashed = _crashing(crash_at, monkeypatch, partial(take_effect, keys, read_keys(keys), changed))
        roster = load(keys)
        assert roster and roster.by_handle("ben") in (person("ben"), renewed("ben"))
        serials.append(roster.serial)
        if roster.serial == 1:
            take_effect(keys, read_keys(keys), changed)
        again = after(changed).without("ines", DAY)
        propose(keys, read_keys(keys), again)
        take_effect(keys, read_keys(keys), signed(again, "ada"))
        assert sorted(file.name for file in keys.glob("*.pub")) == ["ada.pub", "ben.pub"]
        assert (keys / "ben.pub").read_bytes() == renewed("ben").public_file()
        assert (keys / "history" / "0001.ben.pub").read_bytes() == person("ben").public_file()
        assert not list(keys.glob("proposed/*"))
        if not crashed:
            break
    assert {1, 2} == set(serials) and len(serials) > 5


def test_who_comes_back_is_proposed_with_the_key_they_had(keys: Path) -> None:
    """Ben's file is that of a former person too; it has to stay as long as the proposal names it."""
    last = chain_of_four()[-1]
    back = after(last).seating(seat("ben", Role.ALTERNATE), DAY)
    propose(keys, read_keys(keys), back, person("ben", Role.ALTERNATE))
    back = back.without("ines", DAY)
    propose(keys, read_keys(keys), back)
    take_effect(keys, read_keys(keys), signed(back, "ada"))
    roster = load(keys)
    assert roster and roster.alternates == (person("ben", Role.ALTERNATE),)


def test_the_past_says_since_when_and_when_readers_changed() -> None:
    opening = signed(first("ada", "ben", "olu"), "ada", "ben")
    assert readers_changed_on([bytes(opening.note).decode()]) is None
    later, latest = DAY + timedelta(days=3), DAY + timedelta(days=9)
    joined = signed(after(opening).seating(seat("ines"), later), "ben")
    retired = signed(after(joined).without("olu", latest), "ben")
    changed = signed(after(retired).seating(renewed("ben").seat, latest + timedelta(days=1)), "ada")
    notes = [bytes(one.note).decode() for one in (opening, joined, retired, changed)]
    assert [readers_changed_on(notes[:many]) for many in (2, 3, 4)] == [later, later, latest + timedelta(days=1)]
    assert since(notes) == {
        person("ada").fingerprint: DAY,
        person("ines").fingerprint: later,
        renewed("ben").fingerprint: latest + timedelta(days=1),
    }


def _crashing(crash_at: int, monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> bool:
    steps = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **kwargs: object) -> object:
            nonlocal steps
            steps += 1
            if steps > crash_at:
                raise KeyboardInterrupt
            return real(*args, **kwargs)

        return step

    with monkeypatch.context() as patch:
        for name in ("replace", "unlink", "mkdir"):
            patch.setattr(Path, name, counted(getattr(Path, name)))
        try:
            act()
        except KeyboardInterrupt:
            return True
    return False


def test_a_private_file_is_its_owners_and_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "ada.age"
    put_new(file, b"one")
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(AlreadyThere):
        put_new(file, b"two")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AlreadyThere):
        put_new(tmp_path / "link", b"three")
    assert file.read_bytes() == b"one"
    assert not (tmp_path / "elsewhere").exists()


def test_a_disk_that_fails_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "roster", b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    for write in (put, put_new):
        with pytest.raises(CannotWrite, match="No space left"):
            write(tmp_path / ("roster" if write is put else "ada.age"), b"new")
    monkeypatch.undo()
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"roster": b"old"}


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
