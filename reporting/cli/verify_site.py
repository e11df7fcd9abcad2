"""`reporting verify-site URL`: anybody can run it from anywhere; auditors should, often, from several places."""

import sys
from pathlib import Path

import click

from reporting.cli.unlocking import read_file
from reporting.signednote import MAX_NOTE, MalformedKey, VerifierKey
from reporting.site import Manifest, ManifestRefused, Pinned, verify_desk, verify_form

_FILE = click.Path(path_type=Path, dir_okay=False)
MAX_KEY = 8 * 1024


@click.command("verify-site")
@click.argument("url", metavar="URL")
@click.option("--roster", "roster", type=_FILE, help="A copy of keys/roster that you kept, to compare the keys with.")
@click.option("--keys", "keys", type=click.Path(path_type=Path, file_okay=False), help="A copy of keys/ that you kept.")
@click.option(
    "--desk-of", "form", metavar="URL", help="Compare the sign-in page of the desk that belongs to this form."
)
@click.option(
    "--manifest", "manifest", type=_FILE, help="That of a release; what this program itself serves if left out."
)
@click.option("--release-key", "key", type=_FILE, help="The public key of whoever signed the manifest.")
@click.option("--unsigned", is_flag=True, help="Take a manifest for which nobody vouches.")
def verify_site(
    url: str,
    roster: Path | None,
    keys: Path | None,
    form: str | None,
    manifest: Path | None,
    key: Path | None,
    unsigned: bool,
) -> None:
    """Compare what the site at URL serves with a release, and the keys it seals to with a roster."""
    release = _release(manifest, key, unsigned)
    if form is not None:
        findings = list(verify_desk(url, form, release))
    elif (roster is None) == (keys is None):
        raise click.UsageError("Name what the keys are to be compared with: --roster FILE or --keys DIR.")
    else:
        pinned = Pinned.of_keys(keys) if keys else Pinned.of_roster(roster or Path())
        findings = list(verify_form(url, release, pinned))
    for finding in findings:
        click.echo(str(finding))
    if findings:
        sys.exit(1)
    click.echo(f"{url} serves release {release.version} to the byte" + ("." if form else ", and seals to the roster."))
    click.echo("That is what you were served, now. Ask again on other days, and from elsewhere.")


def _release(file: Path | None, key: Path | None, unsigned: bool) -> Manifest:
    """What is compared with, and for which somebody vouches; raises ManifestRefused."""
    if file is None:
        if key or unsigned:
            raise click.UsageError("--release-key and --unsigned belong to a --manifest.")
        return Manifest.of_package()
    untrusted_file = read_file(file, limit=MAX_NOTE)
    if unsigned:
        if key:
            raise click.UsageError("Either --release-key or --unsigned.")
        click.echo(f"Careful: nobody vouches for {file}.")
        return Manifest.unsigned(untrusted_file)
    if key is None:
        raise ManifestRefused(f"Who signed {file} is not said. Name the key: --release-key FILE (or say --unsigned).")
    return Manifest.opened(untrusted_file, [_verifier(key)])


def _verifier(file: Path) -> VerifierKey:
    """From a line of its own, or from a public file as `reporting key new` makes it; raises MalformedKey."""
    for line in read_file(file, limit=MAX_KEY).decode(errors="replace").splitlines():
        if not line.startswith("#"):
            return VerifierKey.parse(line)
        if line.startswith("# verifier: "):
            return VerifierKey.parse(line.removeprefix("# verifier: "))
    raise MalformedKey(f"{file} holds no verifier key")
