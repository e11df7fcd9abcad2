"""Promise 24 for the files of a report: what Mallory changes, cuts, mixes or adds is never shown as what Rosa sent."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.attachments import Given, chunks, picture, put_chunks
from tests.attachments import deposit as deposit_files
from tests.browser.mallory import HERS, Mallory
from tests.browser.people import AtTheDesk, case_of
from tests.house import House
from tests.promises.mallorys import ROSAS, mallory_at_home, opened, report_of_nils, warnings

mallory = mallory_at_home
nils = report_of_nils

PICTURE = Given("image/jpeg", picture())
LETTER = Given("text/plain", b"I was at home all evening. " * 40_000)
FORGED = "It is not the file that the report names, or the report itself was replaced."


@pytest.fixture
def with_files(home: House) -> str:
    return deposit_files(home, PICTURE, LETTER, told=ROSAS["what_happened"])


def tries_the_file(ada: AtTheDesk, name: str) -> None:
    """Ada presses the button of a file and is told that it is forged; nothing of it is shown or to be had."""
    here = ada.page.locator(f'[data-file="{name.split(".", maxsplit=1)[0]}"]')
    here.get_by_role("button", name=f"Open {name}").click()
    expect(here.get_by_role("alert")).to_have_text(f"Forged. {FORGED} Nothing of it is shown.")
    expect(here.locator("img")).to_have_count(0)
    expect(ada.page.get_by_role("button", name=f"Save {name}")).to_have_count(0)


def other_file(home: House, report_id: str, mallory: Mallory) -> None:
    """Two files of one report change places."""
    one, other = chunks(home, report_id, "file-1"), chunks(home, report_id, "file-2")
    put_chunks(home, report_id, "file-1", other)
    put_chunks(home, report_id, "file-2", one)


def other_reports(home: House, report_id: str, mallory: Mallory) -> None:
    """Files of the same names and sizes come from another report, sealed to the same readers."""
    nils = deposit_files(home, Given("image/jpeg", picture(colour="#93381b")), Given("text/plain", LETTER.data.upper()))
    for name in ("file-1", "file-2"):
        put_chunks(home, report_id, name, chunks(home, nils, name))


def hers(home: House, report_id: str, mallory: Mallory) -> None:
    """Files of her own, sealed to the readers as anybody can."""
    for name, given in (("file-1", PICTURE), ("file-2", LETTER)):
        put_chunks(home, report_id, name, [mallory.seals_bytes(given.data + HERS.encode())])


def mixed(home: House, report_id: str, mallory: Mallory) -> None:
    """The first chunk of each, and then what belongs to another file."""
    nils = deposit_files(home, Given("image/jpeg", PICTURE.data), Given("text/plain", LETTER.data))
    for name in ("file-1", "file-2"):
        mine, theirs = chunks(home, report_id, name), chunks(home, nils, name)
        put_chunks(home, report_id, name, [mine[0][:9_000], theirs[0][9_000:], *theirs[1:]])


def turned(home: House, report_id: str, mallory: Mallory) -> None:
    """The chunks in another order; of a single chunk its halves."""
    for name in ("file-1", "file-2"):
        whole = b"".join(chunks(home, report_id, name))
        put_chunks(home, report_id, name, [whole[len(whole) // 2 :], whole[: len(whole) // 2]])


def cut(home: House, report_id: str, mallory: Mallory) -> None:
    """The end is missing: the last chunk, or of a single chunk its last byte."""
    for name in ("file-1", "file-2"):
        found = chunks(home, report_id, name)
        put_chunks(home, report_id, name, found[:-1] or [found[0][:-1]])


def longer(home: House, report_id: str, mallory: Mallory) -> None:
    """A file begins as it should and does not end."""
    for name in ("file-1", "file-2"):
        put_chunks(home, report_id, name, [*chunks(home, report_id, name), secrets.token_bytes(256 * 1024)])


def endless(home: House, report_id: str, mallory: Mallory) -> None:
    """More comes than any file can have, to fill the reader's memory."""
    for name in ("file-1", "file-2"):
        put_chunks(home, report_id, name, [bytes(256 * 1024)] * 300)


def test_files_that_are_not_those_that_rosa_sent(
    home: House, mallory: Mallory, ada: AtTheDesk, subtests: pytest.Subtests
) -> None:
    forgeries = (other_file, other_reports, hers, mixed, turned, cut, longer, endless)
    reports = {forges: deposit_files(home, PICTURE, LETTER, told=ROSAS["what_happened"]) for forges in forgeries}
    for forges, report_id in reports.items():
        forges(home, report_id, mallory)
    ada.comes()
    for forges, report_id in reports.items():
        with subtests.test(forges.__name__):
            ada.goes_home()
            ada.opens(case_of(home, report_id))
            tries_the_file(ada, "file-1.jpg")
            tries_the_file(ada, "file-2.txt")
            assert HERS not in ada.page.content()


def test_files_as_rosa_sent_them_are_warned_of_by_nobody(home: House, with_files: str, ada: AtTheDesk) -> None:
    main = opened(home, ada, with_files)
    for name in ("file-1.jpg", "file-2.txt"):
        ada.page.get_by_role("button", name=f"Open {name}").click()
        expect(ada.page.locator("#announce")).to_have_text(f"{name} is open")
    assert warnings(main) == []


def test_a_file_that_she_drops_and_one_that_she_adds(
    home: House, with_files: str, mallory: Mallory, ada: AtTheDesk
) -> None:
    put_chunks(home, with_files, "file-1", [])
    put_chunks(home, with_files, "file-3", [mallory.seals_bytes(HERS.encode())])
    main = opened(home, ada, with_files)
    said = warnings(main)
    assert [one for one in said if one.startswith("file-1.jpg is missing: the report names it")]
    assert [one for one in said if "file-3" in one and "somebody else than its writer" in one]
    for name in ("file-1", "file-3"):
        expect(ada.page.get_by_role("button", name=f"Open {name}")).to_have_count(0)
    expect(ada.page.get_by_role("button", name="Open file-2.txt")).to_be_enabled()


def test_a_file_dropped_while_the_report_is_open(home: House, with_files: str, ada: AtTheDesk) -> None:
    main = opened(home, ada, with_files)
    put_chunks(home, with_files, "file-1", [])
    ada.page.get_by_role("button", name="Open file-1.jpg").click()
    expect(main.locator('[data-part="open-file-1-said"]')).to_have_text("There is nothing here that you may read.")


def test_a_report_of_her_own_cannot_take_over_the_files_of_rosas(
    home: House, with_files: str, mallory: Mallory, ada: AtTheDesk
) -> None:
    """She knows the sealed bytes and their hash, but not what the file is: her manifest cannot name it."""
    sealed = b"".join(chunks(home, with_files, "file-1"))
    mallory.puts("report", with_files, mallory.report(with_files, HERS, files={"file-1": sealed}))
    opened(home, ada, with_files)
    tries_the_file(ada, "file-1.jpg")
