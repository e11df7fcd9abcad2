"""Rosa writes again with her twelve words and without JavaScript: whatever goes wrong, her message comes home."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from reporting.mailbox.desk_thread import DeskThread
from reporting.mailbox.withdrawal import DeskWithdrawals, Withdrawals
from reporting.roster import Role
from reporting.sealing import HybridIdentity, NotARecipient
from tests.attachments import picture
from tests.house import FORM, House, Rosa, build, fields_of, key_of, words_of
from tests.postgres import only_sqlite


class Back:
    """Rosa at the page where things stand."""

    def __init__(self, house: House, **sent: str) -> None:
        self.house = house
        self.client = house.form().test_client()
        self.words = " ".join(words_of(Rosa(self.client).send(what_happened="He followed me.", **sent).text))

    def post(self, path: str, **fields: str) -> TestResponse:
        return self.client.post(path, data=fields, base_url=FORM, headers=dict(Rosa.HEADERS))

    def looks(self) -> TestResponse:
        return self.post("/receipt", words=self.words)

    def token(self) -> str:
        return fields_of(self.looks().text)["token"][0]

    def writes(self, text: str = "It was the small hall.", **other: str) -> TestResponse:
        fields = {"text": text, "words": self.words} | other
        return self.post("/receipt/message", **{"token": other.get("token") or self.token()} | fields)


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory, database: str | None) -> House:
    return build(tmp_path_factory.mktemp("house"), database=database)


@pytest.fixture
def rosa(house: House) -> Back:
    return Back(house)


def messages(house: House) -> list[bytes]:
    with house.mailbox().read() as session:
        return [one.sealed for one in DeskThread(session).messages(house.report_ids()[0])]


def test_it_is_sealed_to_her_readers_and_to_nobody_else(house: House) -> None:
    rosa = Back(house, readers="not-ben")
    page = rosa.writes()
    assert page.status_code == 200 and "It is sealed and sent" in page.text
    (sealed,) = messages(house)
    assert b"small hall" in key_of("ada").identity.open(sealed)
    assert b"small hall" in key_of("ines").identity.open(sealed)
    with pytest.raises(NotARecipient):
        key_of("ben").identity.open(sealed)


def test_the_page_never_holds_the_words_nor_what_was_written(rosa: Back) -> None:
    for page in (rosa.looks(), rosa.writes()):
        assert rosa.words not in page.text and "small hall" not in page.text


def test_the_same_message_twice_is_one_message(house: House, rosa: Back) -> None:
    rosa.writes()
    assert rosa.writes().status_code == 200
    assert len(messages(house)) == 1
    rosa.writes("And the second door.")
    assert len(messages(house)) == 2


def test_she_can_bring_files_and_is_told_what_became_of_each(house: House, rosa: Back) -> None:
    fields = {"text": "Here they are.", "words": rosa.words, "token": rosa.token()}
    files = [(BytesIO(data), "Rosa 2041.jpg") for data in (picture(), b"", b"MZ" + bytes(100))]
    page = rosa.client.post(
        "/receipt/message", data=fields | {"files": files}, base_url=FORM, headers=dict(Rosa.HEADERS)
    )
    assert page.status_code == 200 and "One of 3 files is sealed" in page.text
    assert page.text.count("Not sent.") == 2 and "“file-1.jpg”" in page.text and "2041" not in page.text
    (message,) = messages(house)
    assert b'"part":"file-1"' in key_of("ada").identity.open(message)
    assert key_of("ben").identity.open(house.file("file-1")).startswith(b"\xff\xd8\xff")


def test_the_same_message_without_its_files_is_still_the_same(house: House, rosa: Back) -> None:
    fields = {"text": "Here they are.", "words": rosa.words, "token": rosa.token()}
    sent = fields | {"files": [(BytesIO(picture()), "x")]}
    rosa.client.post("/receipt/message", data=sent, base_url=FORM, headers=dict(Rosa.HEADERS))
    assert rosa.writes("Here they are.").status_code == 200
    assert len(messages(house)) == 1
    rosa.writes("And more.")
    assert len(messages(house)) == 2


def test_an_error_that_nobody_foresaw_costs_no_word(rosa: Back, monkeypatch: pytest.MonkeyPatch) -> None:
    token = rosa.token()
    monkeypatch.setattr("reporting.intake.write_again", lambda *_, **__: 1 / 0)
    page = rosa.writes("It was the small hall.", token=token)
    assert page.status_code == 500
    kept = fields_of(page.text)
    assert (kept["text"], kept["words"]) == (["It was the small hall."], [rosa.words])


def test_files_that_are_too_many_cost_no_word_and_are_asked_for_again(house: House, rosa: Back) -> None:
    fields = {"text": "Here they are.", "words": rosa.words, "token": rosa.token(), "files_as": "as-is"}
    files = [(BytesIO(b"x"), "x")] * 11
    page = rosa.client.post(
        "/receipt/message", data=fields | {"files": files}, base_url=FORM, headers=dict(Rosa.HEADERS)
    )
    assert page.status_code == 400 and "More than 10 files came" in page.text and "choose them again" in page.text
    kept = fields_of(page.text)
    assert (kept["text"], kept["words"], kept["files_as"]) == ([fields["text"]], [rosa.words], ["as-is"])
    assert messages(house) == []


REFUSED = [
    ({"text": "  \n "}, 400, "nothing written yet"),
    ({"text": "x" * 50_001}, 400, "50,001 characters"),
    ({"words": "abandon"}, 400, "We count 1"),
    ({"words": "abandon " * 11 + "about"}, 404, "We know no report"),
    ({"token": "nonsense"}, 409, "send it once more"),
]


@pytest.mark.parametrize(("wrong", "status", "said"), REFUSED)
def test_a_refusal_keeps_message_and_words(
    house: House, rosa: Back, wrong: dict[str, str], status: int, said: str
) -> None:
    page = rosa.writes(**wrong)
    assert (page.status_code, messages(house)) == (status, [])
    assert said in page.text
    kept = fields_of(page.text)
    assert kept["text"][0].strip() == wrong.get("text", "It was the small hall.").strip()
    assert kept["words"][0].strip() == wrong.get("words", rosa.words).strip()
    again = {name: kept[name][0] for name in ("text", "words", "token")}
    sent = rosa.post("/receipt/message", **again | {"text": "It was the small hall.", "words": rosa.words})
    assert sent.status_code == 200 and len(messages(house)) == 1


def test_an_old_page_is_asked_once_more(house: House, rosa: Back) -> None:
    token = rosa.token()
    house.clock.advance(timedelta(days=3))
    page = rosa.writes(token=token)
    assert page.status_code == 409 and "It was the small hall." in page.text and messages(house) == []


def test_a_token_of_a_report_is_none_of_a_message(house: House, rosa: Back) -> None:
    front = fields_of(rosa.client.get("/", base_url=FORM).text)["token"][0]
    assert rosa.writes(token=front).status_code == 409
    assert messages(house) == []


def test_what_was_taken_back_takes_nothing_more_and_keeps_the_message(house: House, rosa: Back) -> None:
    token = rosa.token()
    with house.mailbox().write_rows() as rows:
        Withdrawals(rows).put(house.report_ids()[0], house.clock.today())
    page = rosa.writes(token=token)
    assert page.status_code == 409 and "Nothing can be added" in page.text and "small hall" in page.text
    assert messages(house) == [] and "Write to the readers again" not in rosa.looks().text


def test_what_was_asked_back_after_it_was_opened_takes_her_words(house: House, rosa: Back) -> None:
    with house.mailbox().write() as session:
        DeskWithdrawals(session).mark_opened(house.report_ids()[0])
    with house.mailbox().write_rows() as rows:
        Withdrawals(rows).put(house.report_ids()[0], house.clock.today())
    assert "Write to the readers again" in rosa.looks().text
    assert rosa.writes().status_code == 200 and len(messages(house)) == 1


@only_sqlite
def test_when_the_store_cannot_be_reached_the_message_stays(house: House, rosa: Back) -> None:
    token = rosa.token()
    (house.folder / "instance" / "mailbox" / "mailbox.db").rename(house.folder / "away.db")
    page = rosa.writes(token=token)
    assert page.status_code == 503 and "small hall" in page.text


def test_looking_with_the_locator_shows_nothing_opened(house: House, rosa: Back) -> None:
    from reporting.mailbox.receipt import Receipt

    locator = Receipt.from_words(rosa.words).locator.hex()
    page = rosa.post("/receipt", locator=locator)
    assert page.status_code == 200 and 'name="words"' not in page.text
    assert re.search(r'data-readers="[0-9a-z ]{105}"', page.text)
    assert rosa.post("/receipt", locator="0" * 64).status_code == 404
    for wrong in ("", "0" * 63, locator.upper(), "é" * 64):
        assert rosa.post("/receipt", locator=wrong).status_code == 400


def test_the_excluded_reviewer_is_not_among_the_readers_of_the_page(house: House) -> None:
    rosa = Back(house, readers="not-ben")
    ben = next(one for one in house.roster.people if one.role is Role.REVIEWER and one.handle == "ben")
    assert ben.fingerprint not in rosa.looks().text


def test_a_wrong_receipt_is_given_the_work_of_a_right_one(
    house: House, rosa: Back, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bytes] = []
    opens = HybridIdentity.open

    def counted(self: HybridIdentity, sealed: bytes) -> bytes:
        tried.append(sealed)
        return opens(self, sealed)

    monkeypatch.setattr(HybridIdentity, "open", counted)
    for words in (rosa.words, "abandon " * 11 + "about"):
        rosa.post("/receipt", words=words)
    assert len(tried) == 2
