"""Sealed files: the header, its stanzas, the payload, armor, and what is told of a file without a key."""

from io import BytesIO

from reporting.sealing import (
    BadArmor,
    HybridIdentity,
    Identity,
    Passphrase,
    SealingError,
    WrongShape,
    X25519Identity,
    armor,
    check_shape,
    dearmor,
    header_of,
    inspect,
    open_stream,
    plaintext_size,
    seal,
    seal_with_passphrase,
    with_header,
)
from reporting.sealing.armor import WHITESPACE, dearmor_typed
from reporting.sealing.format import VERSION_LINE, Header, Stanza, read_header, write_header
from tests.fuzz.target import Target, text_of, unless

FILE_KEY = bytes(range(16))
WHO = [HybridIdentity.from_seed(bytes(32)), X25519Identity(bytes(31) + b"\1"), Passphrase("fuzz", max_log_n=3)]


class KnowsTheKey(Identity):
    """Takes any stanza for its own, so that what lies behind the header's MAC is reached as well."""

    def unwrap(self, stanza: Stanza) -> bytes:
        return FILE_KEY


def seeds() -> list[bytes]:
    hybrid = seal(b"what happened", [WHO[0].recipient, HybridIdentity.from_seed(b"b" * 32).recipient])
    locked = seal_with_passphrase(b"what happened", "fuzz", log_n=2)
    known = write_header(FILE_KEY, [Stanza("X25519", ("A" * 43,), bytes(32)), Stanza("grease", ("a", "b"), b"x" * 48)])
    return [hybrid, locked, known + bytes(48), armor(locked)]


def check(untrusted: bytes) -> bool:
    if (plain := unless(BadArmor, lambda: dearmor(untrusted))) is not None:
        assert armor(plain).strip() == untrusted.strip(WHITESPACE).replace(b"\r\n", b"\n")
        untrusted = plain
    unless(SealingError, lambda: dearmor_typed(text_of(untrusted)))
    header = unless(SealingError, lambda: read_header(BytesIO(untrusted)))
    unless(SealingError, lambda: inspect(untrusted))
    size = unless(SealingError, lambda: plaintext_size(untrusted))
    shaped = unless(WrongShape, lambda: check_shape(untrusted, stanzas=2, least=1, most=2**20))
    assert shaped is None or shaped == size
    for who in WHO:
        unless(SealingError, lambda who=who: who.open(untrusted))
    if header is None:
        return plain is not None
    told_once(untrusted, header)
    return True


def told_once(untrusted: bytes, header: Header) -> None:
    """A header has one spelling, and what opens as a stream opens whole, to as many bytes as its length says."""
    spelled = VERSION_LINE + b"".join(stanza.encoded() for stanza in header.stanzas) + b"---"
    assert spelled == header.signed
    assert header_of(untrusted) == untrusted[: header.size]
    assert unless(WrongShape, lambda: with_header(untrusted, untrusted[: header.size])) in (None, untrusted)
    whole = write_header(FILE_KEY, header.stanzas) + untrusted[header.size :]
    opened, sink = unless(SealingError, lambda: KnowsTheKey().open(whole)), BytesIO()
    streamed = unless(SealingError, lambda: open_stream(BytesIO(whole), sink, [KnowsTheKey()]))
    assert (opened is None) == (streamed is None)
    assert sink.getvalue() == (opened or b"")
    assert opened is None or len(opened) == plaintext_size(whole)


WORDS = (
    b"-> ",
    b"--- ",
    b"\n",
    b"scrypt",
    b"X25519",
    b"mlkem768x25519",
    b"-----BEGIN AGE ENCRYPTED FILE-----",
    b"=",
    VERSION_LINE,
)
TARGET = Target("sealed files: header, stanzas, payload, armor", seeds, check, WORDS)
