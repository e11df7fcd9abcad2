"""Rosa with a browser set as Tor Browser is: Firefox that answers everybody alike, with JavaScript and without."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting.mailbox.desk_thread import DeskThread
from tests.answers import Answering
from tests.browser.firefox import LEFT_OUT, Firefox, Keys, Window, executable, firefox
from tests.cleaning.made import SECRETS, secretive
from tests.house import House, key_of

# What drives Firefox probes for its port with sockets that it leaves to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
WAYS = {True: "browser", False: "server"}


@pytest.fixture(params=WAYS, ids=["with JavaScript", "without JavaScript"])
def java_script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def started() -> Iterator[Firefox]:
    if executable() is None:
        pytest.skip(LEFT_OUT)
    with firefox() as browser:
        yield browser


@pytest.fixture
def rosa(home: House, started: Firefox, java_script: bool) -> Iterator[Window]:
    """A window on the form, on which nobody was before."""
    with started.window(java_script=java_script) as window:
        window.goes(home.settings.form().origin)
        window.sees("In your browser." if java_script else "On our server, because JavaScript is off")
        yield window


def sends(window: Window) -> str:
    """Press the button; gives the twelve words."""
    window.presses("Seal and send")
    window.one("ol.words")
    words = [one.text for one in window.all("ol.words li")]
    assert len(words) == 12
    return " ".join(words)


def looks(window: Window, home: House, words: str, java_script: bool) -> None:
    window.goes(f"{home.settings.form().origin}/receipt")
    window.sees("Your words stay in it." if java_script else "Because JavaScript is off")
    window.writes("#words", words)
    window.presses("Show me where it stands")
    window.sees("Where it stands")


def test_she_reports_comes_back_reads_the_answer_and_writes_again(rosa: Window, home: House, java_script: bool) -> None:
    rosa.writes("#what_happened", "He waited for me.\nÜber an hour, 漢字.")
    rosa.presses("It is still going on", "label")
    rosa.presses("Who was there", "summary")
    rosa.writes("#who", "He signs as Karl.")
    words = sends(rosa)
    (report_id,) = home.report_ids()
    report = home.open_as("ada", "report")
    assert report["sealed_by"] == WAYS[java_script]
    told = report["answers"]
    assert (told["what_happened"], told["risk"], told["who"]) == (
        "He waited for me.\nÜber an hour, 漢字.",
        "ongoing",
        "He signs as Karl.",
    )
    looks(rosa, home, words, java_script)
    assert "not yet read" in rosa.one("h1").text

    ada = Answering(home, "ada", report_id)
    ada.send(1, "Thank you. Was it the small hall?")
    ada.put(2, ada.sealed(2, "tell us who you are", thread_key=bytes(32)))
    looks(rosa, home, words, java_script)
    assert "Thank you. Was it the small hall?" in rosa.sees("This is not from the readers.")
    assert "tell us who you are" not in rosa.page
    rosa.writes("#text", "Yes, the small hall.")
    if not java_script:
        rosa.writes("#write-words", words)
    rosa.presses("Seal and send")
    rosa.sees("It is sealed and sent")
    with home.mailbox().read() as session:
        (message,) = [one for one in DeskThread(session).messages(report_id) if one.direction == "to-readers"]
    assert "Yes, the small hall." in key_of("ben").identity.open(message.sealed).decode()
    assert words.split()[0] not in rosa.address
    assert rosa.strangers == set()


def test_her_picture_is_cleaned_and_sealed(rosa: Window, home: House, java_script: bool, tmp_path: Path) -> None:
    photo = tmp_path / "Rosa 2041.jpg"
    photo.write_bytes(secretive("JPEG"))
    rosa.writes("#what_happened", "He followed me.")
    rosa.presses("Screenshots, photos, documents", "summary")
    rosa.chooses("#files", photo)
    if java_script:
        rosa.sees("Clean. Taken out: where it was taken", ".told")
        assert rosa.finds(
            "const it = document.querySelector('.told img'); return it.decode().then(() => it.naturalWidth)"
        )
    sends(rosa)
    assert "Taken out: where it was taken" in rosa.sees("Your files")
    assert "Rosa" not in rosa.page
    opened = key_of("ben").identity.open(home.file("file-1"))
    assert opened.startswith(b"\xff\xd8") and not any(secret.encode() in opened for secret in SECRETS)
    if java_script:
        assert hashlib.sha256(opened).hexdigest() == home.open_as("ada", "report")["manifest"][2]["sha256"]


def test_she_leaves_by_the_link(rosa: Window, home: House, java_script: bool) -> None:
    rosa.clicks_away("a.leave")
    rosa.leaves("weather.example")
    assert rosa.strangers == {"weather.example"}
    assert home.report_ids() == []
    if java_script:
        rosa.goes_back()
        assert "localhost" not in rosa.address, "the form is still one step back"


@pytest.mark.parametrize("java_script", [True], indirect=True)
def test_she_leaves_by_striking_a_key_that_this_browser_tells_a_page_of(rosa: Window) -> None:
    rosa.writes("#what_happened", "He is coming")
    rosa.strikes(Keys.ESCAPE, 2)
    rosa.writes("#what_happened", ".")
    assert rosa.value("#what_happened") == "He is coming."
    assert rosa.strangers == set()
    rosa.strikes(Keys.ESCAPE, 3)
    rosa.leaves("weather.example")
    assert rosa.strangers == {"weather.example"}
