"""`reporting key relock`: the same key under other words, for who fears that somebody has seen those of before."""

import re
from pathlib import Path

import click

from reporting.cli.unlocking import locked_text, unlocked
from reporting.errors import Refused
from reporting.roster.files import put
from reporting.sealing.keyfiles import generate_passphrase, lock

SHOWN = """\
Passphrase     {passphrase}
               shown this once: write it down and keep it apart from the file"""
TOLD = """\
{file} is locked with it.
Copies of the file, recovery sheets and browsers that kept it still open with the words of before.
Replace or destroy each. Next: print a recovery sheet with  reporting key paper {file}"""


class NotOnPaper(Refused):
    """The new words were not typed as they were shown."""


@click.command()
@click.argument("key_file", type=click.Path(path_type=Path, dir_okay=False))
def relock(key_file: Path) -> None:
    """Lock KEY_FILE with a new passphrase; the key in it stays the same."""
    locked_text(key_file)
    key = unlocked(key_file, None)
    passphrase = generate_passphrase()
    click.echo(SHOWN.format(passphrase=passphrase))
    # Asked for before the file is touched: nobody else knows these words, and without them the key is lost.
    typed = click.prompt("Type it once more, from your paper", err=True)
    if "-".join(re.findall(r"[^\s-]+", typed.lower())) != passphrase:
        raise NotOnPaper(f"That is not it, and {key_file} opens with the words of before. Run it again for others.")
    put(key_file.resolve(), lock(key, passphrase), 0o600)
    click.echo(TOLD.format(file=key_file))
