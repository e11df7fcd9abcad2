"""`POST /sealed`: what only claims to be sealed, or has another form than it must have, is refused and not repeated."""

import json
import os
from collections.abc import Callable

import pytest

from reporting.intake.parts import report_parts
from reporting.sealing import armor, seal
from reporting.sealing.format import Stanza, base64_encode, write_header
from tests.form.sealing import FRAME, Parts, Sender, framed
from tests.house import House

TEXT = "He followed me."


def to_one(sender: Sender, plain: bytes) -> bytes:
    return seal(plain, sender.keys()[:1])


def to_three(sender: Sender, plain: bytes) -> bytes:
    return seal(plain, [*sender.keys(), *sender.keys()[:1]])


def with_a_classic_reader(sender: Sender, plain: bytes) -> bytes:
    """A hybrid stanza and a classic one: as strong as the weaker."""
    file_key = os.urandom(16)
    hybrid = sender.keys()[0].wrap(file_key)
    classic = Stanza("X25519", (base64_encode(os.urandom(32)).decode(),), os.urandom(32))
    return write_header(file_key, [hybrid, classic]) + seal(plain, sender.keys()).split(b"--- ")[1].split(b"\n", 1)[1]


def with_a_short_share(sender: Sender, plain: bytes) -> bytes:
    file_key = os.urandom(16)
    stanza = Stanza("mlkem768x25519", (base64_encode(os.urandom(1119)).decode(),), os.urandom(32))
    whole = seal(plain, sender.keys())
    return write_header(file_key, [stanza, stanza]) + whole.split(b"--- ")[1].split(b"\n", 1)[1]


def in_clear(_sender: Sender, plain: bytes) -> bytes:
    return plain


def only_its_first_line(_sender: Sender, plain: bytes) -> bytes:
    return b"age-encryption.org/v1\n" + plain


def armored(sender: Sender, plain: bytes) -> bytes:
    return armor(seal(plain, sender.keys()))


def one_byte_more(sender: Sender, plain: bytes) -> bytes:
    return seal(plain, sender.keys()) + b"\0"


def cut_short(sender: Sender, plain: bytes) -> bytes:
    return seal(plain, sender.keys())[:-1]


def not_padded(sender: Sender, plain: bytes) -> bytes:
    return seal(plain.rstrip(), sender.keys())


def of_the_next_odd_size(sender: Sender, plain: bytes) -> bytes:
    return seal(plain + b" ", sender.keys())


def far_too_long(sender: Sender, plain: bytes) -> bytes:
    return seal(plain.ljust(2**20), sender.keys())


def nothing(_sender: Sender, _plain: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("part", ["report", "headline", "contact"])
@pytest.mark.parametrize(
    "bend",
    [
        to_one, to_three, with_a_classic_reader, with_a_short_share, in_clear, only_its_first_line, armored,
        one_byte_more, cut_short, not_padded, of_the_next_odd_size, far_too_long, nothing,
    ],
)  # fmt: skip
def test_what_only_claims_to_be_sealed_is_refused_and_not_repeated(
    sender: Sender, house: House, part: str, bend: Callable[[Sender, bytes], bytes]
) -> None:
    written = sender.written(what_happened="canary", contact="canary")
    plain = report_parts(written, sender.receipt, sender.report_id, sender.names("both"))[part]
    refused = sender.post(sender.fields(written), sender.parts(written) | {part: bend(sender, plain)})
    assert (refused.status_code, house.report_ids()) == (400, [])
    assert "canary" not in refused.text
    assert sender.post(sender.fields(written), sender.parts(written)).status_code == 201, "the token is still good"


def without(name: str) -> Callable[[Parts], Parts]:
    return lambda parts: {one: sealed for one, sealed in parts.items() if one != name}


@pytest.mark.parametrize(
    "change",
    [
        without("report"),
        without("headline"),
        without("contact"),
        lambda parts: parts | {"message": parts["report"]},
        lambda parts: parts | {"file-2": parts["report"]},
        lambda parts: {},
        lambda parts: parts | {"headline": parts["report"]},
    ],
)
def test_other_parts_than_those_of_a_report_are_refused(
    sender: Sender, house: House, change: Callable[[Parts], Parts]
) -> None:
    written = sender.written(what_happened=TEXT)
    refused = sender.post(sender.fields(written), change(sender.parts(written)))
    assert (refused.status_code, house.report_ids()) == (400, [])


VALUES = ("", "0", "../../etc", "G" * 64, "A" * 32, "0" * 33, "0" * 65, "0" * 31 + "\n", "٣", "-1")
MISSHAPEN = dict.fromkeys(("report_id", "locator", "words_mac"), VALUES) | {
    "number": VALUES[2:]  # a report has no number, and 0 is none
}


@pytest.mark.parametrize("name", MISSHAPEN)
def test_values_of_another_form_are_refused(sender: Sender, house: House, name: str) -> None:
    written = sender.written(what_happened=TEXT)
    for value in MISSHAPEN[name]:
        refused = sender.post(sender.fields(written, **{name: value}), sender.parts(written))
        assert (refused.status_code, house.report_ids()) == (400, []), value
    assert sender.post(sender.fields(written), sender.parts(written)).status_code == 201


NO_FRAMES = (b"", b"{}", b"--x\r\n", b'--x\r\nContent-Disposition: form-data; name="report"', b"\xff" * 99)


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain", FRAME]
)
def test_a_body_of_another_kind_is_refused(sender: Sender, house: House, kind: str) -> None:
    for body in NO_FRAMES:
        assert (sender.hand(body, kind).status_code, house.report_ids()) == (400, []), body


def test_the_right_body_is_taken_under_no_other_kind(sender: Sender, house: House) -> None:
    """A kind that pages elsewhere may send without asking first (fetch.spec.whatwg.org) is none of ours."""
    written = sender.written(what_happened=TEXT)
    body = sender.body(sender.fields(written), sender.parts(written))
    for kind in ("text/plain", "multipart/form-data; boundary=x", ""):
        assert (sender.hand(body, kind).status_code, house.report_ids()) == (400, [])
    assert sender.hand(body).status_code == 201


def test_a_part_or_a_choice_that_comes_twice_is_refused(sender: Sender, house: House) -> None:
    """Whoever stands between could read another of the two than we do."""
    written = sender.written(what_happened=TEXT)
    fields, parts = sender.fields(written), sender.parts(written)
    whole = sender.body(fields, parts)
    sizes = [[name, len(sealed)] for name, sealed in parts.items()]
    said = json.dumps(fields | {"parts": sizes}).encode()
    thrice = framed(fields | {"parts": [*sizes, sizes[0]]}, *parts.values(), parts["report"])
    for second in (b'"readers": "not-ben"', b'"urgent": "yes"', b'"parts": []'):
        twice = said[:-1] + b", " + second + b"}"
        body = len(twice).to_bytes(4, "big") + twice + b"".join(parts.values())
        assert (sender.hand(body).status_code, house.report_ids()) == (400, []), second
    assert (sender.hand(thrice).status_code, house.report_ids()) == (400, [])
    assert sender.hand(whole).status_code == 201


SIZES: list[Callable[[dict[str, int]], object]] = [
    lambda sizes: None,
    lambda sizes: sizes,
    lambda sizes: [*sizes.items(), ("file-1", 1)],
    lambda sizes: list(sizes.items())[:-1],
    lambda sizes: [(name, size + 1) for name, size in sizes.items()],
    lambda sizes: [(name, size - 1) for name, size in sizes.items()],
    lambda sizes: [(name, float(size)) for name, size in sizes.items()],
    lambda sizes: [(name, str(size)) for name, size in sizes.items()],
    lambda sizes: [*sizes.items(), ("file-1", 0)],
    lambda sizes: [*sizes.items(), ("file-1", 10), ("file-2", -10)],
    lambda sizes: [*sizes.items(), ("file-1", True), ("file-2", -1)],
    lambda sizes: [(name, size, 0) for name, size in sizes.items()],
    lambda sizes: [list(sizes), list(sizes.values())],
    lambda sizes: 10**400,
    lambda sizes: "ab",
]


@pytest.mark.parametrize("bend", SIZES)
def test_sizes_that_do_not_add_up_are_refused(
    sender: Sender, house: House, bend: Callable[[dict[str, int]], object]
) -> None:
    written = sender.written(what_happened=TEXT)
    fields, parts = sender.fields(written), sender.parts(written)
    sizes = {name: len(sealed) for name, sealed in parts.items()}
    body = framed(fields | {"parts": bend(sizes)}, *parts.values())
    assert (sender.hand(body).status_code, house.report_ids()) == (400, [])


@pytest.mark.parametrize(
    "head", [b"[]", b"1", b'"x"', b"null", b"[" * 16_000, b'{"a":' * 3_000, b"\xff", b"9" * 5_000, b'{"parts": []} x']
)
def test_a_head_that_is_none_is_refused(sender: Sender, house: House, head: bytes) -> None:
    body = len(head).to_bytes(4, "big") + head
    assert (sender.hand(body).status_code, house.report_ids()) == (400, [])


@pytest.mark.parametrize("name", ["readers", "recipients", "token", "ripening", "work", "of our own"])
def test_a_value_that_no_page_says_is_refused(sender: Sender, house: House, name: str) -> None:
    written = sender.written(what_happened=TEXT)
    fields: dict[str, object] = dict(sender.fields(written))
    for value in ("\ud800", "é", ["both"], 1, None, {"a": 1}):
        refused = sender.post(fields | {name: value}, sender.parts(written))
        assert (refused.status_code, house.report_ids()) == (400, []), value


@pytest.mark.parametrize("left", [0, 3, 4, 5, 100, 900, 20_000])
def test_a_frame_that_ends_early_is_refused(sender: Sender, house: House, left: int) -> None:
    written = sender.written(what_happened=TEXT)
    body = sender.body(sender.fields(written), sender.parts(written))
    assert (sender.hand(body[:left]).status_code, house.report_ids()) == (400, [])


def test_too_much_is_refused(sender: Sender, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reporting.form.sealed.WITH_FILES", 4_500_000)
    written = sender.written(what_happened=TEXT)
    answer = sender.post(sender.fields(written), sender.parts(written) | {"report": b"x" * 5_000_000})
    assert (answer.status_code, house.report_ids()) == (413, [])
