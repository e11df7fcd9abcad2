"""The roster under a running form: taken up when it changes, and never sealed to when it does not verify."""

import time

import pytest

from reporting.form import create_app
from reporting.form.factory import ROSTER_SECONDS
from reporting.intake import UnusableRecipient
from tests.house import House, Rosa


def test_a_roster_that_stops_verifying_closes_the_page_and_gives_every_word_back(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.visit()
    note = house.keys / "roster"
    good = note.read_bytes()
    note.write_bytes(good.replace(b"ethics board", b"ethics bored"))
    time.sleep(ROSTER_SECONDS)
    refused = rosa.send_again(what_happened="He followed me.")
    assert refused.status_code == 503
    assert "He followed me." in refused.text
    assert house.report_ids() == []
    note.write_bytes(good)
    time.sleep(ROSTER_SECONDS)
    assert rosa.send(what_happened="He followed me.").status_code == 200


def test_a_form_that_cannot_seal_to_somebody_does_not_start(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from reporting.sealing import BadRecipient, Recipient

    def refuse(_text: str) -> Recipient:
        raise BadRecipient("not a valid public key")

    monkeypatch.setattr("reporting.intake.recipients.Recipient.parse", refuse)
    monkeypatch.setattr("reporting.intake.recipients._recipient", refuse)
    with pytest.raises(UnusableRecipient, match="holds no key that can be sealed to"):
        create_app(house.settings.form(), house.clock)
