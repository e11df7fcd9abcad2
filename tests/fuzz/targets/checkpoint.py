"""Checkpoints, cosignatures, and what a witness does with them. Each text is signed anew, so that it is looked into."""

from datetime import UTC, datetime

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError
from reporting.accesslog.cosignatures import WitnessKey, cosign, cosigned_at, is_cosignature, time_of
from reporting.accesslog.cosigners import cosigners, merged
from reporting.accesslog.tiles import CHECKPOINT, TileError
from reporting.accesslog.verify import LogRefused
from reporting.accesslog.witness import cosigned, examine
from reporting.roster.people import Role
from reporting.signednote import Note, NoteError, sign
from tests.accesslog.exported import Exported, entries_of, exported
from tests.fuzz.target import Target, text_of, unless
from tests.fuzz.targets.roster import person
from tests.house import key_of, log_key

AT = datetime(2026, 11, 23, 14, 5, 37, tzinfo=UTC)
LOG, KEY = exported(entries_of(3)), log_key()
OLU = person("olu", Role.AUDITOR)
WITNESS = WitnessKey.of("larkfield.example/olu", key_of("olu").verify_key)
REFUSALS = (CheckpointError, NoteError)


def seeds() -> list[bytes]:
    note = Note.parse(LOG.files[CHECKPOINT])
    lines = [cosign(note.text, f"larkfield.example/{handle}", key_of(handle), AT) for handle in ("olu", "ines")]
    return [bytes(note), bytes(Note(note.text, (*note.signatures, *lines))), note.text.encode()]


def check(untrusted: bytes) -> bool:
    text = text_of(untrusted)
    plain = unless(REFUSALS, lambda: Checkpoint.parse(text))
    if plain is not None:
        assert plain.text == text
        resigned(text)
    opened = unless(REFUSALS, lambda: Checkpoint.open(untrusted, KEY.verifier))
    note = unless(NoteError, lambda: Note.parse(untrusted))
    if note is None:
        return plain is not None
    unless(REFUSALS, lambda: cosigned_at(note, WITNESS))
    for line in note.signatures:
        assert not is_cosignature(line) or time_of(line).tzinfo is UTC
    found = unless(REFUSALS, lambda: cosigners(note, [OLU]))
    both = unless(REFUSALS, lambda: merged(Note.parse(LOG.files[CHECKPOINT]), note, [OLU]))
    assert both is None or Note.parse(bytes(both)).text == both.text
    witnessed(untrusted)
    if opened is not None:
        assert (opened.size, opened.root) == (3, Checkpoint.open(LOG.files[CHECKPOINT], KEY.verifier).root)
    return opened is not None or found is not None


def resigned(text: str) -> None:
    """Signed by the log: then it is the log's, if it bears the log's name."""
    note = unless(NoteError, lambda: Note(text, (sign(text, KEY.verifier.name, KEY),)))
    if note is not None:
        opened = unless(REFUSALS, lambda: Checkpoint.open(bytes(note), KEY.verifier))
        assert opened is None or opened.text == text


def witnessed(untrusted: bytes) -> None:
    """As the log's newest, and as what was kept: cosigned is only what begins with what was kept."""
    shown = Exported({**LOG.files, CHECKPOINT: untrusted})
    for read, kept in ((shown.read, None), (LOG.read, untrusted), (shown.read, LOG.files[CHECKPOINT])):
        seen = unless(
            (*REFUSALS, TileError, LogRefused), lambda read=read, kept=kept: examine(read, KEY.verifier, kept)
        )
        if seen is not None:
            assert seen.checkpoint.size == 3
            out = unless(REFUSALS, lambda seen=seen: cosigned(seen, "olu", key_of("olu"), AT))
            assert out is None or cosigned_at(out, WITNESS) >= AT or cosigned_at(out, WITNESS)


WORDS = (
    "— ".encode(),
    b"larkfield.example/log",
    b"larkfield.example/olu",
    b"\n\n",
    b"\n0\n",
    b"\n9223372036854775807\n",
    b"9223372036854775808",
    "٣".encode(),
)
TARGET = Target("checkpoints, cosignatures, the witness", seeds, check, WORDS)
