"""`reporting db …`: bring both stores to the newest schema; the roles that use them on PostgreSQL."""

import click

from reporting import config, migrations
from reporting.migrations.roles import statements


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


@db.command()
def roles() -> None:
    """Print the SQL that makes the roles of form, desk, worker and auditors on PostgreSQL, for psql to run."""
    for statement in statements():
        click.echo(f"{statement};")
