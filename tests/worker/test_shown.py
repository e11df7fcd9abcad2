"""What Rosa sees of it when she comes back."""

import re
from base64 import b64decode
from datetime import timedelta
from itertools import pairwise

from werkzeug.test import TestResponse

from reporting.accesslog.proof_file import ProofFile
from tests.house import FORM, House, Rosa, log_key, words_of
from tests.worker.reading import MORNING


def come_back(rosa: Rosa, words: str) -> TestResponse:
    return rosa.client.post("/receipt", data={"words": words}, base_url=FORM, headers=dict(Rosa.HEADERS))


def test_from_the_next_day_on_rosa_sees_that_her_report_is_in_the_log_and_may_keep_the_proof(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    words = " ".join(words_of(rosa.send(what_happened="He followed me.").text))
    house.work()
    first = come_back(rosa, words).text
    assert "From Tuesday 24 November 2026 on, this page also shows" in first and "data:text" not in first
    house.clock.advance(MORNING)
    house.work()
    then = come_back(rosa, words).text
    assert "Since Tuesday 24 November 2026 your report is in the access log" in then
    (saved,) = re.findall(r'<a download="proof.txt" href="data:text/plain;base64,([^"]+)">', then)
    proof = ProofFile.parse(b64decode(saved))
    assert proof.check(log_key().verifier).size == 128
    assert f"index {proof.index}" in then  # in the open, too
    listed = words.split()  # one of them may stand on the page by chance, two in a row may not
    assert not any(f"{one} {two}" in then for one, two in pairwise(listed))


def test_when_the_log_does_not_come_rosa_is_told_that_something_is_wrong(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    words = " ".join(words_of(rosa.send(what_happened="He followed me.").text))
    house.clock.advance(timedelta(days=2))
    assert "It is not there yet" in come_back(rosa, words).text


def test_rosa_sees_only_the_proof_of_her_own_report(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    mine = " ".join(words_of(rosa.send(what_happened="He followed me.").text))
    others = " ".join(words_of(rosa.send(what_happened="Somebody else's.").text))
    house.clock.advance(MORNING)
    house.work()
    pages = [come_back(rosa, words).text for words in (mine, others)]
    proofs = [re.findall(r"base64,([^\"]+)\"", page) for page in pages]
    assert len(proofs[0]) == len(proofs[1]) == 1 and proofs[0] != proofs[1]
