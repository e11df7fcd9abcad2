"""Who asks, and what for: the same for every room of the desk's readers."""

import binascii
from base64 import b64decode
from collections.abc import Mapping

from flask import abort, request

from reporting.signin.doors import visitor
from reporting.web import untrusted_json

LONG_BODY = 2**20
"""Bytes: the longest text that somebody may write, sealed, in base64."""


def me() -> str:
    """The fingerprint of whoever is signed in."""
    return visitor().person.fingerprint


def body() -> Mapping[str, object]:
    """The JSON object that came; anything else is refused."""
    given = untrusted_json()
    if not isinstance(given, dict):
        abort(400)
    return given


def long_body() -> Mapping[str, object]:
    """The same where it may hold the longest text that somebody may write."""
    request.max_content_length = LONG_BODY
    return body()


def bytes_in(untrusted_text: object) -> bytes:
    """The bytes of what came as base64; anything else is refused."""
    if not isinstance(untrusted_text, str):
        abort(400)
    try:
        return b64decode(untrusted_text, validate=True)
    except (binascii.Error, ValueError):
        abort(400)
