"""`reporting release FILE`: the signed manifest that goes out with a release."""

from pathlib import Path

import click

from reporting.cli.unlocking import key_option, passphrase_option, unlocked
from reporting.errors import Refused
from reporting.roster.files import put_new
from reporting.roster.people import HANDLE
from reporting.signednote import VerifierKey
from reporting.site import Manifest


class NoReleaseName(Refused):
    """A release's key has no name to sign under."""


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@key_option
@click.option("--name", help="The name to sign under; that of your key file if left out.")
@passphrase_option
def release(file: Path, key_file: Path, name: str | None, passphrase_file: Path | None) -> None:
    """Write the manifest of what this program serves to browsers into FILE, signed with your key."""
    name = key_file.name.partition(".")[0] if name is None else name
    if not HANDLE.fullmatch(name):
        raise NoReleaseName(f"{name!r} is no name to sign under. Give one: --name release")
    manifest, key = Manifest.of_package(), unlocked(key_file, passphrase_file)
    put_new(file, manifest.signed(name, key), 0o644)
    click.echo(f"{file} is the manifest of {manifest.version}, signed. Publish its key where the release is not:")
    click.echo(str(VerifierKey.of(name, key.verify_key)))
