"""`reporting worker`: what time does, in a process of its own."""

import signal
import threading

import click

from reporting import config, roster
from reporting import worker as work
from reporting.backup import DailyBackup
from reporting.cli.logkey import signing
from reporting.cli.workshop import house
from reporting.clock import Clock
from reporting.notifications import MailSettings, Post


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker(once: bool) -> None:
    """Do what time does: deposits to the desk and the log, the day's checkpoint, backup, mail; forget what lapsed."""
    settings = config.load().worker()
    signs = signing(settings)
    with house(settings) as opened:
        post = _post(settings, opened.clock)
        wanted = (DailyBackup.of(settings, opened.clock), work.DailyExport.of(settings, opened, signs))
        daily: list[work.Daily] = [one for one in wanted if one]
        if once:
            work.finish_restore(opened)
            work.run_once(opened, settings.keys, signs, post)
            for one in daily:
                one.make()
            work.tidy(opened, {})
            return
        ended = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: ended.set())
        work.run(opened, settings.keys, signs, ended, post, daily)


def _post(settings: config.WorkerSettings, clock: Clock) -> Post | None:
    """The way to the mail server; raises SettingsRefused when any of it is not right."""
    mail = MailSettings.of(settings)
    if mail is None:
        return None
    mail.refuse_strangers(roster.load(settings.keys), settings.places)
    return Post(mail, clock, work.complain)
