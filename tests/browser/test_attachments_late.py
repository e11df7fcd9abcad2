"""Files of a report that come late, or not, or after somebody has left the page."""

from playwright.sync_api import Route, expect
from sqlalchemy import delete

from reporting.db import DeskBase, Store
from reporting.signin.models import SessionRow
from tests.attachments import Given, deposit
from tests.browser.opening import file, is_open, opens, with_three_files
from tests.browser.people import AtTheDesk, case_of
from tests.browser.windows import Windows
from tests.house import House

report_id = with_three_files

COUNT_ADDRESSES = """{
    globalThis.addresses = new Set();
    const {createObjectURL, revokeObjectURL} = URL;
    URL.createObjectURL = blob => { const made = createObjectURL.call(URL, blob); addresses.add(made); return made; };
    URL.revokeObjectURL = made => { addresses.delete(made); revokeObjectURL.call(URL, made); };
}"""

TRY = """address => new Promise(tell => {
    const image = Object.assign(new Image(), {onload: () => tell("there"), onerror: () => tell("gone")});
    image.src = address;
})"""


def test_what_was_opened_is_let_go_when_the_page_is_left(home: House, report_id: str, ada: AtTheDesk) -> None:
    ada.page.add_init_script(COUNT_ADDRESSES)
    ada.comes().opens(case_of(home, report_id))
    opens(ada, "file-1.jpg")
    is_open(ada.page, "file-1.jpg")
    (address,) = ada.page.evaluate("[...addresses]")
    assert ada.page.evaluate(TRY, address) == "there"
    ada.goes_home()
    assert ada.page.evaluate("[...addresses]") == []
    assert ada.page.evaluate(TRY, address) == "gone"
    ada.page.go_back()
    expect(ada.page.get_by_role("button", name="Open the report")).to_be_enabled()
    assert "file-1" not in ada.page.inner_text("main")


def test_a_file_that_is_on_its_way_does_not_come_to_another_page(home: House, report_id: str, ada: AtTheDesk) -> None:
    other = deposit(home, Given("text/plain", b"Another file."))
    held: list[Route] = []
    ada.comes().opens(case_of(home, report_id))
    ada.page.route("**/files/file-1", lambda route: held.append(route))
    opens(ada, "file-1.jpg")
    expect(file(ada, "file-1").get_by_role("progressbar")).to_be_visible()
    ada.goes_home()
    main = ada.opens(case_of(home, other))
    ada.page.unroute("**/files/file-1")
    (route,) = held
    assert route.request.failure == "net::ERR_ABORTED"
    expect(main.locator('[data-part="attachment-list"] li')).to_have_count(1)
    expect(main.locator("img, .warning")).to_have_count(0)


def test_headlines_that_come_late_trouble_no_other_page(
    windows: Windows, home: House, report_id: str, ada: AtTheDesk
) -> None:
    held: list[Route] = []
    ada.page.route("**/inbox/headlines", lambda route: held.append(route))
    ada.comes().walks_to(case_of(home, report_id))
    (route,) = held
    with ada.page.expect_response("**/inbox/headlines"):
        route.continue_()
    ada.page.wait_for_timeout(300)
    assert not windows.errors


def test_when_the_session_has_ended_the_file_is_opened_after_a_new_sign_in(
    home: House, report_id: str, ada: AtTheDesk
) -> None:
    ada.comes().opens(case_of(home, report_id))
    with Store.open(home.settings.desk().desk_url, DeskBase).write() as session:
        session.execute(delete(SessionRow))
    opens(ada, "file-1.jpg")
    ada.page.get_by_role("button", name="Sign in again").click()
    expect(ada.page.get_by_role("img", name="file-1.jpg")).to_be_visible()


def test_a_line_that_breaks_off_is_told_and_can_be_tried_again(home: House, report_id: str, ada: AtTheDesk) -> None:
    ada.comes().opens(case_of(home, report_id))
    ada.page.route("**/files/file-1", lambda route: route.abort())
    here = opens(ada, "file-1.jpg")
    expect(here.get_by_role("alert")).to_contain_text("could not be reached. Nothing is lost")
    ada.page.unroute("**/files/file-1")
    opens(ada, "file-1.jpg")
    expect(here.get_by_role("img")).to_be_visible()
    expect(here.get_by_role("alert")).to_have_count(0)
