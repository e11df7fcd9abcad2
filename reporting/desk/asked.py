"""Who asks, and what for: the same for every room of the desk's readers."""

from collections.abc import Mapping

from flask import abort

from reporting.signin.doors import visitor
from reporting.web import untrusted_json


def me() -> str:
    """The fingerprint of whoever is signed in."""
    return visitor().person.fingerprint


def body() -> Mapping[str, object]:
    """The JSON object that came; anything else is refused."""
    given = untrusted_json()
    if not isinstance(given, dict):
        abort(400)
    return given
