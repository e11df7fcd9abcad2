"""The vectors of the Community Cryptography Test Vectors project, all of them, each with its exact outcome.

https://c2sp.org/CCTV/age
"""

import base64
import hashlib
import io
import json
import subprocess
import zlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from reporting.sealing import (
    BadArmor,
    BadHeader,
    BadHeaderMac,
    BadPayload,
    HybridIdentity,
    Identity,
    NotARecipient,
    Passphrase,
    X25519Identity,
    dearmor,
    open_sealed,
    open_stream,
)
from reporting.sealing.armor import armor
from reporting.sealing.format import read_header, write_header
from tests.node import node, node_modules

OUTCOMES = {
    "no match": NotARecipient,
    "HMAC failure": BadHeaderMac,
    "header failure": BadHeader,
    "payload failure": BadPayload,
    "armor failure": BadArmor,
}
COUNT = 143


@dataclass
class Vector:
    file: bytes
    expect: str = ""
    payload: str = ""
    armored: bool = False
    identities: list[Identity] = field(default_factory=list)


class Released(io.RawIOBase):
    """A sink that cannot be rewound: it keeps all that was ever released."""

    def __init__(self) -> None:
        self.plaintext = b""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.plaintext += bytes(data)
        return len(data)


@cache
def vectors() -> dict[str, bytes]:
    script = Path(__file__).with_name("cctv.mjs")
    out = subprocess.run([node(), script, node_modules()], check=True, capture_output=True).stdout
    return {name: base64.b64decode(text) for name, text in json.loads(out).items()}


def parse(text: bytes) -> Vector:
    head, file = text.split(b"\n\n", 1)
    pairs = [line.split(": ", 1) for line in head.decode().split("\n")]
    vector = Vector(file)
    for key, value in pairs:
        match key:
            case "expect" | "payload":
                setattr(vector, key, value)
            case "armored":
                vector.armored = value == "yes"
            case "compressed":
                vector.file = zlib.decompress(file)
            case "passphrase":
                vector.identities.append(Passphrase(value))
            case "identity" if value.startswith("AGE-SECRET-KEY-PQ-"):
                vector.identities.append(HybridIdentity.parse(value))
            case "identity":
                vector.identities.append(X25519Identity.parse(value))
            case _:
                assert key in {"comment", "file key"}
    return vector


def open_into(sink: io.RawIOBase, vector: Vector) -> int:
    file = dearmor(vector.file) if vector.armored else vector.file
    return open_stream(io.BytesIO(file), sink, vector.identities)


def test_no_vector_is_missing() -> None:
    assert len(vectors()) == COUNT


def test_every_vector_has_its_outcome_and_releases_exactly_its_payload(subtests: pytest.Subtests) -> None:
    for name, text in vectors().items():
        vector, sink = parse(text), Released()
        with subtests.test(name):
            if vector.expect == "success":
                assert open_into(sink, vector) == len(sink.plaintext)
            else:
                with pytest.raises(OUTCOMES[vector.expect]) as caught:
                    open_into(sink, vector)
                assert [wanted for wanted in OUTCOMES.values() if isinstance(caught.value, wanted)] == [
                    OUTCOMES[vector.expect]
                ]
            assert hashlib.sha256(sink.plaintext).hexdigest() == (vector.payload or hashlib.sha256(b"").hexdigest())


def test_in_memory_a_vector_opens_wholly_or_not_at_all(subtests: pytest.Subtests) -> None:
    for name, text in vectors().items():
        vector = parse(text)
        with subtests.test(name):
            if vector.expect == "success":
                file = dearmor(vector.file) if vector.armored else vector.file
                assert hashlib.sha256(open_sealed(file, vector.identities)).hexdigest() == vector.payload
            elif not vector.armored:
                with pytest.raises(OUTCOMES[vector.expect]):
                    open_sealed(vector.file, vector.identities)


def test_what_parses_is_written_back_byte_for_byte(subtests: pytest.Subtests) -> None:
    for name, text in vectors().items():
        vector = parse(text)
        if vector.expect not in {"success", "no match"}:
            continue
        with subtests.test(name):
            file = dearmor(vector.file) if vector.armored else vector.file
            header = read_header(io.BytesIO(file))
            again = write_header(b"any file key: 16", header.stanzas)
            assert again.rpartition(b" ")[0] == header.signed == file[: len(header.signed)]
            assert len(again) == header.size
            assert dearmor(armor(file)) == file
