"""`reporting open`: a sealed report, opened offline on its reader's own machine; needs no server, and no page of ours.

The same with stock tools: `age -d -i KEYFILE FILE | jq .` A file that came with it needs its report beside it, which
says what it is, how long, and with which hash.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import click

from reporting.cli.attachment import attachment
from reporting.cli.unlocking import key_option, passphrase_option, read_file, unlocked
from reporting.errors import Refused
from reporting.roster.files import put_new
from reporting.sealing import SealingError, dearmor, is_armored
from reporting.sealing.keyfiles import PrivateKey

WARNING = " (not cleaned: its sender had it sealed as it was. Open it in a safe viewer.)"
PARTS = ("report", "headline", "contact", "message")


class CannotOpen(Refused):
    """This file does not open with this key, or cannot be shown on a terminal."""


@click.command("open")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@key_option
@passphrase_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this new file (mode 0600).")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The sealed report that FILE came with, where FILE is one of its files: it is checked, and written without its"
    " padding under its neutral name (file-1.jpg), or to --out.",
)
def open_(file: Path, key_file: Path, passphrase_file: Path | None, out: Path | None, report: Path | None) -> None:
    """Open a sealed FILE: a part of a report as indented JSON, anything else as it is."""
    sealed, sealed_report = read_file(file), read_file(report) if report else b""
    key = unlocked(key_file, passphrase_file)
    plaintext = opened(sealed, key, file)
    if report is not None:
        attached = attachment(plaintext, opened(sealed_report, key, report), file)
        put_new(out or Path(attached.name), attached.data)
        click.echo(f"{out or attached.name}{'' if attached.cleaned else WARNING}")
        return
    content = readable(plaintext)
    if out is not None:
        put_new(out, content)
    else:
        _print(content, file)


def opened(untrusted_sealed: bytes, key: PrivateKey, file: Path) -> bytes:
    """All of the plaintext: nothing is shown of a file that was cut or changed. Raises CannotOpen."""
    try:
        sealed = dearmor(untrusted_sealed) if is_armored(untrusted_sealed) else untrusted_sealed
        return key.identity.open(sealed)
    except SealingError as error:
        raise CannotOpen(f"{file} does not open: {error}. Check that it is whole, and sealed to this key.") from None


def readable(plaintext: bytes) -> bytes:
    """A part of ours indented and without its padding; anything else untouched."""
    try:
        value = json.loads(plaintext, object_pairs_hook=_only_once)
    except (ValueError, RecursionError):
        return plaintext
    if not isinstance(value, dict) or value.get("v") != 1 or value.get("part") not in PARTS:
        return plaintext
    return escaped(json.dumps(value, ensure_ascii=False, indent=2)).encode() + b"\n"


def escaped(text: str) -> str:
    """Text in which no character moves the cursor, colours the screen or turns the writing round; valid in JSON."""
    return re.sub(r"[^\n -~]", lambda found: found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1], text)


def _only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key twice would show one value and hide the other: such a file is shown as it is."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _print(content: bytes, file: Path) -> None:
    if not sys.stdout.isatty():
        sys.stdout.buffer.write(content)
        return
    try:
        click.echo(escaped(content.decode()), nl=False)
    except UnicodeDecodeError:
        raise CannotOpen(f"{file} opens, but is not text. Name a file to write it to with --out.") from None
