"""Sealing beside the bare operations of `cryptography` that it cannot do without, taken in turn in the same run."""

import os
import time
from collections.abc import Callable
from io import BytesIO
from statistics import median

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from reporting.sealing import HybridIdentity, open_stream, seal
from reporting.sealing.recipients import INFO, SUITE
from tests.bench import Row

ROUNDS = 7
SEALS = 300
LENGTH = 2048
STREAM = 16 * 1024 * 1024
CHUNK = 64 * 1024


def rate(action: Callable[[], object], times: int) -> float:
    """How often a second."""
    started = time.process_time()
    for _ in range(times):
        action()
    return times / (time.process_time() - started)


def side_by_side(ours: Callable[[], object], reference: Callable[[], object], times: int) -> tuple[float, float]:
    """Medians of both, measured in turn so that a busy moment hits both."""
    pairs = [(rate(ours, times), rate(reference, times)) for _ in range(ROUNDS)]
    return median(our for our, _ in pairs), median(theirs for _, theirs in pairs)


def rows() -> list[Row]:
    ada, ben = HybridIdentity.generate(), HybridIdentity.generate()
    plaintext, file_key, nonce = os.urandom(LENGTH), os.urandom(16), bytes(12)
    sealed = seal(plaintext, [ada.recipient, ben.recipient])
    wrapped = SUITE.encrypt(file_key, ada.recipient._key, INFO)
    payload = ChaCha20Poly1305(bytes(32)).encrypt(nonce, plaintext, None)

    def bare_seal() -> None:
        for recipient in (ada.recipient, ben.recipient):
            SUITE.encrypt(file_key, recipient._key, INFO)
        ChaCha20Poly1305(os.urandom(32)).encrypt(nonce, plaintext, None)

    def bare_open() -> None:
        SUITE.decrypt(wrapped, ada._key, INFO)
        ChaCha20Poly1305(bytes(32)).decrypt(nonce, payload, None)

    long = seal(bytes(STREAM), [ada.recipient])
    chunk = ChaCha20Poly1305(bytes(32)).encrypt(nonce, bytes(CHUNK), None)

    def bare_stream() -> None:
        cipher, sink = ChaCha20Poly1305(bytes(32)), BytesIO()
        for _ in range(STREAM // CHUNK):
            sink.write(cipher.decrypt(nonce, chunk, None))

    seals = side_by_side(lambda: seal(plaintext, [ada.recipient, ben.recipient]), bare_seal, SEALS)
    opens = side_by_side(lambda: ada.open(sealed), bare_open, SEALS)
    streams = side_by_side(lambda: open_stream(BytesIO(long), BytesIO(), [ada]), bare_stream, 2)
    return [
        Row("seal 2 KiB to two recipients, one core", *seals, "seals/s", ">= 2,000 seals/s"),
        Row("open 2 KiB, first of two stanzas, one core", *opens, "opens/s", "close to bare"),
        Row(
            "open a stream of 16 MiB, one core", *(per_second * 16 for per_second in streams), "MiB/s", "close to bare"
        ),
    ]
