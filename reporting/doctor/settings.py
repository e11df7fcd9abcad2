"""The settings, as each of the three programs takes them."""

from collections.abc import Iterator

from reporting.config import SettingsRefused
from reporting.doctor.findings import Asked, Finding, fine, refused


def look(asked: Asked) -> Iterator[Finding]:
    """Whether each program would start on them."""
    try:
        loaded = asked.settings()
    except SettingsRefused as error:
        yield refused(error)
        return
    whole = True
    for room in (loaded.form, loaded.desk, loaded.worker):
        try:
            room()
        except SettingsRefused as error:
            whole = False
            yield refused(error)
    if whole:
        yield fine("The settings and secrets are those that form, desk and worker need.")
