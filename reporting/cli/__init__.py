"""The command line: one file for each noun. Exit status 0 done, 1 refused with one line on stderr, 2 usage."""

import sys

import click

from reporting.cli.database import db
from reporting.cli.demonstrate import demo
from reporting.cli.key import key
from reporting.cli.open import open_
from reporting.cli.serve import serve
from reporting.cli.work import worker
from reporting.errors import ReportingError


class OneLine(click.Group):
    """Tells a refusal in one line, whatever room it comes from; a stack of frames helps nobody who runs a machine."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ReportingError as refusal:
            click.echo(f"reporting: {refusal or type(refusal).__doc__}", err=True)
            sys.exit(1)


@click.group(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="reporting")
def main() -> None:
    """A community hears what goes wrong without learning who said so."""


for command in (db, demo, key, open_, serve, worker):
    main.add_command(command)
