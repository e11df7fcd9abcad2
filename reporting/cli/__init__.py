"""The command line: one file for each noun. Exit status 0 done, 1 refused with one line on stderr, 2 usage."""

import importlib
import sys

import click

from reporting.cli.groups import Group
from reporting.errors import ReportingError

COMMANDS = {
    "backup": "reporting.cli.backup:backup",
    "clean": "reporting.cli.clean:clean",
    "db": "reporting.cli.database:db",
    "demo": "reporting.cli.demonstrate:demo",
    "doctor": "reporting.cli.doctor:doctor",
    "init": "reporting.cli.init:init",
    "key": "reporting.cli.key:key",
    "log": "reporting.cli.log:log",
    "open": "reporting.cli.open:open_",
    "release": "reporting.cli.release:release",
    "restore": "reporting.cli.restore:restore",
    "serve": "reporting.cli.serve:serve",
    "sign-out": "reporting.cli.signout:sign_out",
    "verify-site": "reporting.cli.verify_site:verify_site",
    "worker": "reporting.cli.work:worker",
}


class Commands(Group):
    """Loads a noun when it is asked for, so that the form's process never holds the code that opens a key file.

    Tells a refusal in one line, since a stack of frames helps nobody who runs a machine.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ReportingError as refusal:
            click.echo(f"reporting: {refusal}", err=True)
            sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="reporting")
def main() -> None:
    """A community hears what goes wrong without learning who said so."""
