"""Key files: locked, opened again, typed from paper; and what is refused."""

import re

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from reporting.sealing import (
    BadHeader,
    BadHeaderMac,
    BadKeyText,
    BadPassphrase,
    BadWorkFactor,
    HybridIdentity,
    Passphrase,
    SealingError,
    TooMuchWork,
    armor,
    bech32,
    dearmor,
    seal,
    seal_with_passphrase,
)
from reporting.sealing.keyfiles import (
    ClassicKeyFile,
    NotAKeyFile,
    PrivateKey,
    WrongPassphrase,
    generate_passphrase,
    lock,
    new_private_key,
    unlock,
)

WORDS = "maple-river-orbit-candle-salt-winter-lamp"


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return new_private_key()


@pytest.fixture(scope="module")
def locked(key: PrivateKey) -> bytes:
    return lock(key, WORDS, log_n=10)


def same(one: PrivateKey, other: PrivateKey) -> bool:
    return one.verify_key == other.verify_key and one.recipient_text == other.recipient_text


def test_a_locked_key_opens_with_its_passphrase(key: PrivateKey, locked: bytes) -> None:
    assert same(unlock(locked, WORDS), key)
    assert same(unlock(dearmor(locked), WORDS), key)
    assert locked.isascii()


def test_another_passphrase_is_refused(locked: bytes) -> None:
    for wrong in (WORDS + "s", WORDS.upper(), " "):
        with pytest.raises(WrongPassphrase):
            unlock(locked, wrong)
    for unusable in ("", "\ud800"):
        with pytest.raises(BadPassphrase):
            unlock(locked, unusable)


def test_what_is_inside_is_the_identity_and_a_newline(key: PrivateKey, locked: bytes) -> None:
    assert Passphrase(WORDS).open(dearmor(locked)) == key.identity.secret_text().encode() + b"\n"


def test_a_key_typed_or_scanned_from_paper_opens(key: PrivateKey, locked: bytes) -> None:
    text = locked.decode()
    body = "".join(text.splitlines()[1:-1])
    typed = [
        text.replace("\n", "\r\n"),
        text.replace("\n", " "),
        text.replace("-----", "\u2013\u2013"),
        body,
        body.rstrip("="),
        "\n".join(re.findall(".{1,40}", body)),
        "\u00a0".join(re.findall(".{1,4}", body)),
        "\ufeff" + "  ".join(re.findall(".{1,8}", body)) + "\n\n",
        text.split("-----END")[0],
        text.split("FILE-----", 1)[1],
        "-----begin age encrypted file-----\n" + body,
    ]
    for form in typed:
        assert same(unlock(form.encode(), WORDS), key), form


def test_a_plain_identity_file_with_comments_opens(key: PrivateKey) -> None:
    text = f"# created: 2026-11-23\n# public key: {key.recipient_text}\n\n{key.identity.secret_text()}\n"
    assert same(unlock(text.encode(), "not used"), key)
    assert same(unlock(text.replace("\n", "\r\n").encode(), ""), key)
    with_comments = armor(seal_with_passphrase(text.encode(), WORDS, log_n=10))
    assert same(unlock(with_comments, WORDS), key)


def test_what_holds_no_hybrid_key_is_refused(key: PrivateKey, locked: bytes) -> None:
    secret = key.identity.secret_text()
    refused = [
        b"",
        b"\xff\xfe",
        b"hello",
        b"# only a comment AGE-SECRET-KEY-PQ-1\n",
        f"{secret}\n{secret}\n".encode(),
        seal(secret.encode(), [key.identity.recipient]),
        armor(seal(secret.encode(), [key.identity.recipient])),
        seal_with_passphrase(b"no key at all", WORDS, log_n=10),
        seal_with_passphrase(b"\xff", WORDS, log_n=10),
        b"A" * 70_000,
    ]
    for file in refused:
        with pytest.raises(SealingError) as caught:
            unlock(file, WORDS)
        assert isinstance(caught.value, (NotAKeyFile, BadHeader, BadKeyText))
    classic = bech32.encode("age-secret-key-", bytes(32)).upper()
    with pytest.raises(ClassicKeyFile):
        unlock(classic.encode(), "")
    with pytest.raises(ClassicKeyFile):
        unlock(seal_with_passphrase(classic.encode(), WORDS, log_n=10), WORDS)


def test_no_refusal_repeats_a_secret(key: PrivateKey) -> None:
    secret = key.identity.secret_text()
    for file in (secret[:-1], secret.lower(), secret + secret, secret.replace("1", "2")):
        with pytest.raises(SealingError) as caught:
            unlock(file.encode(), WORDS)
        assert secret[20:40].lower() not in str(caught.value).lower()
        assert caught.value.__cause__ is None


def test_a_mistyped_letter_never_gives_another_key(locked: bytes) -> None:
    body = b"".join(locked.splitlines()[1:-1])
    for at in range(0, len(body) - 2, 5):
        other = b"A" if body[at : at + 1] != b"A" else b"B"
        with pytest.raises(SealingError):
            unlock(body[:at] + other + body[at + 1 :], WORDS, max_log_n=10)


def test_a_file_cannot_ask_for_all_our_memory(locked: bytes) -> None:
    greedy = dearmor(locked).replace(b" 10\n", b" 21\n", 1)
    with pytest.raises(TooMuchWork):
        unlock(greedy, WORDS)
    with pytest.raises(TooMuchWork):
        unlock(greedy.replace(b" 21\n", b" 23\n", 1), WORDS, max_log_n=60)
    with pytest.raises(BadHeaderMac):
        unlock(with_another_mac(dearmor(locked)), WORDS)


def with_another_mac(sealed: bytes) -> bytes:
    at = sealed.index(b"--- ") + 4
    other = b"A" if sealed[at : at + 1] != b"A" else b"B"
    return sealed[:at] + other + sealed[at + 1 :]


@pytest.mark.parametrize("log_n", [0, -1, 23])
def test_impossible_work_factors_are_refused(key: PrivateKey, log_n: int) -> None:
    with pytest.raises(BadWorkFactor):
        lock(key, WORDS, log_n=log_n)


def test_a_passphrase_cannot_be_empty(key: PrivateKey) -> None:
    with pytest.raises(BadPassphrase):
        lock(key, "", log_n=10)


def test_the_signing_key_grows_from_the_seed_alone(key: PrivateKey) -> None:
    again = PrivateKey(HybridIdentity.parse(key.identity.secret_text()))
    assert again.sign(b"message") == key.sign(b"message")
    verifier = Ed25519PublicKey.from_public_bytes(key.verify_key)
    verifier.verify(key.sign(b"message"), b"message")
    with pytest.raises(InvalidSignature):
        verifier.verify(key.sign(b"message"), b"massage")
    assert new_private_key().verify_key != key.verify_key


def test_nothing_of_a_key_is_shown(key: PrivateKey) -> None:
    assert key.identity.secret_text()[18:30] not in repr(key)
    assert not hasattr(key, "__dict__")
    assert WORDS not in repr(Passphrase(WORDS))


def test_a_passphrase_is_seven_words_never_the_same() -> None:
    made = {generate_passphrase() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+){6}", passphrase) for passphrase in made)
