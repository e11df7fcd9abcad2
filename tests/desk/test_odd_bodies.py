"""Whatever a body of JSON holds in the place of what a page of ours would send, the desk says no and never fails."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import date

import pytest
from flask import Flask

from tests.house import House, Reader
from tests.review.deposits import MARK, cases_of, deposit, rooms

Comes = Callable[[str], Reader]

HEADS = ("joins", "number", "headers", "sealed")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "/sign-in/challenge": (),
    "/sign-in": ("key", "nonce", "signature"),
    "/checkpoint": ("from",),
    "/inbox/headlines": ("cases",),
    "/inbox/all": ("after",),
    "/inbox/bring": ("report",),
    "/cases/new": ("report_id", "locator", "words_mac", "recipients", "parts", "readers", "urgent"),
    "/cases/<case_id>/report": (),
    "/cases/<case_id>/contact": (),
    "/cases/<case_id>/files/<name>": (),
    "/cases/<case_id>/replies": ("number", "sealed"),
    "/cases/<case_id>/notes": ("kind", "number", "sealed", "to", "alone", "from"),
    "/cases/<case_id>/refused": ("count",),
    "/cases/<case_id>/move": ("to", "from", "until"),
    "/cases/<case_id>/step-back": ("sure",),
    "/cases/<case_id>/headers": (),
    "/cases/<case_id>/let-in": HEADS,
    "/cases/<case_id>/export": (),
    "/cases/<case_id>/erase": ("sure",),
    "/people/propose": ("what", "file", "role", "instead_of", "handle"),
    "/people/sign": ("text", "signature"),
    "/resealing": (),
    "/resealing/cases": ("after",),
    "/resealing/headers": ("cases",),
    "/resealing/<case_id>/files/<name>": (),
    "/sign-out": ("everywhere",),
    "/snippets": ("number", "sealed", "recipients"),
}
ODD = (
    *(None, [], {}, [[]], [None], [{"case": {}}], True, -1, 1e300, 10**30, float("nan")),
    *("", "\ud800", "\x00", "é", "9" * 5000),
)
PAGES_ALONE = {"/log/export"}
"""What a plain form of a page sends, not JSON."""


def test_every_address_that_takes_json_is_asked_here(app: Flask) -> None:
    taking = {rule.rule for rule in app.url_map.iter_rules() if rule.methods and "POST" in rule.methods}
    assert taking == {*FIELDS, *PAGES_ALONE}


def sound(house: House, path: str) -> dict[str, object]:
    """A body whose values all have a form that is looked at further."""
    ben = house.person("ben").fingerprint
    sealed = b64encode(MARK).decode()
    parts = dict.fromkeys(("report", "headline", "contact"), sealed)
    body: dict[str, object] = {
        "report_id": "0" * 32, "locator": "1" * 64, "words_mac": "2" * 64, "readers": "both", "urgent": "yes",
        "recipients": house.roster.recipients_hash(), "parts": parts, "number": 1, "sealed": sealed,
        "kind": "agreement", "to": 1, "alone": True, "joins": ben, "headers": {"part/report": sealed},
        "what": "add", "file": "x", "role": "reviewer", "handle": "ben", "text": "x", "signature": "AA==",
    }  # fmt: skip
    if path.endswith(("/move", "/notes")):
        body["from"] = "received"
    return body | ({"to": "waiting", "until": "2026-12-20"} if path.endswith("/move") else {})


@pytest.mark.parametrize("path", FIELDS)
def test_no_value_of_another_kind_makes_the_desk_fail(house: House, comes: Comes, path: str) -> None:
    deposit(house, "ada", "ben", on=date(2026, 11, 20))
    ada = comes("ada")
    ada.get("/inbox")
    (case_id,) = cases_of(rooms(house), house.person("ada").fingerprint)
    address = path.replace("<case_id>", case_id).replace("<name>", "file-1")
    proposals = [{"what": what} for what in ("add", "retire", "role")] if path == "/people/propose" else [{}]
    for given in proposals:
        for name in FIELDS[path]:
            for odd in ODD:
                answer = ada.post(address, sound(house, path) | given | {name: odd})
                assert answer.status_code < 500, (name, odd)
    for body in ODD:
        assert ada.post(address, body).status_code < 500, body
