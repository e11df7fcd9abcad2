"""What the audit room is handed, and who comes in.

    room = Blueprint("openings", __name__)
    room.before_request(AUDITORS)

Reviewers come into one part of it, where they see their own entries (`entries.py`); all the rest is the auditors'.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from reporting.clock import Clock
from reporting.config import Clocks
from reporting.db import Store
from reporting.roster import Role
from reporting.signin.doors import require

AUDITORS = require(Role.AUDITOR)


@dataclass(frozen=True)
class AuditRoom:
    """The desk's store, read only; what time it is; what was promised; where the public half of the log's key lies.

    `enter_export` is all that the room can write: that the auditor of this fingerprint takes entries away. It gives the
    index of that entry once it is committed.
    """

    store: Store
    clock: Clock
    clocks: Clocks
    log_key: Path
    enter_export: Callable[[str], int]


def install(app: Flask, here: AuditRoom) -> None:
    """Give the room what it works with."""
    app.extensions["audit"] = here


def audit_room() -> AuditRoom:
    """The room that serves this request."""
    here: AuditRoom = current_app.extensions["audit"]
    return here
