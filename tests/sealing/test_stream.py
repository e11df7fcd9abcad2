"""Streams: short reads, aborts, torsos."""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reporting.sealing import (
    BadHeader,
    BadPayload,
    HybridIdentity,
    NotARecipient,
    inspect,
    open_sealed,
    open_stream,
    plaintext_size,
    seal,
    seal_stream,
)
from reporting.sealing.age import sealed_with
from reporting.sealing.stream import CHUNK

SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7]


class Dribble(io.BytesIO):
    """Gives and takes at most 1,000 bytes at a time, as a socket would."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 1000))

    def write(self, data: "io.ReadableBuffer", /) -> int:
        return super().write(bytes(data)[:1000])


class Breaks(io.BytesIO):
    """Fails once so many bytes were read."""

    def __init__(self, data: bytes, after: int, failure: Callable[[], bytes | None]) -> None:
        super().__init__(data)
        self.after, self.failure = after, failure

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() >= self.after:
            return self.failure()
        return super().read(size)


def fail() -> bytes:
    raise OSError("the disk is gone")


@pytest.mark.parametrize("size", SIZES)
def test_a_stream_comes_back_as_it_was(ada: HybridIdentity, size: int) -> None:
    plaintext, sealed, opened = os.urandom(size), Dribble(), Dribble()
    seal_stream(Dribble(plaintext), sealed, [ada.recipient])
    assert open_stream(Dribble(sealed.getvalue()), opened, [ada]) == size
    assert opened.getvalue() == plaintext == ada.open(sealed.getvalue())
    assert plaintext_size(sealed.getvalue()) == size


@pytest.mark.parametrize("failure", [fail, lambda: None], ids=["fails", "has nothing yet"])
@pytest.mark.parametrize("after", [0, 1, CHUNK, 2 * CHUNK])
def test_an_aborted_sealing_never_opens(ada: HybridIdentity, after: int, failure: Callable[[], bytes | None]) -> None:
    sealed = io.BytesIO()
    with pytest.raises(OSError, match=r"disk is gone|does not wait"):
        seal_stream(Breaks(bytes(3 * CHUNK), after, failure), sealed, [ada.recipient])
    with pytest.raises((BadPayload, BadHeader)):
        ada.open(sealed.getvalue())


def test_a_sink_that_takes_nothing_is_an_error_not_a_loop(ada: HybridIdentity) -> None:
    class Full(io.BytesIO):
        def write(self, data: object, /) -> int:
            return 0

    with pytest.raises(BlockingIOError):
        seal_stream(io.BytesIO(b"words"), Full(), [ada.recipient])


@pytest.mark.parametrize("cut", [1, 16, 17, CHUNK, CHUNK + 16, CHUNK + 17])
def test_a_failed_opening_leaves_nothing_behind(ada: HybridIdentity, cut: int) -> None:
    sealed = seal(bytes(3 * CHUNK), [ada.recipient])
    with tempfile.TemporaryFile() as sink:
        sink.write(b"before")
        with pytest.raises(BadPayload):
            open_stream(io.BytesIO(sealed[:-cut]), sink, [ada])
        sink.seek(0)
        assert sink.read() == b"before"


def test_a_failed_opening_into_a_pipe_still_raises(ada: HybridIdentity) -> None:
    reader, writer = os.pipe()
    sealed = seal(bytes(100), [ada.recipient])
    with Path(f"/dev/fd/{writer}").open("wb", buffering=0) as sink, pytest.raises(BadPayload):
        open_stream(io.BytesIO(sealed + b"x"), sink, [ada])
    os.close(writer)
    os.close(reader)


def test_a_source_that_has_nothing_yet_has_not_ended(ada: HybridIdentity) -> None:
    sealed, sink = seal(b"words", [ada.recipient]), io.BytesIO()
    with pytest.raises(BlockingIOError):
        open_stream(Breaks(sealed, len(sealed), lambda: None), sink, [ada])
    assert sink.getvalue() == b""


def test_every_shortened_file_is_refused(ada: HybridIdentity) -> None:
    sealed = seal(b"four", [ada.recipient])
    for length in range(len(sealed)):
        with pytest.raises((BadHeader, BadPayload)):
            ada.open(sealed[:length])


def test_bytes_after_the_end_are_refused(ada: HybridIdentity) -> None:
    for size in SIZES:
        with pytest.raises(BadPayload):
            ada.open(seal(bytes(size), [ada.recipient]) + b"\0")


def test_chunks_cannot_change_places(ada: HybridIdentity) -> None:
    sealed = seal(os.urandom(3 * CHUNK), [ada.recipient])
    start, one = len(sealed) - 3 * (CHUNK + 16), CHUNK + 16
    swapped = sealed[:start] + sealed[start + one : start + 2 * one] + sealed[start : start + one] + sealed[-one:]
    dropped = sealed[: start + one] + sealed[-one:]
    doubled = sealed[: start + one] + sealed[start:]
    for forged in (swapped, dropped, doubled):
        with pytest.raises(BadPayload):
            ada.open(forged)


def test_no_two_sealings_share_a_byte_of_key(ada: HybridIdentity) -> None:
    one, other = seal(b"same", [ada.recipient]), seal(b"same", [ada.recipient])
    assert len(one) == len(other)
    assert one[-20:] != other[-20:]


class Endless(io.BytesIO):
    """A header that goes on for ever, with the lines given."""

    def __init__(self, *lines: bytes) -> None:
        super().__init__()
        self.lines, self.taken = lines, 0

    def readline(self, size: int | None = -1, /) -> bytes:
        self.taken += 1
        return b"age-encryption.org/v1\n" if self.taken == 1 else self.lines[self.taken % len(self.lines)]


def test_a_header_without_end_is_refused_within_its_limits(ada: HybridIdentity) -> None:
    many = Endless(b"-> grease\n", b"\n")
    with pytest.raises(BadHeader, match="too many"):
        open_stream(many, io.BytesIO(), [ada])
    assert many.taken < 3000
    body = b"age-encryption.org/v1\n-> grease\n" + (b"A" * 64 + b"\n") * 20_000
    with pytest.raises(BadHeader, match="header is too long"):
        ada.open(body)
    with pytest.raises(BadHeader, match="line is too long"):
        ada.open(b"age-encryption.org/v1\n-> " + b"x" * 5000 + b"\n\n--- ")


def test_the_sizes_that_no_payload_has_are_refused() -> None:
    from reporting.sealing.stream import plaintext_size as of_payload

    with pytest.raises(BadPayload):
        of_payload(15)
    for impossible in (CHUNK + 16 + 1, CHUNK + 16 + 16, -16):
        with pytest.raises(BadPayload):
            of_payload(impossible)
    assert of_payload(16) == 0
    assert of_payload(CHUNK + 16 + 17) == CHUNK + 1


def test_a_file_tells_its_stanzas_and_no_more(ada: HybridIdentity, ben: HybridIdentity) -> None:
    sealed = seal(b"words", [ada.recipient, ben.recipient])
    assert inspect(sealed) == ["mlkem768x25519", "mlkem768x25519"]
    with pytest.raises(BadHeader):
        inspect(b"age-encryption.org/v1\nthis is not sealed at all")
    with pytest.raises(BadHeader):
        inspect(sealed.replace(b"-> mlkem768x25519 ", b"-> mlkem768x25519 x ", 1))
    with pytest.raises(NotARecipient):
        open_sealed(sealed, [])


def test_a_header_without_a_stanza_is_no_header(ada: HybridIdentity) -> None:
    nobody = b"".join(sealed_with(bytes(16), [], io.BytesIO(b"words")))
    for read in (inspect, ada.open, plaintext_size):
        with pytest.raises(BadHeader):
            read(nobody)


def test_sealing_does_not_bring_key_files_along() -> None:
    code = "import sys, reporting.sealing; raise SystemExit('reporting.sealing.keyfiles' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
