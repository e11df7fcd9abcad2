"""The machine's clock beside the newest days in the stores."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

from sqlalchemy import func, select

from reporting.accesslog.models import LogCheckpoint, LogDay
from reporting.db import MailboxBase, Store, StoreRefused, StoreUnavailable
from reporting.doctor.desk_store import read_desk
from reporting.doctor.findings import Asked, Finding, advice, fine, serious
from reporting.mailbox.models import Deposit, SpentToken


def look(asked: Asked) -> Iterator[Finding]:
    """A clock behind what was already written dates everything wrongly: deadlines, retention, tokens, the log."""
    if asked.clock_is_kept() is False:
        yield advice(
            "Nothing keeps this machine's clock right, as far as its kernel knows.",
            "apt-get install systemd-timesyncd, or whatever sets the clock of this machine's host.",
        )
    try:
        newest = _newest_day(asked)
    except (StoreRefused, StoreUnavailable):
        return  # told by `stores`
    today = asked.clock.today()
    if newest is not None and newest > today:
        yield serious(
            f"The clock says {today}, and the stores hold something of {newest}.",
            "Set the clock (timedatectl); if it was ahead before, tell the auditors of the days that are wrong.",
        )
    else:
        yield fine(f"The clock says {today}, and nothing in the stores is later.")


def _newest_day(asked: Asked) -> date | None:
    mailbox_url = asked.settings().desk().mailbox_url
    found: list[date] = []
    days = (Deposit.received_on, Deposit.status_on, SpentToken.spent_on)
    with closing(Store.open(mailbox_url, MailboxBase, read_only=True)) as mailbox, mailbox.read() as session:
        found += [day for column in days if (day := session.scalar(select(func.max(column)))) is not None]
    with read_desk(asked) as session:
        made = session.scalar(select(func.max(LogCheckpoint.made_on)))
        entered = session.scalar(select(LogDay.day).order_by(LogDay.leaf.desc()).limit(1))
    found += [made] if made else []
    found += [date.fromisoformat(entered)] if entered else []
    return max(found, default=None)
