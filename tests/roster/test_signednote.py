"""Signed notes as c2sp.org/signed-note says, and nothing that merely looks like one."""

import contextlib
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.signednote import (
    MalformedKey,
    MalformedNote,
    NoKnownSignature,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    WrongSignature,
    sign,
)
from tests.roster.cast import key

TEXT = "Ognuno sta solo sul cuor della terra\n\ned è subito sera.\n"
# The example of the Go package golang.org/x/mod/sumdb/note, which the specification grew out of.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def verifier(handle: str) -> VerifierKey:
    return VerifierKey.of(handle, key(handle).verify_key)


def note(*handles: str) -> Note:
    return Note(TEXT, tuple(sign(TEXT, handle, key(handle)) for handle in handles))


def test_a_note_that_go_signed_verifies_here() -> None:
    peter = VerifierKey.parse(PETER)
    assert Note.parse(PETERS_NOTE.encode()).verify([peter]) == (peter,)
    with pytest.raises(WrongSignature):
        Note.parse(PETERS_NOTE.replace("answer", "anchor").encode()).verify([peter])


def test_a_note_is_the_text_a_blank_line_and_signature_lines() -> None:
    text, _, lines = bytes(note("ada", "ben")).decode().rpartition("\n\n")
    assert text + "\n" == TEXT
    assert [line.split(" ")[:2] for line in lines.splitlines()] == [["—", "ada"], ["—", "ben"]]
    assert Note.parse(bytes(note("ada", "ben"))) == note("ada", "ben")


def test_a_key_id_is_the_hash_of_name_type_and_key() -> None:
    ada = key("ada").verify_key
    expected = sha256(b"ada\n\x01" + ada).digest()[:4]
    assert str(verifier("ada")) == f"ada+{expected.hex()}+{b64encode(bytes([1]) + ada).decode()}"
    assert VerifierKey.parse(str(verifier("ada"))) == verifier("ada")


def test_known_signers_are_told_and_strangers_passed_over() -> None:
    both = Note.parse(bytes(note("ada", "mallory")))
    assert both.verify([verifier("ada"), verifier("ben")]) == (verifier("ada"),)
    with pytest.raises(NoKnownSignature):
        both.verify([verifier("ben")])
    with pytest.raises(NoKnownSignature):
        Note(TEXT, ()).verify([verifier("ada")])


def test_mallory_under_adas_name_is_a_stranger() -> None:
    forged = Note(TEXT, (sign(TEXT, "ada", key("mallory")),))
    with pytest.raises(NoKnownSignature):
        forged.verify([verifier("ada")])


def test_a_signature_under_adas_name_and_id_must_be_hers_even_beside_a_good_one() -> None:
    forged = Signature("ada", verifier("ada").key_id, key("mallory").sign(TEXT.encode()))
    with pytest.raises(WrongSignature):
        Note(TEXT, (forged, sign(TEXT, "ada", key("ada")))).verify([verifier("ada")])
    with pytest.raises(WrongSignature):
        Note(TEXT, (forged, sign(TEXT, "ben", key("ben")))).verify([verifier("ben"), verifier("ada")])


def test_a_draft_without_signatures_is_read_only_when_asked_for() -> None:
    draft = bytes(Note(TEXT, ()))
    assert Note.parse(draft, at_least=0) == Note(TEXT, ())
    with pytest.raises(MalformedNote):
        Note.parse(draft)


@pytest.mark.parametrize(
    ("what", "old", "new"),
    [
        ("a hyphen", "— ada", "- ada"),
        ("no space", "— ada", "—ada"),
        ("two spaces", "— ada ", "— ada  "),
        ("a name with a plus", "— ada ", "— a+da "),
        ("a name with a space of another kind", "— ada ", "— a\u2003da "),
        ("no name", "— ada ", "—  "),
        ("no padding", "=\n", "\n"),
        ("a carriage return", "\n", "\r\n"),
        ("a tab", "subito", "sub\tito"),
        ("no blank line", "\n\n", "\n"),
        ("text after the signatures", "=\n", "=\nand so on\n"),
    ],
)
def test_what_is_not_written_like_a_note_is_refused(what: str, old: str, new: str) -> None:
    changed = bytes(note("ada")).decode().replace(old, new)
    assert changed != bytes(note("ada")).decode()
    with pytest.raises(MalformedNote):
        Note.parse(changed.encode())


@pytest.mark.parametrize("cut", [b"", b"\n", b"\n\n", b"\xff\n\n" + b"x", b"a" * 300_000])
def test_bytes_that_are_no_note_are_refused(cut: bytes) -> None:
    with pytest.raises(MalformedNote):
        Note.parse(cut)


def test_a_cut_note_is_refused_at_every_byte() -> None:
    whole = bytes(note("ada"))
    for length in range(len(whole)):
        with pytest.raises(NoteError):
            Note.parse(whole[:length]).verify([verifier("ada")])


def test_a_text_that_could_not_be_told_from_signatures_is_not_signed() -> None:
    for text in ("no newline", "bell\a\n", ""):
        with pytest.raises(MalformedNote):
            sign(text, "ada", key("ada"))
    with pytest.raises(MalformedKey):
        sign(TEXT, "a b", key("ada"))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ada",
        "ada+00000000",
        str(VerifierKey.of("ada", bytes(32)))[:-4],
        PETER.upper(),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("+ARpc", "+AhpC"),
        PETER.replace("PeterNeumann", "Peter Neumann"),
        PETER.replace("PeterNeumann", ""),
        PETER + "\n",
        PETER + "=",
    ],
)
def test_what_is_no_verifier_key_is_refused(line: str) -> None:
    with pytest.raises(MalformedKey):
        VerifierKey.parse(line)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_note_error(untrusted: bytes) -> None:
    for read in (Note.parse, lambda raw: VerifierKey.parse(raw.decode("utf-8", "surrogateescape"))):
        with contextlib.suppress(NoteError):
            read(untrusted)


@given(st.data())
def test_no_mutant_of_a_note_is_accepted_with_another_text(data: st.DataObject) -> None:
    whole = bytearray(bytes(note("ada", "ben")))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    try:
        parsed = Note.parse(bytes(whole))
        parsed.verify([verifier("ada"), verifier("ben")])
    except NoteError:
        return
    assert parsed.text == TEXT
    assert bytes(parsed) == bytes(whole)
