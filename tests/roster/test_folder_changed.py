"""A change of the folder of keys is made whole or not at all, wherever it is cut short."""

import errno
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from reporting.roster import Role, load
from reporting.roster.effect import propose, take_effect
from reporting.roster.files import AlreadyThere, CannotWrite, put, put_new
from reporting.roster.folder import read_keys
from tests.roster.cast import DAY, after, chain_of_four, first, lay, person, renewed, seat, signed


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
