"""The number of a sealed report, by which its reporter sees that a proof speaks of it and of no other.

    >>> of(accepted.report_hash)
    'e3b0 c442 98fc 1c14 9afb'
    >>> in_proof(proof)      # the proof that the worker put into the mailbox
    'e3b0 c442 98fc 1c14 9afb'

It is the beginning of the SHA-256 that the access log names a sealed report by: 80 bits, which nobody can make another
report to fit, and which can be copied by hand. The browser makes the same (browser/form/confirmed.js).
"""

import json
from base64 import b64decode

_GROUPS, _EACH = 5, 4
_EXTRA = b"extra "


def of(report_hash: bytes | None) -> str:
    """The number of the report with this hash, "" where none is known."""
    return _grouped(report_hash.hex()) if report_hash else ""


def in_proof(proof: bytes) -> str:
    """The number that a proof names (c2sp.org/tlog-proof, its second line); "" when it names no report."""
    entry = json.loads(b64decode(proof.split(b"\n", 2)[1].removeprefix(_EXTRA)))
    return _grouped(entry.get("hash", ""))


def _grouped(hexadecimal: str) -> str:
    short = hexadecimal[: _GROUPS * _EACH]
    return " ".join(short[at : at + _EACH] for at in range(0, len(short), _EACH))
