"""MemoryMax= of the form's unit: enough for files of many people at once, and in force where it is not."""

import re
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from io import BytesIO

from PIL import Image

from tests.deploy.front import DEPLOY, Front, in_front, needed
from tests.deploy.memory_group import memory_group

MANY = 8
UNITS = {"M": 2**20, "G": 2**30}


def limit() -> int:
    unit = (DEPLOY / "systemd" / "reporting-form.service").read_text(encoding="utf-8")
    ((number, size),) = re.findall(r"^MemoryMax=(\d+)([MG])$", unit, re.MULTILINE)
    return int(number) * UNITS[size]


def photograph() -> bytes:
    """Twelve million pixels, as a telephone makes them, of which little can be left out."""
    made = BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(made, "JPEG", quality=90)
    return made.getvalue()


def statuses(front: Front) -> list[int]:
    """Of as many reports at once, each with a photograph; 0 for one that nobody answered."""
    picture = photograph()

    def send(number: int) -> int:
        try:
            return front.post(front.form(what_happened=f"Report number {number}", files=(picture,))).status
        except (HTTPException, OSError):
            return 0

    with ThreadPoolExecutor(MANY) as at_once:
        return list(at_once.map(send, range(MANY)))


def test_photographs_of_many_at_once_are_cleaned_within_the_units_memory() -> None:
    needed("nginx")
    with memory_group(limit()) as group, in_front(under=group.words) as front:
        assert statuses(front) == [200] * MANY
        assert (group.killed(), len(front.house.report_ids())) == (0, MANY)
        assert 2**26 < group.most() < limit() * 3 // 4, "the next larger camera would be too much"


def test_that_would_be_seen_if_it_were_too_little() -> None:
    needed("nginx")
    with memory_group(300 * 2**20) as group, in_front(under=group.words) as front:
        statuses(front)
        assert group.killed() > 0 or group.most() >= 300 * 2**20 - 2**16
