"""Rosa comes back with her twelve words."""

import time
from collections.abc import Callable
from statistics import median

import pytest
from mnemonic import Mnemonic
from sqlalchemy import update

from reporting.config import FormSettings
from reporting.db import MailboxBase, Store
from reporting.form.statuses import STATUSES
from reporting.mailbox.models import Deposit
from tests.form.browser import Browser
from tests.form.mailbox import Stored


@pytest.fixture
def words(rosa: Browser) -> list[str]:
    return rosa.write(what_happened="He wrote again.").receipt.split()


def look(rosa: Browser, text: str) -> tuple[int, str]:
    page = rosa.post({"words": text}, "/receipt")
    return page.status, page.text


def test_where_it_stands(rosa: Browser, words: list[str]) -> None:
    status, text = look(rosa, " ".join(words))
    assert status == 200
    for said in ("not yet read", "Monday 23 November 2026", "Monday 30 November 2026", "Sunday 28 February 2027"):
        assert said in text
    assert "He wrote again" not in text


@pytest.mark.parametrize(
    "typed",
    [
        lambda w: " ".join(w).upper(),
        lambda w: "-".join(w),
        lambda w: "\n".join(f"{n}. {word}," for n, word in enumerate(w, 1)),
        lambda w: "  ".join(word[:4] for word in w) + "\n",
    ],
)
def test_the_words_are_read_as_people_type_them(
    rosa: Browser, words: list[str], typed: Callable[[list[str]], str]
) -> None:
    assert look(rosa, typed(words))[0] == 200


def test_a_slip_is_named_and_what_was_typed_stays(rosa: Browser, words: list[str]) -> None:
    slip = [*words[:4], "xylofon", *words[5:]]
    page = rosa.post({"words": " ".join(slip)}, "/receipt")
    assert page.status == 400
    assert "Word 5, “xylofon”, is not on our list." in page.text
    assert page.fields["words"] == " ".join(slip)
    assert page.alert is not None
    assert look(rosa, " ".join(words[:11]))[0] == 400
    assert "We count 11" in look(rosa, " ".join(words[:11]))[1]


def test_words_that_do_not_belong_together(rosa: Browser) -> None:
    status, text = look(rosa, " ".join(["zoo"] * 12))
    assert status == 400
    assert "do not belong together" in text


def test_words_of_no_report(rosa: Browser, words: list[str]) -> None:
    status, text = look(rosa, Mnemonic("english").to_mnemonic(b"\7" * 16))
    assert status == 404
    assert "no report under these words" in text


def test_the_words_never_stand_in_an_address(rosa: Browser, words: list[str]) -> None:
    page = rosa.get("/receipt")
    (form,) = page.all("form")
    assert form["method"] == "post"
    assert rosa.get(f"/receipt?words={'+'.join(words)}").fields["words"] == ""


def test_looking_leaves_no_trace(rosa: Browser, words: list[str], stored: Callable[[], Stored]) -> None:
    before = stored()
    look(rosa, " ".join(words))
    assert stored() == before


def test_a_day_that_was_kept_is_not_one_to_wait_for(rosa: Browser, words: list[str], settings: FormSettings) -> None:
    store = Store.open(settings.mailbox_url, MailboxBase)
    shown = {}
    for status in ("received", "acknowledged", "concluded"):
        with store.write() as session:
            session.execute(update(Deposit).values(status=status))
        _, shown[status] = look(rosa, " ".join(words))
    store.close()
    read, dealt = "By then one of us should have read it", "By then we should have dealt with it"
    assert {status: (read in text, dealt in text) for status, text in shown.items()} == {
        "received": (True, True),
        "acknowledged": (False, True),
        "concluded": (False, False),
    }


def test_what_lies_on_the_pile_says_on_which_day_it_is_erased(
    rosa: Browser, words: list[str], settings: FormSettings
) -> None:
    told = "If nobody takes it from the pile, it is erased on Wednesday 23 December 2026."
    assert told not in look(rosa, " ".join(words))[1]
    store = Store.open(settings.mailbox_url, MailboxBase)
    with store.write() as session:
        session.execute(update(Deposit).values(suspected=True))
    store.close()
    assert told in look(rosa, " ".join(words))[1]


def test_every_status_has_words_of_its_own(rosa: Browser, words: list[str], settings: FormSettings) -> None:
    store, seen = Store.open(settings.mailbox_url, MailboxBase), set()
    for status in STATUSES:
        with store.write() as session:
            session.execute(update(Deposit).values(status=status))
        seen.add(look(rosa, " ".join(words))[1])
    assert len(seen) == len(STATUSES)


def test_a_wrong_receipt_costs_what_a_right_one_costs(rosa: Browser, words: list[str]) -> None:
    """Only a coarse look, so that a busy machine does not fail it: neither may take twice the time of the other."""
    right, wrong = " ".join(words), Mnemonic("english").to_mnemonic(b"\7" * 16)

    def cost(text: str) -> float:
        started = time.perf_counter()
        look(rosa, text)
        return time.perf_counter() - started

    pairs = [(cost(right), cost(wrong)) for _ in range(25)]
    ratio = median(a for a, _ in pairs) / median(b for _, b in pairs)
    assert 0.5 < ratio < 2


def test_a_store_that_is_gone(rosa: Browser, words: list[str], gone: Callable[[], None]) -> None:
    gone()
    page = rosa.post({"words": " ".join(words)}, "/receipt")
    assert page.status == 503
    assert page.fields["words"] == " ".join(words)


@pytest.mark.parametrize("headers", [{"Sec_Fetch_Site": "cross-site"}])
def test_a_post_from_elsewhere_is_refused(rosa: Browser, words: list[str], headers: dict[str, str]) -> None:
    assert rosa.post({"words": " ".join(words)}, "/receipt", **headers).status == 403


def test_who_took_it_back_is_not_promised_that_it_stays_to_be_seen(rosa: Browser) -> None:
    words = rosa.write(what_happened="I thought better of it.").receipt
    promised = "this page also shows that your report is in the access log"
    assert promised in rosa.post({"words": words}, "/receipt").text
    asked = rosa.post({"words": words}, "/receipt/withdraw")
    gone = rosa.post({**asked.fields, "sure": "yes"}, "/receipt/withdraw")
    assert "Tonight it is erased from our store." in gone.text and promised not in gone.text
