"""Signed notes and the lines of their keys."""

from reporting.accesslog.cosignatures import WitnessKey
from reporting.signednote import Note, NoteError, VerifierKey, sign
from tests.fuzz.target import Target, text_of, unless
from tests.house import key_of

KNOWN = [VerifierKey.of(handle, key_of(handle).verify_key) for handle in ("ada", "ben")]


def seeds() -> list[bytes]:
    text = "a text\nof two lines\n"
    note = Note(text, tuple(sign(text, handle, key_of(handle)) for handle in ("ada", "ben", "noor")))
    return [bytes(note), bytes(Note(text, ())), *(str(key).encode() for key in KNOWN)]


def check(untrusted: bytes) -> bool:
    text, taken = text_of(untrusted), False
    for kind in (VerifierKey, WitnessKey):
        key = unless(NoteError, lambda kind=kind: kind.parse(text))
        if key is not None:
            assert str(key) == text
            taken = True
    note = unless(NoteError, lambda: Note.parse(untrusted, at_least=0))
    if note is None:
        return taken
    assert bytes(note) == untrusted
    signers = unless(NoteError, lambda: note.verify(KNOWN)) or ()
    for key in signers:
        assert any(key.verify(note.text.encode(), line.raw) for line in note.signatures)
    signed = Note(note.text, (sign(note.text, "ada", key_of("ada")),))
    assert Note.parse(bytes(signed)).verify(KNOWN) == (KNOWN[0],)
    return True


WORDS = ("— ".encode(), b"\n\n", b"+", b"ada", b"ben", b"\n", b"=", "\u2028".encode(), "\u0085".encode())
TARGET = Target("signed notes and verifier keys", seeds, check, WORDS)
