"""Both apps behind real gunicorn, asked on every address they have, by strangers and by those who are signed in.

run("desk", seed=1, seconds=60)      # Done(inputs=…, taken=…, places={})

Never an answer of 500 or more, never none; the guards' headers on each; each in time; and nothing of what was sent in
the server's log. The guards stay on: a post bears a good token and comes from our own page, or is refused for that.
"""

import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from reporting.cleaning import Box
from reporting.sealing import seal
from tests.faults.reporters import HEADERS
from tests.fuzz.desk_room import Desk
from tests.fuzz.form_room import Form
from tests.fuzz.room import Done, Room, one
from tests.house import House, build, fields_of, key_of, words_of
from tests.ports import free_port
from tests.served import served

SLOW = 15
"""Seconds that no answer to a small request may take, on a machine that does much else."""


def run(
    name: str, *, seed: int, seconds: float = 0, times: int = 0, keep: Path | None = None, slow: float = SLOW
) -> Done:
    """So many requests, or for so long, to the form or to the desk."""
    dice, done = Random(seed), Done(WHAT[name])
    with TemporaryDirectory() as folder:
        form, desk, log = free_port(), free_port(), Path(folder, "log")
        house = build(Path(folder, "house"), form=f"http://localhost:{form}", desk=f"http://localhost:{desk}")
        words = with_reports(house, form)
        with (
            log.open("wb") as output,
            served(house, name, port=form if name == "form" else desk, workers=1, output=output),
        ):
            parts = sealed_parts()
            if name == "form":
                room: Room = Form(form, house.form(), dice, parts, words)
                room.known = [house.roster.recipients_hash()]
            else:
                room = Desk(desk, house.desk(), dice, house, parts)
            until = time.monotonic() + seconds
            while done.inputs < times or time.monotonic() < until:
                one(room, done, log, keep, slow)
            done.unreached = room.views - done.views
    return done


def with_reports(house: House, port: int) -> str:
    """Some reports, each with a file, and the words of the last one."""
    address, words = f"http://localhost:{port}", []
    with Box() as box:
        client = house.form(box).test_client()
        for number in range(4):
            fields = fields_of(client.get("/", base_url=address).text) | {
                "what_happened": [f"saw report number {number}"]
            }
            answer = client.post("/", data=body_of(fields, b"a note"), headers=HEADERS, base_url=address)
            words = words_of(answer.text)
    house.work()
    return " ".join(words)


def body_of(fields: dict[str, list[str]], file: bytes) -> bytes:
    parts = (
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{said}\r\n'
        for name, several in fields.items()
        for said in several
    )
    brought = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + file
    return "".join(parts).encode() + brought + b"\r\n--b--\r\n"


def sealed_parts() -> dict[str, bytes]:
    """Parts of the right shape, sealed to the reviewers, and an answer that its reporter could open as well."""
    three = [key_of(handle).identity.recipient for handle in ("ada", "ben", "noor")]
    sizes = {"report": 16384, "headline": 1024, "contact": 1024, "note": 4096}
    parts = {name: seal(b" " * size, three[:2]) for name, size in sizes.items()}
    return parts | {"reply": seal(b" " * 16384, three)}


WHAT = {
    "form": "the form over HTTP: paths, queries, headers, bodies",
    "desk": "the desk over HTTP, as reviewer, alternate, auditor and nobody",
}
