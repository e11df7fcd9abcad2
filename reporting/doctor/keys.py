"""keys/: whether the roster verifies, who is in it, and whether the log's key is that of keys/log.pub."""

from collections.abc import Iterator

from reporting import intake, roster
from reporting.accesslog.checkpoints import LogKey
from reporting.doctor.findings import Asked, Finding, advice, fine, refused, serious
from reporting.errors import Refused
from reporting.roster import Role
from reporting.signednote import NoteError, VerifierKey


def look(asked: Asked) -> Iterator[Finding]:
    """The roster first, then the log's two halves."""
    try:
        readers = roster.load(asked.keys)
        if readers is None:
            yield advice("No roster is signed yet, so the form is not open.", "See: reporting key list")
        else:
            intake.check_recipients(readers)
            yield fine(f"The roster verifies: {', '.join(person.name for person in readers.readers)} can be chosen.")
            if not any(person.role is Role.ALTERNATE for person in readers.people):
                yield advice(
                    "There is no alternate: nobody takes the place of a reviewer whom a reporter leaves out.",
                    "Add one: reporting key add FILE",
                )
            if not any(person.role is Role.AUDITOR for person in readers.people):
                yield advice("There is no auditor: nobody checks the access log.", "Add one: reporting key add FILE")
    except Refused as error:
        yield refused(error)
    yield from _log(asked)


def _log(asked: Asked) -> Iterator[Finding]:
    settings, public = asked.settings().worker(), asked.keys / "log.pub"
    try:
        told = VerifierKey.parse(public.read_text(encoding="ascii").strip())
    except (OSError, NoteError, UnicodeDecodeError):
        yield serious(f"{public} is not one verifier key line.", "Put it back from a copy of keys/.")
        return
    if LogKey(told.name, settings.log_secret).verifier != told:
        yield serious(f"secrets/log-key is not the private half of {public}.", "Put back the one that belongs to it.")
    elif settings.log_secret_before:
        yield advice("The log's key is being changed.", "When every auditor has followed: reporting log rotate --end")
    else:
        yield fine(f"The log's key is that of {public}.")
