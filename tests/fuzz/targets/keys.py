"""Keys as text, recipients files, and key files, locked and plain."""

from reporting.sealing import BadKeyText, HybridIdentity, Recipient, SealingError, X25519Identity, read_recipients
from reporting.sealing.bech32 import decode, encode
from reporting.sealing.keyfiles import PrivateKey, lock, unlock
from tests.fuzz.target import Target, text_of, unless

KEY = PrivateKey.from_seed(bytes(range(32)))


def seeds() -> list[bytes]:
    secret, public = KEY.identity.secret_text(), KEY.recipient_text
    texts = (
        secret,
        public,
        f"# Ada\n{public}\n",
        f"# created\n{secret}\n",
        encode("age-secret-key-", bytes(32)).upper(),
    )
    return [*(text.encode() for text in texts), lock(KEY, "fuzz", log_n=2)]


def check(untrusted: bytes) -> bool:
    text = text_of(untrusted)
    decoded = unless(BadKeyText, lambda: decode(text))
    if decoded is not None:
        assert encode(decoded[0].lower(), decoded[1]) == text.lower()
    one = unless(SealingError, lambda: Recipient.parse(text))
    assert one is None or str(one) == str(Recipient(one.raw)) == text
    unless(SealingError, lambda: X25519Identity.parse(text))
    own = unless(SealingError, lambda: HybridIdentity.parse(text))
    assert own is None or own.secret_text() == text
    several = unless(SealingError, lambda: read_recipients(text))
    key = unless(SealingError, lambda: unlock(untrusted, "fuzz", max_log_n=4))
    return bool(decoded or several or key)


WORDS = (
    b"age1pq1",
    b"AGE-SECRET-KEY-PQ-1",
    b"AGE-SECRET-KEY-1",
    b"#",
    b"\n",
    b"-----END AGE ENCRYPTED FILE-----",
    b"\xef\xbb\xbf",
)
TARGET = Target("keys, recipients files, key files", seeds, check, WORDS)
