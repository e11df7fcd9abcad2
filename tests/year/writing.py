"""What reporters do: write in one way or another, come back, write again, take back."""

import re
from base64 import b64decode
from datetime import timedelta

from werkzeug.test import TestResponse

from reporting.mailbox.receipt import Receipt
from tests.cleaning.made import SECRETS, secretive
from tests.desk.entering import Entering
from tests.flood import flood
from tests.form.sealing import Sender
from tests.house import FORM, Rosa, fields_of, words_of
from tests.year.told import Told
from tests.year.town import Town

READERS = {
    "both": ("ada", "ben"),
    "not-ben": ("ada", "ines"),
    "not-ada": ("ben", "ines"),
    "neither": ("ines", "noor"),
}
A_MACHINES = {"remark": "https://buy.example/", "told": "yes"}
"""What stands in the field that no person sees, sent once more although the page has asked for it to be emptied."""
FILE_NAME = "Rosa 2026-11-20.jpg"
"""What the reporter's own disk calls it."""


def came(town: Town, name: str, words: str, readers: tuple[str, ...], known: set[str], said: str) -> Told:
    (report_id,) = set(town.house.report_ids()) - known
    seats = dict.fromkeys(readers, (town.today, None))
    told = Told(name, words, report_id, town.today, dict(seats), {town.key(one) for one in readers}, said)
    town.told[name] = told
    town.remember()
    return told


def without_javascript(
    town: Town, name: str, readers: str = "both", *, names: tuple[str, ...] = (), photo: bool = False, **more: str
) -> Told:
    """Fills in the page as it is and sends it; with a photo that tells where it was taken."""
    known, said = set(town.house.report_ids()), town.canary(f"canary-of-{name}-said")
    answers = {"what_happened": said, "who": town.canary(f"canary-of-{name}-who"), "readers": readers} | more
    answers["contact"] = town.canary(f"canary-of-{name}-contact")
    files = [secretive("JPEG")] if photo else []
    if photo:
        town.canaries += [FILE_NAME, *SECRETS]
    page = Rosa(town.window()).send(files=files, **answers)
    assert page.status_code == 200, page.text
    return came(town, name, " ".join(words_of(page.text)), names or READERS[readers], known, said)


def sealed_in_a_browser(
    town: Town, name: str, readers: str = "both", *, names: tuple[str, ...] = (), file: bool = False
) -> Told:
    """Sends what only readers can open; with a file that is left as it is."""
    known, said = set(town.house.report_ids()), town.canary(f"canary-of-{name}-said")
    sender = Sender(town.house, town.window())
    written = sender.written(readers, town.canary(f"canary-of-{name}-contact"), what_happened=said)
    if file:
        data = town.canary(f"canary-of-{name}-file").encode() * 500
        fields, parts = sender.with_files(written, data)
    else:
        fields, parts = sender.fields(written), sender.parts(written)
    answer = sender.post(fields, parts)
    assert answer.status_code == 201, answer.text
    return came(town, name, " ".join(sender.receipt.words), names or READERS[readers], known, said)


def with_a_page_from_before_the_key_changed(town: Town, sender: Sender, name: str) -> Told:
    """Seals to the keys of the day on which the page was loaded: refused, loaded again, sent."""
    known, said = set(town.house.report_ids()), town.canary(f"canary-of-{name}-said")
    refused = sender.send(what_happened=said)
    assert refused.status_code == 409 and set(town.house.report_ids()) == known
    sender.visit()
    assert sender.send(what_happened=said).status_code == 201
    return came(town, name, " ".join(sender.receipt.words), READERS["both"], known, said)


def came_another_way(town: Town, name: str) -> Told:
    """Ada enters what reached her by mail."""
    known, said = set(town.house.report_ids()), town.canary(f"canary-of-{name}-said")
    page = Entering(town.house, entropy=b"sixteen letters!")
    assert town.comes("ada").post("/cases/new", page.body(what_happened=said)).status_code == 201
    return came(town, name, " ".join(Receipt(page.entropy).words), READERS["both"], known, said)


def by_a_machine(town: Town, name: str) -> Told:
    """Fills in what no person sees, and lies aside."""
    told = without_javascript(town, name, **A_MACHINES)
    told.aside = True
    return told


def in_a_flood(town: Town, name: str) -> Told:
    """Mallory floods the form; one who waits a minute gets through."""
    rosa, before = Rosa(town.window()), set(town.house.report_ids())
    got = flood(town.house, town.window(), 130, with_each=lambda: A_MACHINES)
    assert got[200] == 100 and got[429] == 30
    said = town.canary(f"canary-of-{name}-said")
    page = rosa.send(what_happened=said)
    assert page.status_code == 429 and said in page.text
    rosa.fields = fields_of(page.text)
    town.house.clock.advance(timedelta(seconds=61))
    known = set(town.house.report_ids())
    assert len(known - before) == 100
    page = rosa.send_again()
    assert page.status_code == 200
    return came(town, name, " ".join(words_of(page.text)), READERS["both"], known, said)


def post(town: Town, path: str, **fields: str) -> TestResponse:
    return town.window().post(path, data=fields, base_url=FORM, headers=dict(Rosa.HEADERS))


def comes_back(town: Town, told: Told) -> TestResponse:
    return post(town, "/receipt", words=told.words)


def keeps_the_proof(town: Town, told: Told) -> None:
    """The file that the page offers from the day after on."""
    (saved,) = re.findall(
        r'<a download="proof.txt" href="data:text/plain;base64,([^"]+)">', comes_back(town, told).text
    )
    told.proof = b64decode(saved)


def writes_again(town: Town, told: Told) -> None:
    text = town.canary(f"canary-of-{told.name}-again")
    token = fields_of(comes_back(town, told).text)["token"][0]
    page = post(town, "/receipt/message", token=token, text=text, words=told.words)
    assert page.status_code == 200 and "It is sealed and sent" in page.text
    town.remember()


def takes_back(town: Town, told: Told) -> None:
    asked = fields_of(post(town, "/receipt/withdraw", words=told.words).text)
    page = post(town, "/receipt/withdraw", **{name: one[0] for name, one in asked.items()} | {"sure": "yes"})
    assert page.status_code == 200
    assert ("Nobody has opened your report" in page.text) is (not told.opened_by)
    if not told.opened_by:
        told.rests_from, told.erased_on = town.today, town.today + timedelta(days=1)
