"""Reports with files in the mailbox already, by the use case behind the form, and what may be done to them there.

report_id = deposit(home, Given("image/jpeg", picture()))
"""

import secrets
from contextlib import nullcontext
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import delete, insert, select

from reporting.abuse import SpentToken
from reporting.cleaning import Cleaned
from reporting.intake import Upload, Way, Written, submit
from reporting.intake.attachments import Cleaning
from reporting.mailbox.models import Chunk
from tests.house import House


@dataclass(frozen=True)
class Given:
    """One file as it leaves the cleaner, or as it came."""

    media_type: str
    data: bytes
    cleaned: bool = True


def deposit(
    house: House,
    *files: Given,
    told: str = "See the files.",
    readers: str = "both",
    contact: str = "",
    cleaning: Cleaning | None = None,
) -> str:
    """A report with these files; gives its id. Without `cleaning` the files count as cleaned already, whatever they
    are: so much a reporter's own browser can claim who seals there."""
    before = set(house.report_ids())
    types = {given.data: given.media_type for given in files}
    uploads = tuple(Upload(given.data, Way.CLEAN if given.cleaned else Way.AS_IS) for given in files)
    submit(
        Written(readers, {"what_happened": told}, contact, secrets.token_bytes(16), "2026-03-03", uploads=uploads),
        mailbox=house.at_hand.mailbox,
        roster=house.roster,
        clock=house.clock,
        clocks=house.settings.desk().clocks,
        check_token=lambda: SpentToken(secrets.token_bytes(32), house.clock.today()),
        cleaning=cleaning or (lambda: nullcontext(lambda data, **_: Cleaned(types[data], data))),
    )
    (report_id,) = set(house.report_ids()) - before
    return report_id


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 600), colour: str = "#17595c") -> bytes:
    """A picture that can be told from an empty place: a dark disc on light ground."""
    image = Image.new("RGB", size, "#f2e6c9")
    ImageDraw.Draw(image).ellipse((100, 60, size[0] - 100, size[1] - 60), fill=colour)
    written = BytesIO()
    image.save(written, kind)
    return written.getvalue()


def chunks(house: House, report_id: str, name: str) -> list[bytes]:
    """A sealed file as it lies in the mailbox."""
    here = (Chunk.report_id == report_id) & (Chunk.name == name)
    with house.at_hand.mailbox.read() as session:
        return list(session.scalars(select(Chunk.sealed).where(here).order_by(Chunk.number)))


def put_chunks(house: House, report_id: str, name: str, sealed: list[bytes]) -> None:
    """In the place of what lies there under this name; nothing when there is none."""
    rows = [
        {"report_id": report_id, "name": name, "number": number, "sealed": chunk} for number, chunk in enumerate(sealed)
    ]
    with house.at_hand.mailbox.write() as session:
        session.execute(delete(Chunk).where(Chunk.report_id == report_id, Chunk.name == name))
        if rows:
            session.execute(insert(Chunk), rows)
