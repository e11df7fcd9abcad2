"""Sealing: age v1 files to post-quantum recipients, and everything that opens them again.

    ada = HybridIdentity.generate()
    sealed = seal(pad_json(report, 16384), [ada.recipient, throwaway_recipient()])
    ada.open(sealed)

Bytes in, bytes out: nothing here knows of stores, pages or settings. Key files are in `sealing.keyfiles`, which is not
imported here, since the form must not be able to read one. docs/sealed-format.md says how to open all of it without us.
"""

from .age import (
    Identity,
    MixedRecipients,
    NoRecipients,
    NotARecipient,
    inspect,
    open_sealed,
    open_stream,
    plaintext_size,
    seal,
    seal_stream,
)
from .armor import BadArmor, armor, dearmor, is_armored
from .bech32 import BadKeyText
from .errors import SealingError
from .format import BadHeader, BadHeaderMac
from .identities import BadIdentity, HybridIdentity, X25519Identity
from .padding import NotJson, pad_json, padme
from .passphrase import BadPassphrase, BadWorkFactor, Passphrase, TooMuchWork, seal_with_passphrase
from .recipients import HYBRID, BadRecipient, ClassicRecipient, Recipient, read_recipients, throwaway_recipient
from .shape import WrongShape, check_shape, header_of, with_header
from .stream import BadPayload

__all__ = [
    "HYBRID",
    "BadArmor",
    "BadHeader",
    "BadHeaderMac",
    "BadIdentity",
    "BadKeyText",
    "BadPassphrase",
    "BadPayload",
    "BadRecipient",
    "BadWorkFactor",
    "ClassicRecipient",
    "HybridIdentity",
    "Identity",
    "MixedRecipients",
    "NoRecipients",
    "NotARecipient",
    "NotJson",
    "Passphrase",
    "Recipient",
    "SealingError",
    "TooMuchWork",
    "WrongShape",
    "X25519Identity",
    "armor",
    "check_shape",
    "dearmor",
    "header_of",
    "inspect",
    "is_armored",
    "open_sealed",
    "open_stream",
    "pad_json",
    "padme",
    "plaintext_size",
    "read_recipients",
    "seal",
    "seal_stream",
    "seal_with_passphrase",
    "throwaway_recipient",
    "with_header",
]
