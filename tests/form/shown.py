"""What a page that comes back must show."""

from collections.abc import Callable

from werkzeug.datastructures import MultiDict

from reporting.form.forms import HONEYPOT
from tests.form.browser import Browser, Page
from tests.form.mailbox import Stored

Fields = MultiDict[str, str]


def kept(sent: Fields, page: Page, *, but: frozenset[str] = frozenset()) -> None:
    """Every answer of the post stands in the page again, ready to be sent; the token is fresh."""
    guards = {"token", "receipt_entropy", HONEYPOT}
    for name in set(sent) - guards - but:
        assert page.fields.getlist(name) == sent.getlist(name), name
    assert page.fields["token"] != sent.get("token")
    assert page.fields[HONEYPOT] == ""


def sends(rosa: Browser, page: Page, stored: Callable[[], Stored]) -> None:
    """The page that came back can be sent as it is."""
    assert stored().empty
    assert rosa.post(page.fields).status == 200
    assert len(stored().deposits) == 1


def says(page: Page, status: int) -> None:
    assert page.status == status
    alert = page.alert
    assert alert is not None
    assert "autofocus" in alert
    assert alert["tabindex"] == "-1"
    assert "Content-Encoding" not in page.headers, "an answer that repeats words is never packed"
    for link in page.all("a"):
        target = str(link["href"])
        if target.startswith("#"):
            assert target[1:] in page.ids, target
