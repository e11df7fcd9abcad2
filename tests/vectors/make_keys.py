"""Writes tests/vectors/keys.json anew: `python -m tests.vectors.make_keys > tests/vectors/keys.json`.

What Python and the browser must agree on. Sealed and locked files hold randomness, so they differ at each making; all
else stays.
"""

import base64
import hashlib
import json

from reporting.sealing import pad_json, padme, seal
from reporting.sealing.keyfiles import PrivateKey, lock

NOTE = "test vectors only, never use these keys"
MESSAGE = "reporting sign-in: åß∂"
PASSPHRASE = "maple-river-orbit-candle-salt-winter-lamp"
LOG_N = 10
SIZES = [0, 1, 2, 7, 8, 9, 15, 17, 63, 64, 65, 1000, 1024, 1025, 16383, 16384, 16385, 20000, 65537, 1000003]
HEADLINE = {
    "v": 1,
    "part": "headline",
    "report_id": "0" * 32,
    "risk": "no",
    "where": "forum",
    "when": "days",
    "files": 0,
}


def seed(name: str) -> bytes:
    return hashlib.sha256(f"{NOTE}: {name}".encode()).digest()


def person(name: str) -> dict[str, str]:
    key = PrivateKey.from_seed(seed(name))
    return {
        "name": name,
        "seed": seed(name).hex(),
        "identity": key.identity.secret_text(),
        "recipient": key.recipient_text,
        "verify_key": key.verify_key.hex(),
        "message": MESSAGE,
        "signature": key.sign(MESSAGE.encode()).hex(),
    }


def vectors() -> dict[str, object]:
    ada, ben = (PrivateKey.from_seed(seed(name)) for name in ("ada", "ben"))
    plaintext = pad_json(HEADLINE, 1024)
    return {
        "note": NOTE,
        "people": [person("ada"), person("ben")],
        "locked": {
            "name": "ada",
            "passphrase": PASSPHRASE,
            "log_n": LOG_N,
            "file": lock(ada, PASSPHRASE, log_n=LOG_N).decode(),
        },
        "padme": [[size, padme(size)] for size in SIZES],
        "part": {
            "to": ["ada", "ben"],
            "json": HEADLINE,
            "minimum": 1024,
            "padded": plaintext.decode(),
            "sha256": hashlib.sha256(plaintext).hexdigest(),
            "sealed": base64.b64encode(seal(plaintext, [ada.identity.recipient, ben.identity.recipient])).decode(),
        },
    }


if __name__ == "__main__":
    print(json.dumps(vectors(), indent=1, ensure_ascii=False))
