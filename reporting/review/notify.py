"""The mail of one round: what is due is put into the outbox, then the outbox is taken to the mail server.

Each question is asked of one person's own rows, so no mail can reflect a case that its reader may not see.
"""

from functools import partial

from sqlalchemy.orm import Session

from reporting.cases.calling import anything_waits, take_call
from reporting.notifications import Kind, Outbox, Post
from reporting.notifications.digest import days_to_settle, regular
from reporting.review.house import House
from reporting.review.set_aside import set_aside
from reporting.roster import Person, Roster


def notify(post: Post, roster: Roster, house: House) -> None:
    """Queue and deliver; raises StoreUnavailable, and nothing that a mail server does."""
    reached = [person for person in roster.people if person.handle in post.settings.addresses]
    with house.desk.write() as session:
        _queue_calls(session, roster, reached, house)
        _queue_regular(session, post, reached, house)
    post.deliver(house.desk, roster)


def _queue_calls(session: Session, roster: Roster, reached: list[Person], house: House) -> None:
    today = house.clock.today()
    for reader in roster.readers:
        if take_call(session, reader.fingerprint, today) and reader in reached:
            Outbox(session).put(reader.fingerprint, Kind.TODAY, today)


def _queue_regular(session: Session, post: Post, reached: list[Person], house: House) -> None:
    """Once a day, in its hour; the day is settled in the same transaction, so that no mail is queued twice."""
    outbox, today = Outbox(session), house.clock.today()
    days = days_to_settle(outbox.settled_on(), house.clock.now(), post.settings.hour)
    if not days:
        return
    for person in reached:
        waits = partial(_waits, session, person, house)
        kind = regular(person.role, post.settings.digest, days, waits)
        if kind is not None:
            outbox.put(person.fingerprint, kind, today)
    outbox.settle(today)


def _waits(session: Session, person: Person, house: House) -> bool:
    """What lies set aside waits too: who sent it may be no machine, and in thirty days it is gone."""
    return anything_waits(session, person.fingerprint, house.clock.today()) or bool(
        set_aside(person.fingerprint, house)
    )
