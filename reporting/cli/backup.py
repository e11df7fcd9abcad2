"""`reporting backup FILE`: both stores at one moment, while everything runs."""

from pathlib import Path

import click

from reporting import config
from reporting.backup import Sources, make
from reporting.clock import SystemClock

KEPT_OUT = "The server's secrets are not in it: keep instance/secrets/log-key elsewhere, or use --with-secrets."


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-secrets", is_flag=True, help="Put the server's own secrets in, in the clear.")
def backup(file: Path, with_secrets: bool) -> None:
    """Write both stores, the public keys, settings and guidelines into FILE; form, desk and worker go on."""
    settings = config.load().worker()
    make(Sources.of(settings), file, SystemClock().today(), with_secrets=with_secrets)
    click.echo(f"{file} holds both stores as they were at one moment, sealed as they are.")
    click.echo("It holds the server's secrets in the clear: guard it as you do those." if with_secrets else KEPT_OUT)
