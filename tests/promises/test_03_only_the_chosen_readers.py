"""Promise 3: only the chosen readers. Whoever is left out finds no case, no count and no stanza."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from reporting.accesslog import Facts, Tag
from reporting.accesslog.proof_file import ProofFile
from reporting.sealing import HYBRID, SealingError, inspect
from tests.house import House, Reader, Rosa, build, key_of
from tests.worker.reading import checkpoints, tagged

CHOICES = {
    "both": ("ada", "ben"),
    "not-ada": ("ben", "ines"),
    "not-ben": ("ada", "ines"),
    "neither": ("ines", "noor"),
}
PARTS = ("report", "headline", "contact")


@pytest.mark.parametrize(("choice", "readers"), CHOICES.items())
def test_each_part_has_two_stanzas_and_only_the_chosen_can_open_it(
    house: House, choice: str, readers: tuple[str, ...]
) -> None:
    Rosa(house.form().test_client()).send(what_happened="He followed me.", readers=choice)
    for part in PARTS:
        assert inspect(house.sealed(part)) == [HYBRID, HYBRID]
        for handle in ("ada", "ben", "ines", "noor", "olu"):
            if handle in readers:
                house.open_as(handle, part)
            else:
                with pytest.raises(SealingError):
                    house.open_as(handle, part)


def test_with_no_alternate_the_second_stanza_opens_for_nobody_of_the_roster(tmp_path: Path) -> None:
    alone = build(tmp_path / "alone", handles=("ada", "ben"))
    Rosa(alone.form().test_client()).send(what_happened="He followed me.", readers="not-ben")
    assert inspect(alone.sealed("report")) == [HYBRID, HYBRID]
    alone.open_as("ada", "report")
    with pytest.raises(SealingError):
        key_of("ben").identity.open(alone.sealed("report"))


def signed_in(house: House, handle: str) -> Reader:
    reader = Reader(house.desk().test_client(), handle)
    assert reader.sign_in().status_code == 200
    return reader


def case_ids(page: str) -> list[str]:
    return re.findall(r"/cases/([0-9A-Z]{4}-[0-9A-Z]{4})", page)


def test_the_excluded_reviewer_sees_the_same_inbox_as_if_nothing_had_come(house: House) -> None:
    ben = signed_in(house, "ben")
    before = ben.get("/inbox").text
    Rosa(house.form().test_client()).send(what_happened="It was Ben.", readers="not-ben")
    after = ben.get("/inbox").text
    assert after == before

    ada = signed_in(house, "ada")
    assert case_ids(ada.get("/inbox").text), "nobody sees it, so that he does not shows nothing"
    assert ben.get("/inbox").text == before


def test_every_door_to_the_case_answers_the_excluded_as_if_it_did_not_exist(house: House) -> None:
    Rosa(house.form().test_client()).send(what_happened="It was Ben.", readers="not-ben")
    ada, ben = signed_in(house, "ada"), signed_in(house, "ben")
    (case,) = set(case_ids(ada.get("/inbox").text))
    nowhere = "0000-0000"
    for path, body in (("report", {}), ("contact", {}), ("move", {"to": "acknowledged"})):
        his, none = ben.post(f"/cases/{case}/{path}", body), ben.post(f"/cases/{nowhere}/{path}", body)
        assert his.status_code == none.status_code == 404
        assert his.data == none.data
    his, none = ben.get(f"/cases/{case}"), ben.get(f"/cases/{nowhere}")
    assert his.status_code == none.status_code == 404
    assert his.data == none.data
    told = ben.post("/inbox/headlines", {"cases": [case]})
    unknown = ben.post("/inbox/headlines", {"cases": [nowhere]})
    assert (told.status_code, told.data) == (unknown.status_code, unknown.data)
    assert ada.post(f"/cases/{case}/report").status_code == 200, "nobody gets in, so the refusals show nothing"


def test_the_excluded_reviewers_own_entries_do_not_tell_of_it(house: House, tmp_path: Path) -> None:
    Rosa(house.form().test_client()).send(what_happened="It was Ben.", readers="not-ben")
    ada, ben = signed_in(house, "ada"), signed_in(house, "ben")
    (case,) = set(case_ids(ada.get("/inbox").text))
    ada.post(f"/cases/{case}/report")
    assert case in ada.get("/log").text
    assert case not in ben.get("/log").text
    where_nothing_came = signed_in(build(tmp_path / "quiet"), "ben")
    for reader in (ben, where_nothing_came):
        assert reader.post("/inbox/headlines", {"cases": []}).status_code == 200
    assert ben.get("/log").text == where_nothing_came.get("/log").text, "his own entries count what others did"


def test_a_bundle_does_not_count_what_others_did_between_two_acts_of_the_excluded(house: House) -> None:
    """Places in the log follow one another: two of one's own, and the acts of others between them are counted."""
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="Both may read this.")
    rosa.send(what_happened="It was Ben.", readers="not-ben")
    ada, ben = signed_in(house, "ada"), signed_in(house, "ben")
    (shared,) = set(case_ids(ben.get("/inbox").text))
    (hidden,) = set(case_ids(ada.get("/inbox").text)) - {shared}
    for _ in range(2):
        assert ben.post(f"/cases/{shared}/report").status_code == 200
        assert ada.post(f"/cases/{hidden}/report").status_code == 200
    house.clock.advance(timedelta(days=1))
    house.work()
    given = signed_in(house, "ben").post(f"/cases/{shared}/export").get_json()
    proven = [Facts.parse(ProofFile.parse(proof.encode()).entry) for proof in given["proofs"]]
    assert [facts.tag for facts in proven] == [Tag.REPORT_DEPOSIT], "of its shuffled day, and of nothing else"
    assert len(given["entries"]) == 4, "all of it is listed: that it came in, two openings of his, his making this"


def test_the_log_that_the_excluded_reviewers_desk_remembers_is_no_longer(house: House, tmp_path: Path) -> None:
    """Its daily sizes are those of a house where nothing came, so that no checkpoint tells of the report."""
    quiet = build(tmp_path / "quiet")
    Rosa(house.form().test_client()).send(what_happened="It was Ben.", readers="not-ben")
    for where in (house, quiet):
        where.clock.advance(timedelta(days=1))
        where.work()
    assert len(tagged(house, Tag.REPORT_DEPOSIT)) == 1
    assert [each.size for each in checkpoints(house)] == [each.size for each in checkpoints(quiet)] == [64]
