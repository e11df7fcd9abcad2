"""Where the files of an exported log lie, byte for byte as C2SP says, and bundles that are none."""

import pytest

from reporting.accesslog.tiles import EntryTooLong, MalformedBundle, Tile, bundle, parse_bundle, row


def tiles(size: int) -> list[Tile]:
    return [tile for level in range(3) for tile in row(size, level)]


def test_the_paths_are_those_of_the_specification() -> None:
    assert str(Tile(0, 1234067, 256)) == "tile/0/x001/x234/067"
    assert str(Tile(63, 0, 256)) == "tile/63/000"
    assert str(Tile(1, 1000, 17)) == "tile/1/x001/000.p/17"
    assert Tile(0, 999, 255).bundle == "tile/entries/999.p/255"


def test_a_log_of_70_000_entries_has_the_tiles_of_the_specification() -> None:
    found = tiles(70_000)
    assert [(tile.level, tile.width) for tile in found if tile.width < 256] == [(0, 112), (1, 17), (2, 1)]
    assert [sum(tile.level == level and tile.width == 256 for tile in found) for level in (0, 1, 2)] == [273, 1, 0]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, []),
        (1, ["tile/0/000.p/1"]),
        (255, ["tile/0/000.p/255"]),
        (256, ["tile/0/000", "tile/1/000.p/1"]),
        (257, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]),
    ],
)
def test_no_tile_is_empty_and_none_is_missing(size: int, expected: list[str]) -> None:
    assert [str(tile) for tile in tiles(size)] == expected
    assert sum(tile.width for tile in row(size, 0)) == size


def test_entries_come_out_of_a_bundle_as_they_went_in() -> None:
    entries = [b"", b"a", bytes(0xFFFF), "é".encode()]
    assert bundle(entries)[:5] == b"\0\0\0\1a"
    assert parse_bundle(bundle(entries), 4) == entries
    with pytest.raises(EntryTooLong):
        bundle([bytes(0x10000)])


@pytest.mark.parametrize("wrong", [b"", b"\0", b"\0\1", b"\0\1a\0", b"\0\1a\0\2b", b"\0\1a\0\1bc", b"\0\1a\0\1b\0\0"])
def test_bundles_cut_short_or_too_long_are_refused(wrong: bytes) -> None:
    with pytest.raises(MalformedBundle, match="expected 2 entries, got"):
        parse_bundle(wrong, 2)
