"""`reporting db …`: bring both stores to the newest schema, copy them to PostgreSQL, make its roles, count anew."""

import click

from reporting import config, migrations
from reporting.cases.recount import differs
from reporting.cases.recount import recount as count_anew
from reporting.cli.groups import Group
from reporting.cli.workshop import house
from reporting.errors import Refused
from reporting.migrations.lost import lost, refuse_to_replace
from reporting.migrations.roles import statements


@click.group(cls=Group)
def db() -> None:
    """The two stores."""


@db.command()
@click.option("--new", is_flag=True, help="Make empty stores where there are none, for a start from nothing.")
def upgrade(new: bool) -> None:
    """Bring the stores to the newest schema; one that is lost is not made anew, unless --new says so."""
    settings = config.load().worker()
    if not new:
        refuse_to_replace(settings)
    made = lost(settings)
    migrations.upgrade(settings.mailbox_url, "mailbox")
    migrations.upgrade(settings.desk_url, "desk")
    for store in made:
        click.echo(f"The {store} was not there, and is empty now.")
    click.echo("Both stores are ready.")


@db.command()
def recount() -> None:
    """Count anew, from the cases, how many clocks were kept and missed."""
    with house(config.load().worker()) as here, here.desk.write() as session:
        differed = differs(session)
        count_anew(session)
    click.echo("The count was another one. It is made anew." if differed else "The count was right.")


@db.command()
def roles() -> None:
    """Print the SQL that makes the roles of form, desk, worker and auditors on PostgreSQL, for psql to run."""
    for statement in statements():
        click.echo(f"{statement};")


@db.command()
@click.argument("address")
def copy(address: str) -> None:
    """Copy both stores into an empty database of PostgreSQL, such as postgresql+psycopg:///reporting."""
    from reporting.migrations.copying import copy as copy_stores

    if address.startswith("postgresql") and (wrong := config.wrong_with("stores", "desk", address)):
        raise Refused(f"The address {wrong}. Leave it out, and try again.")
    with house(config.load().worker()) as here:
        copied = copy_stores(here.mailbox, here.desk, address)
    click.echo(f"{sum(copied.values())} rows of {len(copied)} tables are there, each as it was; the log verifies.")
    click.echo(f'Now write into reporting.toml: [stores] mailbox = "{address}" and desk = "{address}"')
