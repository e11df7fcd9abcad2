"""GET /log/checkpoint: what the log signed last, who cosigned it, and how to check it without this server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template, request
from sqlalchemy.orm import Session

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError
from reporting.accesslog.merkle import MerkleError
from reporting.accesslog.stored import StoredCheckpoints
from reporting.accesslog.tree import StoredTree
from reporting.audit.last_cosigned import Cosigning, cosigning
from reporting.audit.room import AUDITORS, AuditRoom, audit_room
from reporting.audit.witnesses import Cosigner, every_auditor
from reporting.roster import Roster
from reporting.signednote import Note, NoteError, VerifierKey
from reporting.signin.doors import visitor

room = Blueprint("checkpoint", __name__)
room.before_request(AUDITORS)

MAX_KEY = 4096


class Signed(StrEnum):
    """Whether the log's key, as it lies in keys/log.pub, signed the note."""

    YES = "yes"
    NO = "no"
    NO_KEY = "no-key"


class Recomputed(StrEnum):
    """What the server finds when it computes the root anew from the nodes it keeps."""

    SAME = "same"
    OTHER = "other"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Latest:
    """The newest checkpoint as the store has it; the rest is what can be said of it here."""

    size: int
    made_on: date
    note: bytes
    text: str
    signed: Signed
    cosigners: Sequence[Cosigner]
    cosigning: Cosigning

    @property
    def file_name(self) -> str:
        return f"checkpoint-{self.made_on.isoformat()}"


@room.get("/log/checkpoint")
def checkpoint_page() -> str:
    who, here, asked = visitor(), audit_room(), request.args.get("check") == "yes"
    with here.store.read() as session:
        found = latest(session, here, who.roster)
        checked = recomputed(session, found) if found and asked else None
    shown = {"latest": found, "checked": checked, "handle": who.person.handle}
    return render_template("audit/checkpoint.html", page="checkpoint", **shown)


@room.get("/log/checkpoint/note")
def note_file() -> Response:
    """The note as a file, byte for byte, to be kept where the operator cannot reach it."""
    here = audit_room()
    with here.store.read() as session:
        found = latest(session, here, visitor().roster)
    if found is None:
        abort(404)
    given = current_app.response_class(found.note, mimetype="text/plain")
    given.headers["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return given


def latest(session: Session, here: AuditRoom, roster: Roster) -> Latest | None:
    """The newest checkpoint; None while nothing has been signed."""
    row = StoredCheckpoints(session).newest_row()
    if row is None:
        return None
    try:
        witnesses = every_auditor(Note.parse(row.note), roster)
    except (NoteError, CheckpointError):
        witnesses = []
    return Latest(
        size=row.size,
        made_on=row.made_on,
        note=row.note,
        text=row.note.decode(errors="replace"),
        signed=_signed(row.note, row.size, here.log_key),
        cosigners=witnesses,
        cosigning=cosigning(session, roster, here.clock.today()),
    )


def recomputed(session: Session, found: Latest) -> Recomputed:
    """Compare the note's root with the one above the nodes in the store. It is the server's word about itself."""
    try:
        said = Checkpoint.parse(Note.parse(found.note).text)
        return Recomputed.SAME if StoredTree(session).root(said.size) == said.root else Recomputed.OTHER
    except (NoteError, CheckpointError, MerkleError):
        return Recomputed.IMPOSSIBLE


def _signed(note: bytes, size: int, log_key: Path) -> Signed:
    try:
        with log_key.open("rb") as file:
            key = VerifierKey.parse(file.read(MAX_KEY).decode(errors="replace").removesuffix("\n"))
    except (OSError, NoteError):
        return Signed.NO_KEY
    try:
        return Signed.YES if Checkpoint.open(note, key).size == size else Signed.NO
    except (NoteError, CheckpointError):
        return Signed.NO
