"""The settings, as each of the three programs takes them."""

import os
from collections.abc import Iterator
from pathlib import Path

from reporting.config import SettingsRefused
from reporting.doctor.findings import Asked, Finding, advice, fine, refused


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
            closed = [file for file in _closed(asked) if str(error).startswith(f"{file} ")]
            if closed:
                yield advice(f"{closed[0]} is closed to this user.", "Run reporting doctor as root.")
            else:
                yield refused(error)
    if whole:
        yield fine("The settings and secrets are those that form, desk and worker need.")


def _closed(asked: Asked) -> list[Path]:
    """Secrets that are there and that whoever runs this may not read, since they are another program's."""
    try:
        there = sorted((asked.instance / "secrets").iterdir())
    except OSError:
        return []
    return [file for file in there if not os.access(file, os.R_OK)]
