"""Mallory changes every file and key a little, a hundred thousand times. Nothing opens, only SealingErrors come."""

import random
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.sealing import (
    HybridIdentity,
    Identity,
    Passphrase,
    Recipient,
    SealingError,
    X25519Identity,
    armor,
    bech32,
    dearmor,
    inspect,
    open_sealed,
    open_stream,
    plaintext_size,
    seal,
    seal_with_passphrase,
    throwaway_recipient,
)
from reporting.sealing.age import sealed_with
from reporting.sealing.armor import dearmor_typed
from reporting.sealing.format import Stanza, base64_encode, hkdf, read_header
from reporting.sealing.keyfiles import PrivateKey, lock, new_private_key, unlock

SPARKS = [b"\n", b"\r\n", b" ", b"\0", b"=", b"-> ", b"--- ", b"\xff", b"1", b"age-encryption.org/v1\n", "ſ".encode()]
WORDS = "maple-river"


def mutants(original: bytes, count: int, seed: int) -> Iterator[bytes]:
    """`count` neighbours of `original`, the same ones in every run; never the original itself."""
    chance = random.Random(seed)
    while count:
        mutant = bytearray(original)
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            mutate(mutant, chance)
        if bytes(mutant) != original:
            yield bytes(mutant)
            count -= 1


def mutate(mutant: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(mutant) + 1)
    to = min(len(mutant), at + chance.choice((1, 1, 2, 16, 64, 1000)))
    match chance.randrange(8):
        case 0 if mutant:
            mutant[at % len(mutant)] ^= 1 << chance.randrange(8)
        case 1 if mutant:
            mutant[at % len(mutant)] = chance.randrange(256)
        case 2:
            del mutant[at:to]
        case 3:
            mutant[at:at] = mutant[at:to]
        case 4:
            mutant[at:at] = chance.choice(SPARKS)
        case 5:
            mutant[at:to] = chance.choice(SPARKS)
        case 6:
            del mutant[at:]
        case _:
            lines = mutant.split(b"\n")
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            mutant[:] = b"\n".join(lines)


def seal_to_classic(plaintext: bytes, share_of: X25519Identity) -> bytes:
    """A classic file, as `age -r age1…` would write it; sealing has no such function on purpose."""
    ephemeral, file_key = X25519PrivateKey.generate(), bytes(range(16))
    share, recipient = ephemeral.public_key().public_bytes_raw(), share_of._public
    secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    wrapping = hkdf(secret, b"age-encryption.org/v1/X25519", share + recipient)
    stanza = Stanza(
        "X25519",
        (base64_encode(share).decode(),),
        ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None),
    )
    return b"".join(sealed_with(file_key, [stanza, Stanza("grease", (), bytes(48))], BytesIO(plaintext)))


def only_refuses(read: Callable[..., object], *untrusted: object) -> None:
    with pytest.raises(SealingError):
        read(*untrusted)


@pytest.mark.parametrize(("length", "count"), [(0, 20_000), (300, 20_000), (70_000, 3_000)])
def test_no_mutant_of_a_sealed_file_opens(ada: HybridIdentity, length: int, count: int) -> None:
    sealed = seal(bytes(length), [throwaway_recipient(), ada.recipient])
    for mutant in mutants(sealed, count, length):
        only_refuses(ada.open, mutant)


def test_no_mutant_of_a_header_opens(ada: HybridIdentity) -> None:
    sealed = seal(b"words", [ada.recipient])
    size = read_header(BytesIO(sealed)).size
    for mutant in mutants(sealed[:size], 20_000, 1):
        only_refuses(ada.open, mutant + sealed[size:])


@pytest.mark.parametrize("kind", ["classic", "passphrase"])
def test_no_mutant_of_what_we_only_read_opens(kind: str) -> None:
    classic = X25519Identity(bytes(range(32)))
    opener: Identity = classic if kind == "classic" else Passphrase(WORDS, max_log_n=4)
    sealed = seal_to_classic(b"words", classic) if kind == "classic" else seal_with_passphrase(b"words", WORDS, log_n=2)
    assert opener.open(sealed) == b"words"
    for mutant in mutants(sealed, 20_000, 2):
        only_refuses(opener.open, mutant)


def test_a_mutant_of_an_armored_file_is_refused_or_the_same_file(ada: HybridIdentity) -> None:
    sealed = seal(b"words", [ada.recipient])
    for mutant in mutants(armor(sealed), 8_000, 3):
        try:
            assert dearmor(mutant) == sealed or not opens(ada, dearmor(mutant))
        except SealingError:
            continue


def opens(identity: Identity, sealed: bytes) -> bool:
    try:
        return identity.open(sealed) is not None
    except SealingError:
        return False


def test_a_mutant_of_a_key_file_is_refused_or_the_same_key() -> None:
    key = new_private_key()
    plain = f"# a comment\n{key.identity.secret_text()}\n".encode()
    for file in (lock(key, WORDS, log_n=2), dearmor(lock(key, WORDS, log_n=2)), plain):
        for mutant in mutants(file, 2_500, 4):
            try:
                found = unlock(mutant, WORDS, max_log_n=4)
            except SealingError:
                continue
            assert found.verify_key == key.verify_key


def test_a_mutant_of_a_key_text_is_refused(ada: HybridIdentity) -> None:
    for text, parse in ((ada.secret_text(), HybridIdentity.parse), (str(ada.recipient), Recipient.parse)):
        for mutant in mutants(text.encode(), 3_000, 5):
            only_refuses(parse, mutant.decode("latin-1"))


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(), st.binary().map(lambda tail: b"age-encryption.org/v1\n-> " + tail), st.text().map(str.encode)
    )
)
def test_any_bytes_are_refused(ada: HybridIdentity, data: bytes) -> None:
    readers: list[Callable[[], object]] = [
        lambda: ada.open(data),
        lambda: open_sealed(data, [Passphrase(WORDS, max_log_n=2), ada]),
        lambda: open_stream(BytesIO(data), BytesIO(), [ada]),
        lambda: inspect(data),
        lambda: plaintext_size(data),
        lambda: dearmor(data),
        lambda: unlock(data, WORDS, max_log_n=2),
    ]
    for reader in readers:
        only_refuses(reader)


@settings(max_examples=500, deadline=None)
@given(st.text())
def test_any_text_is_refused(text: str) -> None:
    for parse in (Recipient.parse, HybridIdentity.parse, X25519Identity.parse, bech32.decode):
        only_refuses(parse, text)
    try:
        dearmor_typed(text)
    except SealingError:
        return


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200_000))
def test_what_is_sealed_opens(ada: HybridIdentity, ben: HybridIdentity, plaintext: bytes) -> None:
    sealed = seal(plaintext, [ada.recipient, ben.recipient])
    assert ada.open(sealed) == ben.open(sealed) == plaintext
    assert plaintext_size(sealed) == len(plaintext)


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_every_seed_gives_one_key(seed: bytes) -> None:
    key, again = PrivateKey.from_seed(seed), PrivateKey(HybridIdentity.from_seed(seed))
    assert (key.recipient_text, key.verify_key) == (again.recipient_text, again.verify_key)
    assert unlock(key.identity.secret_text().encode(), "").sign(b"x") == key.sign(b"x")
