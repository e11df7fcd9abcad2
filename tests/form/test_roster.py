"""The roster under a running form: taken up when it changes, and never sealed to when it does not verify."""

import gc
import time
import weakref
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from reporting.form import create_app
from reporting.form.factory import ROSTER_SECONDS
from reporting.intake import UnusableRecipient
from reporting.mailbox.models import Reader
from reporting.roster import Person, Role, RosterError
from reporting.roster.changes import Proposal
from reporting.roster.effect import propose, take_effect
from reporting.roster.folder import read_keys
from reporting.roster.watch import Rosters
from tests.house import FORM, House, Rosa, key_of, newcomer


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


def test_while_it_does_not_verify_nothing_of_a_request_is_kept_in_memory(house: House) -> None:
    rosters = Rosters(house.keys, lambda _line: None)
    (house.keys / "roster").write_text("broken")
    left: list[weakref.ref[set[str]]] = []

    def asks() -> None:
        words = Words({"He followed me."})
        left.append(weakref.ref(words))
        with suppress(RosterError):
            rosters.current()

    for _ in range(3):
        asks()
    gc.collect()
    assert [kept() for kept in left] == [None] * 3


def test_who_has_left_reads_nothing_that_is_sent_from_that_moment_on(house: House) -> None:
    rosa, ines = Rosa(house.form().test_client()), house.person("ines").fingerprint
    rosa.send(what_happened="He followed me.", readers="not-ada")
    change(house, without="ines")
    assert rosa.send(what_happened="He followed me again.", readers="not-ada").status_code == 200
    with house.mailbox().read() as session:
        theirs = session.scalars(select(Reader.report_id).where(Reader.fingerprint == ines)).all()
    assert len(house.report_ids()) == 2 and len(theirs) == 1


class Words(set[str]):
    """What a request carries; a plain set cannot be looked for afterwards."""


def change(house: House, *, seating: Person | None = None, without: str = "") -> None:
    """A next roster, signed by Ada, of the day that the house has."""
    keys, today = read_keys(house.keys), house.clock.today()
    assert keys.listing
    proposal = Proposal.following(keys.listing, keys.notes[-1], today)
    if seating:
        proposal = proposal.seating(seating.seat, today)
    if without:
        proposal = proposal.without(without, today)
    propose(house.keys, keys, proposal, seating)
    take_effect(house.keys, read_keys(house.keys), proposal.signed(key_of("ada")))


def said(house: House, path: str = "/") -> str:
    return house.form().test_client().get(path, base_url=FORM).text


def test_a_change_of_readers_is_announced_for_a_month(house: House) -> None:
    assert "This changed on" not in said(house), "a first roster changed nobody"
    house.clock.advance(timedelta(days=10))
    change(house, seating=newcomer("ben", "Ben Okafor", Role.REVIEWER, key="ben, anew"))
    for path, words in (
        ("/", "This changed on 3 December 2026."),
        ("/fr/", "3 décembre 2026"),
        ("/de/", "3. Dezember 2026"),
        ("/ar/", "3 ديسمبر 2026"),
    ):
        assert words in said(house, path)
    house.clock.advance(timedelta(days=30))
    assert "This changed on 3 December 2026." in said(house)
    house.clock.advance(timedelta(days=1))
    assert "This changed on" not in said(house)


def test_how_long_it_is_announced_is_a_setting(house: House) -> None:
    change(house, without="ines")
    file = house.folder / "instance" / "reporting.toml"
    file.write_text(file.read_text().replace("[form]\n", "[form]\nannounce_days = 3\n"))
    house.clock.advance(timedelta(days=3))
    assert "This changed on 23 November 2026." in said(house)
    house.clock.advance(timedelta(days=1))
    assert "This changed on" not in said(house)


def test_a_new_auditor_does_not_change_who_reads(house: House) -> None:
    change(house, seating=newcomer("kim", "Kim Ode", Role.AUDITOR))
    assert "This changed on" not in said(house)
    change(house, without="ines")
    change(house, without="kim")
    assert "This changed on 23 November 2026." in said(house), "a later change of auditors does not hide it"


@pytest.mark.parametrize("prefix", ["/", "/fr/", "/de/", "/ar/"])
def test_the_first_view_stays_small_while_it_is_announced(prefix: str, house: House) -> None:
    change(house, without="ines")
    answer = house.form().test_client().get(prefix, base_url=FORM, headers={"Accept-Encoding": "gzip"})
    headers = sum(len(name) + len(value) + 4 for name, value in answer.headers)
    assert len(answer.get_data()) + headers <= 14_000


def test_a_form_that_cannot_seal_to_somebody_does_not_start(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from reporting.sealing import BadRecipient, Recipient

    def refuse(_text: str) -> Recipient:
        raise BadRecipient("not a valid public key")

    monkeypatch.setattr("reporting.intake.recipients.Recipient.parse", refuse)
    monkeypatch.setattr("reporting.intake.recipients._recipient", refuse)
    with pytest.raises(UnusableRecipient, match="holds no key that can be sealed to"):
        create_app(house.settings.form(), house.clock)
