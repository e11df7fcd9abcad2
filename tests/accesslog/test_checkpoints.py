"""Checkpoints and cosignatures, byte for byte as C2SP says, and nothing that merely looks like one."""

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError, EmptyLog, LogKey, MalformedCheckpoint, OtherLog
from reporting.accesslog.cosignatures import NotCosigned, WitnessKey, cosign, cosigned_at
from reporting.signednote import MalformedKey, NoKnownSignature, Note, Signature, VerifierKey, WrongSignature, sign
from tests.house import NOW, key_of, log_key

# The example of c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature. Its keys are not published.
TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
EXAMPLE = (
    TEXT + "\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo"
    "+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oy"
    "in1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
KEY, ORIGIN = log_key(), log_key().verifier.name
ROOT = bytes(range(32))
OLU = "olu.example/witness"


def witness(name: str = OLU, handle: str = "olu") -> WitnessKey:
    return WitnessKey.of(name, key_of(handle).verify_key)


def test_the_example_of_the_specification_is_read_and_written_again() -> None:
    note = Note.parse(EXAMPLE.encode())
    checkpoint = Checkpoint.parse(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex() == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
    assert checkpoint.text == TEXT
    assert int.from_bytes(note.signatures[1].raw[:8]) == 1679315147  # the time that the specification tells
    assert bytes(note) == EXAMPLE.encode()


def test_what_the_log_signs_opens_with_its_public_key() -> None:
    note = KEY.checkpoint(64, ROOT)
    assert Checkpoint.open(bytes(note), KEY.verifier) == Checkpoint(ORIGIN, 64, ROOT)
    assert note.text == f"{ORIGIN}\n64\n{b64encode(ROOT).decode()}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        TEXT.rstrip("\n"),
        TEXT + "an extension\n",
        TEXT + "\n",
        "\n" + TEXT,
        TEXT.replace("20852163", "020852163"),
        TEXT.replace("20852163", "+20852163"),
        TEXT.replace("20852163", "20852163 "),
        TEXT.replace("20852163", "20_852"),
        TEXT.replace("20852163", "٣"),
        TEXT.replace("20852163", str(2**63)),
        TEXT.replace("20852163", "9" * 5000),
        TEXT.replace("20852163", "-1"),
        TEXT.replace("q2I=", "q2J="),
        TEXT.replace("q2I=", "q2I"),
        TEXT.replace("CsUY", ""),
        TEXT.replace("CsUY", "CsUYCsUY"),
        TEXT.replace("CsUY", "Cs-Y"),
    ],
)
def test_other_texts_are_no_checkpoint(text: str) -> None:
    with pytest.raises(MalformedCheckpoint):
        Checkpoint.parse(text)


def test_size_0_is_neither_read_nor_signed() -> None:
    with pytest.raises(EmptyLog, match="size 0"):
        Checkpoint.parse(TEXT.replace("20852163", "0"))
    with pytest.raises(EmptyLog):
        KEY.checkpoint(0, ROOT)
    with pytest.raises(MalformedCheckpoint):
        KEY.checkpoint(1, ROOT[:31])


def test_who_signed_is_who_counts() -> None:
    stranger = LogKey(ORIGIN, sha256(b"another").digest())
    with pytest.raises(NoKnownSignature):
        Checkpoint.open(bytes(stranger.checkpoint(64, ROOT)), KEY.verifier)
    forged = Note(KEY.checkpoint(65, ROOT).text, KEY.checkpoint(64, ROOT).signatures)
    with pytest.raises(WrongSignature):
        Checkpoint.open(bytes(forged), KEY.verifier)
    text = Checkpoint("another.example/log", 64, ROOT).text
    with pytest.raises(OtherLog, match=f"of {ORIGIN}, got"):
        Checkpoint.open(bytes(Note(text, (sign(text, ORIGIN, KEY),))), KEY.verifier)


def test_a_witness_cosigns_with_the_time_and_beside_the_log() -> None:
    note = KEY.checkpoint(64, ROOT)
    line = cosign(note.text, OLU, key_of("olu"), NOW)
    seconds = int(NOW.timestamp())
    assert line.key_id == sha256(OLU.encode() + b"\n\x04" + key_of("olu").verify_key).digest()[:4]
    assert line.raw[:8] == seconds.to_bytes(8)
    bare = VerifierKey.of("x", key_of("olu").verify_key)
    assert bare.verify(f"cosignature/v1\ntime {seconds}\n{note.text}".encode(), line.raw[8:])
    both = Note.parse(bytes(Note(note.text, (*note.signatures, line))))
    assert both.verify([KEY.verifier, witness()]) == (KEY.verifier, witness())
    assert cosigned_at(both, witness()) == NOW.replace(microsecond=0)
    assert Checkpoint.open(bytes(both), KEY.verifier).size == 64


def test_a_cosignature_binds_text_time_and_witness() -> None:
    note = KEY.checkpoint(64, ROOT)
    line = cosign(note.text, OLU, key_of("olu"), NOW)
    later = Signature(line.name, line.key_id, (int(NOW.timestamp()) + 1).to_bytes(8) + line.raw[8:])
    cut, never = (Signature(line.name, line.key_id, raw) for raw in (line.raw[:-1], b"\xff" * 8 + line.raw[8:]))
    for forged in (later, cut, never):
        with pytest.raises(WrongSignature):
            cosigned_at(Note(note.text, (forged,)), witness())
    with pytest.raises(WrongSignature):
        cosigned_at(Note(KEY.checkpoint(65, ROOT).text, (line,)), witness())
    with pytest.raises(NotCosigned, match="got none"):
        cosigned_at(Note(note.text, (line,)), witness(handle="mallory"))


def test_a_plain_signature_of_a_witness_is_no_cosignature_and_the_reverse() -> None:
    note = KEY.checkpoint(64, ROOT)
    plain = Note(note.text, (sign(note.text, OLU, key_of("olu")),))
    with pytest.raises(NotCosigned):
        cosigned_at(plain, witness())
    with pytest.raises(NoKnownSignature):
        Note(note.text, (cosign(note.text, ORIGIN, KEY, NOW),)).verify([KEY.verifier])


def test_nobody_cosigns_what_is_no_checkpoint() -> None:
    for text in ("hello\n", TEXT.replace("20852163", "0")):
        with pytest.raises(CheckpointError):
            cosign(text, OLU, key_of("olu"), datetime(2026, 11, 23, tzinfo=UTC))


def test_a_witness_key_is_written_with_its_own_kind() -> None:
    line = str(witness())
    assert WitnessKey.parse(line) == witness()
    with pytest.raises(MalformedKey):
        VerifierKey.parse(line)
    with pytest.raises(MalformedKey):
        WitnessKey.parse(str(KEY.verifier))
