"""Mallory floods the form: a post after the other, each with a token and a receipt of its own, as fast as it goes.

flood(house, client, 2000)            # status codes, how often each came
"""

import secrets
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reporting.abuse import FormTokens, PleaseWait, Shown, SpentToken
from reporting.abuse.breaker import TRIPS_AT
from tests.house import FORM, House, Rosa


def flood(
    house: House,
    client: FlaskClient,
    posts: int,
    *,
    with_each: Callable[[], dict[str, str]] = dict,
) -> Counter[int]:
    """Send so many reports. The clock stands, so all of them come at one moment."""
    tokens = FormTokens(house.settings.form().token_key, house.clock)
    page = house.roster.recipients_hash()
    got: Counter[int] = Counter()
    for _ in range(posts):
        fields = {
            "token": tokens.issue(page),
            "receipt_entropy": urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("="),
            "readers": "both",
            "what_happened": "Buy now.",
        }
        answer = client.post("/", data=fields | with_each(), base_url=FORM, headers=dict(Rosa.HEADERS))
        got[answer.status_code] += 1
    return got


def trip(house: House, form: Flask) -> None:
    """As many posts as it bears, or one more, at the door only."""
    door, token = form.extensions["reporting"].door, SpentToken(bytes(32), house.clock.today())
    with pytest.raises(PleaseWait):
        for _ in range(TRIPS_AT + 1):
            door.admit(token, Shown())
