"""`reporting db upgrade`: bring both stores to the newest schema."""

import click

from reporting import config, migrations


@click.group()
def db() -> None:
    """The two stores."""


@db.command()
def upgrade() -> None:
    """Make the stores, or bring them to the newest schema."""
    settings = config.load().worker()
    migrations.upgrade(settings.mailbox_url, "mailbox")
    migrations.upgrade(settings.desk_url, "desk")
    click.echo("Both stores are ready.")
