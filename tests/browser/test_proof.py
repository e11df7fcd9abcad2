"""Rosa comes back the day after and keeps the proof, in a browser without JavaScript."""

from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import expect

from reporting.accesslog.proof_file import ProofFile
from tests.browser import rosa
from tests.browser.measure import faults
from tests.browser.windows import Windows
from tests.house import House, log_key
from tests.worker.reading import MORNING

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("java_script", [True, False], ids=["with", "without"])
def test_the_proof_is_saved_without_asking_the_server(
    home: House, windows: Windows, tmp_path: Path, java_script: bool
) -> None:
    page = windows.form(java_script=java_script)
    page.goto("/")
    rosa.fill(page, {"what_happened": "He followed me."})
    rosa.press(page)
    words = rosa.words(page)
    page.get_by_text("To check on us").click()
    number = page.locator("[data-slot=number]").inner_text()
    assert number.replace(" ", "") == sha256(home.sealed("report")).hexdigest()[:20]
    home.clock.advance(MORNING)
    home.work()
    page.goto("/receipt")
    page.fill("#words", " ".join(words))
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", name="It cannot be made to vanish")).to_be_visible()
    page.get_by_text("The proof", exact=True).click()
    expect(page.get_by_text("The lines name a sealed report by its number")).to_contain_text(number)
    asked = len([url for url in windows.requests if not url.startswith("data:")])
    with page.expect_download() as saving:
        page.get_by_role("link", name="save them as a file").click()
    assert saving.value.suggested_filename == "proof.txt"
    saving.value.save_as(tmp_path / "proof.txt")
    assert ProofFile.parse((tmp_path / "proof.txt").read_bytes()).check(log_key().verifier).size == 64
    assert len([url for url in windows.requests if not url.startswith("data:")]) == asked
    if java_script:
        assert not faults(page)
