"""`reporting key new`: a person's key is made on their own machine, and only its public half leaves it."""

import re
import unicodedata
from pathlib import Path

import click

from reporting.config import instance_path, keys_path
from reporting.errors import Refused
from reporting.roster import Person, Role
from reporting.roster.files import AlreadyThere, put_new, writing_to
from reporting.roster.people import HANDLE, in_fours
from reporting.sealing.keyfiles import generate_passphrase, lock, new_private_key
from reporting.signednote import VerifierKey

TOLD = """\
Private half   {private}   locked; keep it, and a copy elsewhere: what is sealed to it opens with nothing else
Public half    {public}   hand this one over
Fingerprint    {fingerprint}
               read it out to those who sign, so that nobody can swap the file on its way
Passphrase     {passphrase}
               shown this once: write it down and keep it apart from the file
Next: print a recovery sheet with  reporting key paper {private}
      and let the operator run     reporting key add {public.name}
"""


class NewKeyRefused(Refused):
    """A key cannot be made under this name, or in this place."""


@click.command("new")
@click.argument("name")
@click.option("--role", type=click.Choice(list(Role), case_sensitive=False), required=True)
@click.option("--about", default="", help="Where this person stands, for the form: “ethics board”.")
@click.option("--handle", help="Short name for files and signatures; made from NAME if left out.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder for both files.")
def new(name: str, role: Role, about: str, handle: str | None, out: Path) -> None:
    """Make a key for the person NAME: a locked private half, and a public half to hand over."""
    keys_dir = keys_path(instance_path()).resolve()
    if out.resolve().is_relative_to(keys_dir):
        raise NewKeyRefused(f"{out} is inside keys/, where no private key may lie. Name another folder with --out.")
    handle = handle_of(name) if handle is None else handle
    if not HANDLE.fullmatch(handle):
        raise NewKeyRefused(f"{handle!r} cannot be a handle (a-z, 0-9, -). Give another one: --handle ada")
    key = new_private_key()
    verifier = VerifierKey.of(handle, key.verify_key)
    person = Person.of(one_line(name), one_line(about), role, verifier, key.recipient_text)
    if not person.seat.is_well_named:
        raise NewKeyRefused("A name has 1 to 80 visible characters and no comma, a description up to 120. Shorten it.")
    private, public = out / f"{person.handle}.age", out / f"{person.handle}.pub"
    if public.exists():
        raise AlreadyThere(f"{public} exists already and is left as it is. Move it away or name another.")
    with writing_to(out):
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
    passphrase = generate_passphrase()
    put_new(private, lock(key, passphrase))
    put_new(public, person.public_file(), 0o644)
    fingerprint = in_fours(person.fingerprint)
    click.echo(TOLD.format(private=private, public=public, fingerprint=fingerprint, passphrase=passphrase), nl=False)


def one_line(untrusted_words: str) -> str:
    """Words with single spaces, composed the usual way, so that two spellings of one name are one name."""
    return " ".join(unicodedata.normalize("NFC", untrusted_words).split())


def handle_of(untrusted_name: str) -> str:
    """`Inês Duarte` → `ines`; empty when the first word has no Latin letters."""
    first = unicodedata.normalize("NFKD", untrusted_name).split(" ")[0].lower()
    return re.sub(r"[^a-z0-9-]", "", first)[:31]
