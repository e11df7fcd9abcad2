"""The bytes of an entry: canonical, of a grain that fits the tag, and never more than the facts."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from reporting.accesslog import Facts, MalformedEntry, Tag, commitment
from reporting.accesslog.entries import DAILY, when

AT = datetime(2026, 11, 23, 14, 5, 59, 123456, tzinfo=UTC)
OPENED = b'{"at":"2026-11-23T14:05Z","case":"7QK4-M2XR","person":"k7f2","tag":"report:open"}'


def test_the_bytes_are_canonical_json() -> None:
    facts = Facts(Tag.REPORT_OPEN, when(Tag.REPORT_OPEN, AT), person="k7f2", case="7QK4-M2XR")
    assert facts.to_bytes() == OPENED
    assert Facts.parse(OPENED) == facts


@pytest.mark.parametrize("tag", Tag)
def test_time_has_the_grain_of_its_tag(tag: Tag) -> None:
    assert when(tag, AT) == ("2026-11-23" if tag in DAILY else "2026-11-23T14:05Z")


def test_what_reporters_do_and_fillers_are_days_only() -> None:
    assert {Tag.REPORT_DEPOSIT, Tag.REPORT_WITHDRAW, Tag.FILLER} == DAILY


def test_time_is_in_utc_wherever_the_machine_stands() -> None:
    there = AT.astimezone(timezone(timedelta(hours=14)))
    assert when(Tag.REPORT_OPEN, there) == "2026-11-23T14:05Z"


def test_a_commitment_binds_to_salt_and_text_and_shows_neither() -> None:
    salt, said = bytes(32), b"acknowledged"
    made = commitment(salt, said)
    assert made == commitment(salt, said)
    assert made != commitment(b"\1" + salt[1:], said)
    assert made != commitment(salt, b"concluded")
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(salt + said[:1], said[1:])


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        OPENED + b" ",
        OPENED.replace(b'":"', b'": "'),
        OPENED.replace(b"report:open", b"report:shut"),
        OPENED.replace(b"2026-11-23T14:05Z", b"2026-11-23T14:05:59Z"),
        OPENED.replace(b'"case":"7QK4-M2XR"', b'"case":7'),
        OPENED.replace(b'"case":"7QK4-M2XR"', b'"case":""'),
        OPENED.replace(b'"case"', b'"cast"'),
        OPENED.replace(b'"person"', b'"count":0,"person"'),
        OPENED.replace(b'"person"', b'"count":true,"person"'),
        OPENED.replace(b'"person"', b'"commitment":"ab","person"'),
        b'{"tag":"filler","at":"2026-11-23"}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_other_bytes_are_no_entry(stored: bytes) -> None:
    with pytest.raises(MalformedEntry):
        Facts.parse(stored)


def test_no_depth_of_nesting_brings_another_error() -> None:
    for depth in range(1, 1100):
        with pytest.raises(MalformedEntry):
            Facts.parse(OPENED.replace(b'"k7f2"', b"[" * depth + b"]" * depth))


def test_the_tags_are_those_of_the_pages() -> None:
    wanted = (
        "sign-in:accept sign-in:refuse inbox:list report:open attachment:open contact:open conflict:declare case:move "
        "note:add reply:send decision:propose decision:agree case:export case:hold report:enter report:erase "
        "part:refuse report:deposit report:withdraw roster:change settings:change log:export restore:declare filler"
    )
    assert {str(tag) for tag in Tag} == set(wanted.split())


def test_keys_come_in_the_same_order_in_every_process() -> None:
    facts = Facts(Tag.CASE_MOVE, "2026-11-23T14:05Z", "p", "7QK4-M2XR", "ab" * 32, 3)
    assert list(json.loads(facts.to_bytes())) == ["at", "case", "commitment", "count", "person", "tag"]
