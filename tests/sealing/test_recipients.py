"""Who can be sealed to, and how their keys are written."""

import hashlib
import os
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.sealing import (
    BadHeader,
    BadIdentity,
    BadKeyText,
    BadRecipient,
    ClassicRecipient,
    HybridIdentity,
    MixedRecipients,
    NoRecipients,
    NotARecipient,
    Recipient,
    SealingError,
    X25519Identity,
    bech32,
    read_recipients,
    seal,
    throwaway_recipient,
)
from reporting.sealing.format import Stanza, read_header

CLASSIC = "age1cy0su9fwf3gf9mw868g5yut09p6nytfmmnktexz2ya5uqg9vl9sss4euqm"


def test_a_recipient_is_read_back_as_it_is_written(ada: HybridIdentity) -> None:
    recipient = Recipient.parse(str(ada.recipient))
    assert str(recipient).startswith("age1pq1")
    assert len(str(recipient)) == 1959
    assert recipient == ada.recipient
    assert hash(recipient) == hash(ada.recipient)
    assert recipient != throwaway_recipient()
    assert len(recipient.raw) == 1216
    assert repr(recipient) == f"<Recipient {str(recipient)[:16]}…>"


def test_an_identity_is_read_back_and_never_shown(ada: HybridIdentity) -> None:
    seed = os.urandom(32)
    identity = HybridIdentity.from_seed(seed)
    text = identity.secret_text()
    assert HybridIdentity.parse(text).recipient == identity.recipient
    for shown in (repr(identity), str(identity), f"{identity}", repr([identity])):
        assert text[18:30] not in shown
        assert seed.hex()[:12] not in shown
    assert not hasattr(identity, "__dict__")


def test_each_of_the_recipients_opens_and_nobody_else(
    ada: HybridIdentity, ben: HybridIdentity, ines: HybridIdentity
) -> None:
    sealed = seal(b"words", [ada.recipient, ines.recipient])
    assert ada.open(sealed) == ines.open(sealed) == b"words"
    with pytest.raises(NotARecipient):
        ben.open(sealed)


def test_a_thrown_away_key_looks_like_any_other(ada: HybridIdentity, ben: HybridIdentity) -> None:
    one = seal(b"words", [ada.recipient, throwaway_recipient()])
    two = seal(b"words", [ada.recipient, ben.recipient])
    assert len(one) == len(two)
    assert ada.open(one) == b"words"


def test_classic_recipients_are_refused_by_name() -> None:
    with pytest.raises(ClassicRecipient):
        Recipient.parse(CLASSIC)


def test_a_mixed_list_is_refused_whole(ada: HybridIdentity) -> None:
    with pytest.raises(ClassicRecipient):
        read_recipients(f"{ada.recipient}\n{CLASSIC}\n")
    with pytest.raises(MixedRecipients):
        seal(b"words", [ada.recipient, cast(Recipient, CLASSIC)])
    with pytest.raises(MixedRecipients):
        seal(b"words", [ada.recipient, cast(Recipient, X25519Identity(os.urandom(32)))])
    with pytest.raises(NoRecipients):
        seal(b"words", [])


def test_recipients_that_can_be_read_once_only_are_not_lost(ada: HybridIdentity) -> None:
    once = (recipient for recipient in [ada.recipient])
    assert ada.open(seal(b"words", cast(list[Recipient], once))) == b"words"


def test_a_recipients_file_has_comments_and_blank_lines(ada: HybridIdentity, ben: HybridIdentity) -> None:
    text = f"# Ada Lindqvist\n{ada.recipient}\n\n# Ben\r\n  {ben.recipient}\r\n"
    assert read_recipients(text) == [ada.recipient, ben.recipient]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", BadKeyText),
        ("age1pq1", BadKeyText),
        ("1qqqqqqqqqq", BadKeyText),
        ("age1pq1\u0430", BadKeyText),
        ("age1pq1" + "q" * 5000, BadKeyText),
        (bech32.encode("age1pq", bytes(1215)), BadRecipient),
        (bech32.encode("age1tagpq", bytes(1216)), BadRecipient),
        (bech32.encode("age1pq", b"\xff" * 1216), BadRecipient),
    ],
)
def test_what_is_no_recipient_is_refused(text: str, error: type[SealingError]) -> None:
    with pytest.raises(error):
        Recipient.parse(text)


def test_a_recipient_is_written_in_lower_case_and_an_identity_in_upper(ada: HybridIdentity) -> None:
    with pytest.raises(BadRecipient):
        Recipient.parse(str(ada.recipient).upper())
    with pytest.raises(BadIdentity):
        HybridIdentity.parse(ada.secret_text().lower())
    mixed = str(ada.recipient)
    with pytest.raises(BadKeyText, match="mixed"):
        Recipient.parse(mixed[:20] + mixed[20:].upper())


def test_kinds_of_identity_are_not_mistaken(ada: HybridIdentity) -> None:
    with pytest.raises(BadIdentity):
        X25519Identity.parse(ada.secret_text())
    with pytest.raises(BadIdentity):
        HybridIdentity.parse(bech32.encode("age-secret-key-", bytes(32)).upper())
    with pytest.raises(BadIdentity):
        HybridIdentity.from_seed(bytes(31))
    with pytest.raises(BadIdentity):
        X25519Identity(bytes(33))


@pytest.mark.parametrize("share", [bytes(32), b"\x01" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"])
def test_a_point_of_low_order_is_no_recipient_and_no_share(
    ada: HybridIdentity, ben: HybridIdentity, share: bytes
) -> None:
    with pytest.raises(BadRecipient):
        Recipient(ada.recipient.raw[:1184] + share)
    (stanza,) = read_stanzas(seal(b"words", [ben.recipient]))
    from reporting.sealing.format import base64_decode, base64_encode

    enc = base64_decode(stanza.arguments[0].encode())[:1088] + share
    with pytest.raises(BadHeader, match="low order"):
        ada.unwrap(Stanza(stanza.type, (base64_encode(enc).decode(),), stanza.body))


def read_stanzas(sealed: bytes) -> tuple[Stanza, ...]:
    from io import BytesIO

    return read_header(BytesIO(sealed)).stanzas


@given(st.binary(max_size=1300))
def test_bech32_comes_back(data: bytes) -> None:
    prefix = "age1" + hashlib.sha256(data).hexdigest()[:5]
    assert bech32.decode(bech32.encode(prefix, data)) == (prefix, data)


@pytest.mark.parametrize(
    ("text", "prefix", "data"),
    [  # https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
        ("A12UEL5L", "A", ""),
        ("a12uel5l", "a", ""),
        ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", "00443214c74254b635cf84653a56d7c675be77df"),
        ("an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
         "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio", ""),
    ],
)  # fmt: skip
def test_bech32_agrees_with_its_specification(text: str, prefix: str, data: str) -> None:
    assert bech32.decode(text) == (prefix, bytes.fromhex(data))


@pytest.mark.parametrize(
    "text",
    [
        "A1G7SGD8",
        "10a06t8",
        "1qzzfhee",
        "x1b4n0q5v",
        "pzry9x0s0muk",
        "1pzry9x0s0muk",
        "li1dgmt3",
        "abc1rzg",
        "\x201nwldj5",
    ],
)
def test_bech32_refuses_what_its_specification_refuses(text: str) -> None:
    with pytest.raises(BadKeyText):
        bech32.decode(text)


def test_bech32_has_one_spelling() -> None:
    """Five bits too many, or a bit in the padding, would give two texts for one key."""
    for words in ([0] * 8 + [0], [0, 0, 0, 1], [0]):
        checksum = bech32._polymod([*bech32._expand("age"), *words, 0, 0, 0, 0, 0, 0]) ^ 1
        tail = [*words, *(checksum >> shift & 31 for shift in range(25, -1, -5))]
        with pytest.raises(BadKeyText, match="canonical"):
            bech32.decode("age1" + "".join(bech32.CHARSET[word] for word in tail))
