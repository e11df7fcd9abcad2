"""Mail: whether its settings are right and, when asked to try, whether the server takes us in."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, or_, select

from reporting import roster
from reporting.config import SettingsRefused
from reporting.db import StoreRefused, StoreUnavailable
from reporting.doctor.desk_store import read_desk
from reporting.doctor.findings import Asked, Finding, advice, fine, refused, serious
from reporting.notifications import MailSettings
from reporting.notifications.connection import REFUSED, Patience, VerifiedConnection
from reporting.notifications.models import OutboxRow
from reporting.notifications.post import FOR_GOOD, told
from reporting.roster import Role, Roster, RosterError

LATE = timedelta(days=1)
OFTEN = 6
"""Tries, each after a longer rest: more than two hours."""


def look(asked: Asked) -> Iterator[Finding]:
    """The settings always; the server only when asked to, since it sees that somebody looks."""
    worker = asked.settings().worker()
    try:
        people = roster.load(asked.keys)
    except RosterError:
        people = None  # told by `roster`
    try:
        settings = MailSettings.of(worker)
        if settings is not None:
            settings.refuse_strangers(people, worker.places)
    except SettingsRefused as error:
        yield refused(error)
        return
    if settings is None:
        yield advice("There is no mail: readers have to look at the desk by themselves.", "Fill in [mail].")
        return
    yield fine("The settings for mail are right.")
    yield from _unreached(settings, people)
    yield from _unsent(asked)
    if asked.try_mail:
        yield from _tried(settings)


def _unreached(settings: MailSettings, people: Roster | None) -> Iterator[Finding]:
    for person in people.people if people else ():
        if person.role is not Role.AUDITOR and person.handle not in settings.addresses:
            yield advice(f"{person.name} gets no mail.", f"Add {person.handle} to [mail.addresses].")


def _unsent(asked: Asked) -> Iterator[Finding]:
    """What the mail server does not take. A daily mail takes the place of yesterday's, so that its tries count too."""
    stale = asked.clock.today() - LATE
    stuck = or_(OutboxRow.due_on < stale, OutboxRow.attempts >= OFTEN)
    try:
        with read_desk(asked) as session:
            many, since = session.execute(select(func.count(), func.min(OutboxRow.due_on)).where(stuck)).one()
    except (StoreRefused, StoreUnavailable):
        return  # told by `stores`
    if many:
        mails = "1 mail to a reader does not go out" if many == 1 else f"{many} mails to readers do not go out"
        yield serious(
            f"{mails}, {'' if many == 1 else 'the oldest '}since {since}.",
            "Ask the mail server with reporting doctor --mail, and see what the worker says on stderr.",
        )


def _tried(settings: MailSettings) -> Iterator[Finding]:
    """Signed in, and each address asked about; no mail is sent."""
    try:
        with VerifiedConnection(settings, Patience(step=10, whole=30)) as connection:
            yield fine(f"{settings.host} takes us in, and its certificate verifies.")
            for handle, address in settings.addresses.items():
                yield from _answered(handle, connection.asked_about(address))
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors
        what, _, remedy = told(error).partition(". ")
        yield serious(f"{what}.", remedy)


def _answered(handle: str, code: int) -> Iterator[Finding]:
    if code < 0 or code >= FOR_GOOD:
        said = f"The mail server refuses the address of {handle} with {code}."
        yield serious(said, "Check sender and [mail.addresses] in [mail].")
    elif code >= REFUSED:
        said = f"The mail server puts mail to {handle} off with {code}."
        yield advice(said, "If it does so for a day, ask who runs it.")
