"""Mail: whether its settings are right and, when asked to try, whether the server takes us in."""

import smtplib
from collections.abc import Iterator

from reporting import roster
from reporting.config import SettingsRefused
from reporting.doctor.findings import Asked, Finding, advice, fine, refused, serious
from reporting.notifications import MailSettings
from reporting.notifications.connection import Patience, VerifiedConnection
from reporting.notifications.post import told
from reporting.roster import Role, Roster, RosterError


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
    if asked.try_mail:
        yield _tried(settings)


def _unreached(settings: MailSettings, people: Roster | None) -> Iterator[Finding]:
    for person in people.people if people else ():
        if person.role is not Role.AUDITOR and person.handle not in settings.addresses:
            yield advice(f"{person.name} gets no mail.", f"Add {person.handle} to [mail.addresses].")


def _tried(settings: MailSettings) -> Finding:
    try:
        with VerifiedConnection(settings, Patience(step=10, whole=30)):
            return fine(f"{settings.host} takes us in, and its certificate verifies.")
    except (OSError, ValueError, smtplib.SMTPException) as error:
        what, _, remedy = told(error).partition(". ")
        return serious(f"{what}.", remedy)
