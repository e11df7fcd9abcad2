"""`reporting sign-out`: everybody out of the desk at once, for the day on which a browser is in the wrong hands."""

from contextlib import closing

import click

from reporting import config
from reporting.clock import SystemClock
from reporting.db import DeskBase, Store
from reporting.signin import Sessions

STILL = """\
Whoever has an open key signs in again. Is one of these a thief? Then the roster must say so, by a reviewer's signature:
`reporting key retire`, or another key for the same person."""


@click.command("sign-out")
def sign_out() -> None:
    """End every sign-in of the desk at once; nothing that is being written there is lost."""
    with closing(Store.open(config.load().worker().desk_url, DeskBase)) as store, store.write() as session:
        ended = Sessions(session, SystemClock()).end_everybodys()
    if not ended:
        click.echo("Nobody was signed in.")
        return
    click.echo(f"{ended} sign-in has ended." if ended == 1 else f"{ended} sign-ins have ended.")
    click.echo(STILL)
