"""`reporting worker`: what time does, in a process of its own."""

import signal
import threading

import click

from reporting import config
from reporting import worker as work
from reporting.clock import SystemClock
from reporting.db import DeskBase, MailboxBase, Store
from reporting.review import House


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker(once: bool) -> None:
    """Do what time does: take deposits to the desk, forget spent tokens and ended sessions."""
    settings = config.load().worker()
    desk, mailbox = Store.open(settings.desk_url, DeskBase), Store.open(settings.mailbox_url, MailboxBase)
    house = House(desk, mailbox, SystemClock(), settings.clocks)
    if once:
        work.run_once(house, settings.keys)
        work.tidy(house)
        return
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    work.run(house, settings.keys, ended)
