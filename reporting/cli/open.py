"""`reporting open`: a sealed report, opened offline on its reader's own machine; needs no server, and no page of ours.

The same with stock tools: `age -d -i KEYFILE FILE | jq .`
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import click

from reporting.cli.unlocking import key_option, passphrase_option, read_file, unlocked
from reporting.errors import Refused
from reporting.roster.files import put_new
from reporting.sealing import SealingError, dearmor, is_armored

PARTS = ("report", "headline", "contact", "message")


class CannotOpen(Refused):
    """This file does not open with this key, or cannot be shown on a terminal."""


@click.command("open")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@key_option
@passphrase_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this new file (mode 0600).")
def open_(file: Path, key_file: Path, passphrase_file: Path | None, out: Path | None) -> None:
    """Open a sealed FILE: a part of a report as indented JSON, anything else as it is."""
    untrusted_sealed = read_file(file)
    key = unlocked(key_file, passphrase_file)
    try:
        sealed = dearmor(untrusted_sealed) if is_armored(untrusted_sealed) else untrusted_sealed
        plaintext = key.identity.open(sealed)  # whole: nothing is shown of a file that was cut or changed
    except SealingError as error:
        raise CannotOpen(f"{file} does not open: {error}. Check that it is whole, and sealed to this key.") from None
    content = readable(plaintext)
    if out is not None:
        put_new(out, content)
    else:
        _print(content, file)


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
