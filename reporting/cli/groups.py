"""Commands of one noun, told in whole sentences: click itself cuts each off where a line ends."""

import click


class Group(click.Group):
    """Its help gives every command the first sentence of its own help, over as many lines as that takes."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(limit=500)) for name, command in commands if command])
