"""What stands above the entries: clocks, twelve weeks of acts, declared exceptions."""

import re
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.search import LogSearch
from reporting.audit.activity import HEIGHT, KINDS, WEEKS, Activity, activity
from reporting.cases.models import CaseRow
from reporting.db import Store
from tests.audit.conftest import Enter
from tests.house import House, Reader


def test_the_cards_are_there_on_the_plain_page_only(olu: Reader, enter: Enter) -> None:
    enter(Tag.REPORT_OPEN, "ada", case="7QK4-M2XR")
    for address, there in (("/log", True), ("/log?tag=report%3Aopen", False), ("/log?before=9", False)):
        html = olu.get(address).text
        assert (
            ("Declared exceptions" in html) is ("Latest checkpoint" in html) is ('<svg class="chart"' in html) is there
        )


def test_declared_exceptions_show_their_newest_and_what_never_was(olu: Reader, enter: Enter, pages: list[Any]) -> None:
    for days in (9, 8, 7, 6):
        enter(Tag.ROSTER_CHANGE, "ada", days=days)
    erased = enter(Tag.REPORT_ERASE, case="7QK4-M2XR", days=2)
    html = olu.get("/log").text
    shown = {one.tag: [entry.index for entry in one.entries] for one in pages[-1]["cards_of"].declared}
    assert shown == {
        Tag.RESTORE_DECLARE: [],
        Tag.ROSTER_CHANGE: [4, 3, 2],
        Tag.SETTINGS_CHANGE: [],
        Tag.REPORT_ERASE: [erased.index],
        Tag.LOG_EXPORT: [],
    }
    assert html.count("never, by this log") == 3 and 'href="/log?tag=roster%3Achange"' in html


def test_a_backup_that_was_put_back_is_told_loudly_with_what_was_lost(olu: Reader, house: House, store: Store) -> None:
    with store.write() as session:
        log = AccessLog(session, house.clock)
        log.append(Tag.RESTORE_DECLARE, count=1_280, hash_of=b"the lost checkpoint")
        log.append(Tag.RESTORE_DECLARE, hash_of=b"a whole log that was lost")
        log.append(Tag.SIGN_IN_REFUSE, count=12)
    html = olu.get("/log").text
    card, table = html.split("Declared exceptions")[1].split('id="entries"')
    for words in ("what came after the first 1,280 entries is lost", "all that came before it is lost"):
        assert words in card and words in table
    assert card.count('<small class="due">') == 2
    assert table.count('<span class="chip warn tag">restore:declare</span>') == 2
    assert html.count("in that hour") == 1 and "12 in that hour" in table


def test_parts_that_a_reader_refused_are_loud_with_how_many(olu: Reader, house: House, store: Store) -> None:
    with store.write() as session:
        log, ada = AccessLog(session, house.clock), house.person("ada").fingerprint
        log.append(Tag.PART_REFUSE, person=ada, case="7QK4-M2XR", count=1)
        log.append(Tag.PART_REFUSE, person=ada, case="7QK4-M2XR", count=3)
    table = olu.get("/log").text.split('id="entries"')[1]
    assert "one part was forged or missing" in table and "3 parts were forged or missing" in table
    assert table.count('<span class="chip warn tag">part:refuse</span>') == 2


def test_clocks_are_counted_and_link_to_what_was_missed(olu: Reader, house: House, store: Store) -> None:
    long_ago = house.clock.today() - timedelta(days=40)
    with store.write() as session:
        session.execute(
            insert(CaseRow).values(
                case_id="7QK4-M2XR",
                report_id="0" * 32,
                received_on=long_ago,
                urgent=False,
                status="received",
                status_on=long_ago,
            )
        )
    assert "1 missed" in olu.get("/log").text
    html = olu.get("/log/clocks").text
    assert "Acknowledged within 7 days" in html and 'href="/log?case=7QK4-M2XR"' in html
    assert "Feedback within 3 months of that" in html and "No case has come to it yet" in html
    assert "0" * 32 not in html


def test_acts_are_counted_in_the_week_they_were_done(enter: Enter, store: Store, house: House) -> None:
    today = house.clock.today()
    assert today == date(2026, 11, 23) and today.weekday() == 0
    for tag, days in ((Tag.REPORT_OPEN, 0), (Tag.CONTACT_OPEN, 1), (Tag.CASE_MOVE, 7), (Tag.SIGN_IN_ACCEPT, 8)):
        enter(tag, "ada", days=days)
    enter(Tag.REPORT_OPEN, "ada", days=7 * WEEKS)  # before the picture begins
    with store.read() as session:
        found = activity(LogSearch(session), today)
    assert [monday for monday, _ in found.weeks] == [today - timedelta(weeks=at) for at in reversed(range(WEEKS))]
    assert [list(numbers) for _, numbers in found.weeks[-3:]] == [[0, 0, 1], [1, 1, 0], [1, 0, 0]]
    assert sum(sum(numbers) for _, numbers in found.weeks) == 4


def test_what_reporters_do_moves_nothing_in_the_picture(enter: Enter, store: Store, house: House, olu: Reader) -> None:
    def picture() -> str:
        html = olu.get("/log").text
        return html.split('<svg class="chart"')[1].split("</details>")[0]

    before = picture()
    with store.write() as session:
        log = AccessLog(session, house.clock)
        for tag in (Tag.REPORT_DEPOSIT, Tag.REPORT_WITHDRAW, *[Tag.FILLER] * 62, Tag.SIGN_IN_REFUSE):
            log.append(tag)
    assert picture() == before
    enter(Tag.REPORT_OPEN, "ada")
    assert picture() != before


def test_the_picture_says_in_words_what_it_draws(olu: Reader, enter: Enter) -> None:
    for _ in range(5):
        enter(Tag.REPORT_OPEN, "ada")
    html = olu.get("/log").text
    assert "style=" not in html and "<style" not in html
    chart = html.split('<svg class="chart"')[1].split("</svg>")[0]
    named = re.search(r'aria-labelledby="([^"]*)"', chart)
    assert named and all(f'id="{one}"' in chart for one in named[1].split())
    table = html.split('class="figures"')[1].split("</table>")[0]
    assert re.findall(r"<span>(\d+)</span>", table)[-3:] == ["5", "0", "1"]


def test_bars_stay_inside_and_the_smallest_can_be_seen() -> None:
    numbers = [1000, 1, 0]
    drawn = Activity([(date(2026, 11, 23), numbers)] * WEEKS).bars
    assert len(drawn) == 2 * WEEKS
    for bar in drawn:
        assert 2 <= bar.height <= HEIGHT and bar.y + bar.height == HEIGHT and 0 <= bar.x <= 60 * WEEKS - 14
    assert Activity([(date(2026, 11, 23), [0] * len(KINDS))]).bars == []
