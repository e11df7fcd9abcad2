"""`make pictures`, or `python -m tests.pictures [FOLDER]`: all into FOLDER, those of the README where it has them."""

import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, expect

from reporting.demo.reports import deposit_reports
from tests.browser.at_home import at_home
from tests.browser.auditor import live
from tests.browser.chromium import chromium
from tests.browser.people import AtTheDesk, case_of
from tests.browser.windows import Windows
from tests.house import House, build
from tests.pictures import desk, form
from tests.pictures.album import Album
from tests.ports import free_port

HERE = Path(__file__).resolve().parent.parent.parent
GUIDELINES = HERE / "reporting" / "templates" / "guidelines" / "2026-03-03.md"


def take(browser: Browser, house: House, album: Album) -> None:
    """One story, with a picture wherever somebody sees something new."""
    windows = Windows(browser, house)
    form.front(album, windows.form(viewport={"width": 1200, "height": 1000}))
    ways = [form.Way(album, windows.form(java_script=on), on, tag) for tag in ("en", "ar") for on in (True, False)]
    told, reports = [], []
    for way, where in zip(ways, ("online-event", "forum", "live-event", "elsewhere"), strict=True):
        before = set(house.report_ids())
        told.append((way, way.reports(where)))
        reports += set(house.report_ids()) - before
    house.clock.advance(timedelta(days=1))
    house.work()
    ada, ben = AtTheDesk(windows.desk()), AtTheDesk(windows.desk(), "ben")
    desk.arrives(album, ada)
    cases = [case_of(house, report_id) for report_id in reports]
    for case_id in cases:
        desk.answers(album, ada, case_id)
    house.clock.advance(timedelta(days=1))
    for way, words in told:
        way.looks(words, "answered")
        way.writes(words)
    ada = AtTheDesk(windows.desk())
    desk.comes(ada)
    desk.proposes(album, ada, cases[0])
    desk.agrees(album, ben, cases[0])
    for way, words in told:
        way.looks(words, "at-last")
        way.takes_back(words)
    desk.takes_back(album, ada, cases[0])
    desk.enrols(album, windows.desk())
    desk.changes_people(album, ada)
    desk.other_pages(album, ada, AtTheDesk(windows.desk(), "olu"))
    form.other_pages(album, ways[0].view)
    windows.close()


def lived_in(folder: Path) -> House:
    """Three weeks of a log, real guidelines, and the reports of the demonstration."""
    house = build(folder, form=f"http://localhost:{free_port()}", desk=f"http://localhost:{free_port()}")
    shutil.copy(GUIDELINES, house.folder / "instance" / "guidelines")
    live(house)
    deposit_reports(house.mailbox(), house.roster, house.clock, GUIDELINES.stem)
    return house


def main(words: list[str]) -> int:
    if len(words) > 1:
        sys.stderr.write("usage: python -m tests.pictures [FOLDER]\n")
        return 2
    expect.set_options(timeout=30_000)  # a key is locked slowly, on purpose
    album = Album(Path(*words) if words else HERE / "build" / "pictures", HERE / "docs" / "pictures")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        house = lived_in(Path(folder) / "house")
        with at_home(house):
            take(browser, house, album)
    sys.stdout.write(f"{album.count} pictures in {album.folder}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
