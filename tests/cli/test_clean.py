"""`reporting clean`: what comes out, under which name, and what is told."""

import json
import os
import pty
import re
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reporting.cli import main
from tests.cleaning.made import picture, saved, secretive


def clean(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["clean", *map(str, words)])


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "garden.jpg").write_bytes(secretive("JPEG"))
    (folder / "phone.heic").write_bytes(secretive("HEIF"))
    (folder / "wrong.png").write_bytes(secretive("JPEG"))
    (folder / "drawing.svg").write_bytes(b"<svg/>")
    return folder


def test_a_cleaned_file_keeps_its_name_and_gets_a_new_ending_where_the_kind_changed(
    photos: Path, tmp_path: Path
) -> None:
    before = (photos / "garden.jpg").read_bytes()
    told = clean(photos / "garden.jpg", photos / "phone.heic", photos / "wrong.png", "--out", tmp_path / "out")
    assert told.exit_code == 0, told.output
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "garden.jpg",
        "phone.heic.jpg",
        "wrong.png.jpg",
    ]
    assert "where it was taken" in told.output
    assert (photos / "garden.jpg").read_bytes() == before


def test_a_refusal_leaves_its_reason_and_does_not_stop_the_others(photos: Path, tmp_path: Path) -> None:
    told = clean(photos / "drawing.svg", photos / "gone.jpg", photos / "garden.jpg", "--out", tmp_path)
    assert told.exit_code == 1
    assert "2 of 3 files could not be cleaned" in told.stderr
    assert "SVG drawings" in (tmp_path / "drawing.svg.REFUSED").read_text()
    assert "cannot be read" in (tmp_path / "gone.jpg.REFUSED").read_text()
    assert (tmp_path / "garden.jpg").read_bytes().startswith(b"\xff\xd8")
    assert not (tmp_path / "drawing.svg").exists()


def test_on_a_terminal_a_bar_tells_how_far_it_is(photos: Path, tmp_path: Path) -> None:
    """A real one (pty(7)): what is no terminal gets no bar, so that nothing else would show it."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    names = ("garden.jpg", "phone.heic", "wrong.png")
    words = ["clean", *(photos / name for name in names), "--out", tmp_path / "out"]
    command, environ = [sys.executable, "-m", "reporting", *words], os.environ | {"TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environ) as running:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # the other side was closed, at the end
            while piece := os.read(ours, 4096):
                shown += piece
        assert running.stdout
        told = running.stdout.read().decode()
    os.close(ours)
    assert running.returncode == 0
    shares = [int(share) for share in re.findall(rb"Cleaning.*? (\d+)%", shown)]
    assert shares[0] == 0 and shares[-1] == 100 and len(set(shares)) == 4, shown
    assert shares == sorted(shares)
    assert b"phone.heic" in shown
    assert told.count("taken out:") == 3 and "%" not in told


def test_the_outcome_can_be_read_by_a_program(photos: Path, tmp_path: Path) -> None:
    told = clean(photos / "garden.jpg", photos / "drawing.svg", "--out", tmp_path, "--json")
    first, second = map(json.loads, told.stdout.splitlines())
    assert first["out"] == str(tmp_path / "garden.jpg")
    assert "where it was taken" in first["removed"]
    assert "SVG" in second["refused"]
    assert "removed" not in second


def test_two_files_of_one_name_both_come_out(photos: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "garden.jpg").write_bytes(saved(picture(10, 10), "JPEG"))
    told = clean(photos / "garden.jpg", other / "garden.jpg", "--out", tmp_path / "out")
    assert told.exit_code == 0
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == ["garden-2.jpg", "garden.jpg"]


def test_no_file_that_came_in_is_ever_overwritten(photos: Path) -> None:
    before = {file.name: file.read_bytes() for file in photos.iterdir()}
    told = clean(photos / "garden.jpg", "--out", photos)
    assert told.exit_code == 1
    assert "would be lost" in told.stderr
    (photos.parent / "same").symlink_to(photos)
    assert clean(photos / "garden.jpg", "--out", photos.parent / "same").exit_code == 1
    assert {file.name: file.read_bytes() for file in photos.iterdir()} == before


def test_nothing_but_the_outcome_is_told_where_nobody_watches(photos: Path, tmp_path: Path) -> None:
    told = clean(photos / "garden.jpg", photos / "phone.heic", "--out", tmp_path)
    assert told.stderr == ""


def test_no_file_is_a_mistake_in_the_command(tmp_path: Path) -> None:
    assert clean("--out", tmp_path).exit_code == 2
