"""Checking an exported log: from any checkpoint to any later one, and every refusal with what was expected."""

import pytest

from reporting.accesslog.checkpoints import OtherLog
from reporting.accesslog.tiles import MalformedBundle
from reporting.accesslog.verify import (
    Forked,
    MissingFile,
    Rewritten,
    RolledBack,
    WrongEntries,
    WrongTile,
    verify,
)
from reporting.signednote import NoKnownSignature, Note, VerifierKey, WrongSignature, sign
from tests.accesslog.exported import checkpoint_of, entries_of, exported
from tests.house import key_of, log_key

KEY = log_key().verifier
SIZES = (1, 2, 255, 256, 257, 511, 512, 513, 700)


@pytest.mark.parametrize("size", [*SIZES, 65_536 + 300])
def test_a_whole_log_holds_from_every_checkpoint_before(size: int) -> None:
    entries = entries_of(size)
    log = exported(entries)
    assert verify(log.read, KEY).checkpoint.size == size
    for old in (each for each in SIZES if each <= size and (size < 1000 or each > 500)):
        found = verify(log.read, KEY, checkpoint_of(entries[:old]))
        assert found.kept is not None and found.kept.size == old


@pytest.mark.parametrize("size", SIZES)
def test_each_entry_counts(size: int) -> None:
    entries = entries_of(700)
    kept = checkpoint_of(entries[:size])
    for changed in {0, size // 2, size - 1}:
        forged = [*entries[:changed], b"{}", *entries[changed + 1 :]]
        with pytest.raises(Forked if size == 700 else Rewritten, match="of the kept checkpoint"):
            verify(exported(forged).read, KEY, kept)
    after = [*entries[:size], *[b"{}"] * 700]
    assert verify(exported(after).read, KEY, kept).checkpoint.size == size + 700


def test_shorter_and_other_logs_of_one_size_are_told_apart() -> None:
    entries = entries_of(300)
    kept = checkpoint_of(entries)
    with pytest.raises(RolledBack, match="at least the 300 entries of the kept checkpoint, got 299"):
        verify(exported(entries[:-1]).read, KEY, kept)
    with pytest.raises(Forked, match="two logs were signed"):
        verify(exported([*entries[:-1], b"{}"]).read, KEY, kept)


@pytest.mark.parametrize("name", ["checkpoint", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000"])
def test_a_file_that_is_missing_is_named(name: str) -> None:
    log = exported(entries_of(300))
    del log.files[name]
    with pytest.raises(MissingFile, match=name):
        verify(log.read, KEY)


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"])
def test_tiles_cut_short_or_from_another_log_are_named(name: str) -> None:
    log, other = exported(entries_of(300)), exported([b"other", *entries_of(299)][::-1])
    whole = log.files[name]
    for wrong in (whole[:-1], whole[:-32], b"", other.files[name]):
        log.files[name] = wrong
        with pytest.raises(WrongTile, match=f"{name}: expected"):
            verify(log.read, KEY)


def test_a_bundle_cut_short_is_named() -> None:
    log = exported(entries_of(300))
    log.files["tile/entries/001.p/44"] = log.files["tile/entries/001.p/44"][:-1]
    with pytest.raises(MalformedBundle, match=r"tile/entries/001.p/44: expected 44 entries, got 43 whole ones"):
        verify(log.read, KEY)


def test_tiles_that_fit_other_entries_do_not_help() -> None:
    log = exported([b"other", *entries_of(299)])
    log.files["checkpoint"] = checkpoint_of(entries_of(300))
    with pytest.raises(WrongEntries, match="expected the root"):
        verify(log.read, KEY)


def test_which_checkpoint_is_refused_is_said() -> None:
    log, ada = exported(entries_of(3)), VerifierKey.of("ada", key_of("ada").verify_key)
    with pytest.raises(NoKnownSignature, match="the log's checkpoint"):
        verify(log.read, ada)
    with pytest.raises(WrongSignature, match="the kept checkpoint"):
        verify(log.read, KEY, checkpoint_of(entries_of(2)).replace(b"\n2\n", b"\n1\n"))
    text = log.files["checkpoint"].decode().split("\n\n")[0].replace("larkfield", "elsewhere") + "\n"
    with pytest.raises(OtherLog, match="the kept checkpoint"):
        verify(log.read, KEY, bytes(Note(text, (sign(text, KEY.name, log_key()),))))


def test_progress_ends_at_the_size() -> None:
    told: list[tuple[int, int]] = []
    verify(exported(entries_of(600)).read, KEY, progress=lambda done, size: told.append((done, size)))
    assert told == [(256, 600), (512, 600), (600, 600)]
