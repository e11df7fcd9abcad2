"""Case ids: 40 random bits as `7QK4-M2XR`. They tell neither order nor number.

The letters are Crockford's base32 (crockford.com/base32.html): without I, L, O and U nothing is misread aloud.
"""

import re
import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHAPE = re.compile(f"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}", re.ASCII)


def new_case_id() -> str:
    """A fresh id; whoever stores it draws again when it is taken."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def is_case_id(untrusted_text: object) -> bool:
    """Whether this has the shape of a case id, exactly as we write them."""
    return isinstance(untrusted_text, str) and _SHAPE.fullmatch(untrusted_text) is not None
