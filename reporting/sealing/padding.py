"""Sizes that say little: Padmé, at most 11.6 % more, and spaces after the JSON, so that `jq` reads it as it is.

https://lbarman.ch/blog/padme/
"""

import json
from collections.abc import Mapping

from .errors import SealingError


class NotJson(SealingError):
    """This cannot be written as JSON text."""


def padme(size: int) -> int:
    """The class that `size` bytes belong to: the next number whose binary spelling ends in enough zeros."""
    if size < 2:
        return max(size, 0)
    exponent = size.bit_length() - 1
    step = (1 << (exponent - exponent.bit_length())) - 1
    return (size + step) & ~step


def pad_json(value: Mapping[str, object], minimum: int) -> bytes:
    """JSON in UTF-8, then spaces up to `max(minimum, padme(length))` *bytes*: a language with longer letters is no
    smaller class of report. Raises NotJson.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except (TypeError, ValueError, RecursionError):
        raise NotJson("not text, numbers, lists and objects alone") from None
    return text.ljust(max(minimum, padme(len(text))))
