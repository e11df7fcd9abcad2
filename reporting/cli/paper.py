"""`reporting key paper`: a sheet from which a key can be brought back when every disk that held it is gone.

It carries the key file as it is, still locked: as a QR code, and as text to type. The passphrase is never on it.
"""

import re
from io import BytesIO
from pathlib import Path

import click
import segno
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from reporting.cli.unlocking import locked_text, read_file
from reporting.clock import SystemClock
from reporting.config import instance_path, keys_path
from reporting.roster import Person, RosterError
from reporting.roster.files import put_new
from reporting.roster.people import MAX_PUBLIC_FILE, in_fours

GROUP, GROUPS = 4, 8  # characters in a group, groups in a line to type


@click.command()
@click.argument("key_file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The sheet; beside KEY_FILE if left out.")
def paper(key_file: Path, out: Path | None) -> None:
    """Write a recovery sheet for KEY_FILE, to be printed and locked away."""
    armored = locked_text(key_file)
    out = out or key_file.with_suffix(".recovery.html")
    put_new(out, sheet(armored, key_file.name, _owner(key_file)).encode())
    click.echo(f"{out}\nPrint it from a browser, then delete it. Keep the passphrase somewhere else.")


def sheet(armored: str, file_name: str, owner: Person | None) -> str:
    """The page: one HTML file that asks nobody for anything."""
    body = "".join(armored.split("\n")[1:-2])
    groups = re.findall(f".{{1,{GROUP}}}", body)
    lines = [groups[at : at + GROUPS] for at in range(0, len(groups), GROUPS)]
    page = Environment(loader=PackageLoader("reporting"), autoescape=True).get_template("cli/paper.html")
    return page.render(
        code=_qr(armored),
        lines=lines,
        file_name=file_name,
        owner=owner,
        fingerprint=in_fours(owner.fingerprint) if owner else "",
        today=SystemClock().today(),
    )


def _qr(text: str) -> Markup:
    svg = BytesIO()
    segno.make(text, error="q", micro=False, mode="byte").save(
        svg, kind="svg", xmldecl=False, svgns=True, border=4, dark="#000", light="#fff", omitsize=True, nl=False
    )
    return Markup(svg.getvalue().decode())  # noqa: S704 - drawn by segno from base64, nothing of it is text


def _owner(key_file: Path) -> Person | None:
    """Whose key it is, if the public file lies beside it or in keys/; a locked file itself does not say."""
    name = f"{key_file.stem}.pub"
    for file in (key_file.with_name(name), keys_path(instance_path()) / name):
        if file.is_file():
            try:
                return Person.parse(read_file(file, limit=MAX_PUBLIC_FILE))
            except RosterError:
                continue
    return None
