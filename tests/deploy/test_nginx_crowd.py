"""nginx with our sample when many send at once or fall silent: nobody else is held up."""

import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.deploy.front import Front, altered, in_front, needed, size
from tests.deploy.lines import NARROW, line_to
from tests.multipart import CONTENT_TYPE


@contextmanager
def slow(front: Front, sources: list[str], words: str) -> Iterator[list[ssl.SSLSocket]]:
    """Clients that send this much and then say nothing."""
    with ExitStack() as held:
        lines = []
        for source in sources:
            line = held.enter_context(line_to(front, source))
            line.sendall(words.encode())
            lines.append(line)
        yield lines


HALF_HEAD = "POST / HTTP/1.1\r\nHost: localhost\r\nX-A: "
HALF_BODY = (
    "POST / HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
    f"Content-Type: {CONTENT_TYPE}\r\nContent-Length: 2000000\r\n\r\n--x"
)
SENDING = 8
"""Of what one address may be sending at a time."""
FIFTY = [f"127.0.0.{number}" for number in range(20, 30)] * 5

# Longer than any busy machine needs for one report, so that whoever is served is served beside all fifty.
PATIENT = {f"client_{part}_timeout 10s;": f"client_{part}_timeout 600s;" for part in ("header", "body")}


@pytest.fixture(scope="module")
def patient() -> Iterator[Front]:
    needed("nginx")
    with in_front(PATIENT) as opened:
        yield opened


@pytest.mark.parametrize("words", [HALF_HEAD, HALF_BODY], ids=["half a head", "half a body"])
def test_fifty_who_fall_silent_do_not_stop_others(patient: Front, words: str) -> None:
    with slow(patient, FIFTY, words) as lines:
        assert patient.ask().status == 200
        assert patient.post(patient.form(what_happened="Others can still write.")).status == 200
        assert not any(map(answered, lines)), "others were served only once those who said nothing had been let go"


def refused(lines: list[ssl.SSLSocket], wanted: int) -> int:
    """How many of these were told that there is no room, by the time that so many were."""
    told: dict[int, bytes] = {}
    for _ in range(200):
        told |= {at: said for at, line in enumerate(lines) if at not in told and (said := answered(line))}
        refusals = [said for said in told.values() if said == b"HTTP/1.1 503 Service Temporarily Unavailable"]
        if len(refusals) >= wanted:
            break
        time.sleep(0.05)
    return len(refusals)


def test_eighty_half_sent_from_four_addresses_hold_a_small_part_of_the_form(patient: Front) -> None:
    held = 4 * SENDING
    with slow(patient, [f"127.0.0.{number}" for number in range(10, 14)] * 20, HALF_BODY) as lines:
        assert patient.post(patient.form(what_happened="Others can still write.")).status == 200
        assert refused(lines, 80 - held) == 80 - held
    assert int(size()[3]) >= 2 * held, "how clients spread over the processes is chance: all may come to one"


def test_whoever_looks_is_not_kept_out_by_what_is_sent_from_the_same_address(patient: Front) -> None:
    with slow(patient, ["127.0.0.9"] * SENDING, HALF_BODY), line_to(patient, "127.0.0.9") as line:
        line.sendall(b"GET /safety HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b" 200 " in line.recv(4096).split(b"\r\n")[0]


def test_one_address_holds_no_more_than_its_share(front: Front) -> None:
    """Answers that nobody takes; what is sent has a smaller share."""
    with altered(front, NARROW) as narrow:
        words = f"GET /form.js HTTP/1.1\r\nHost: localhost:{front.port}\r\n\r\n"
        with slow(narrow, ["127.0.0.9"] * 30, words) as lines:
            assert narrow.ask().status == 200
            assert refused(lines, 10) == 10


def answered(line: ssl.SSLSocket) -> bytes:
    """The first line of what has come back, or that the other side has hung up; nothing while it waits."""
    line.setblocking(False)
    try:
        return line.recv(4096).split(b"\r\n")[0] or b"hung up"
    except ssl.SSLWantReadError:
        return b""
    except OSError:
        return b"hung up"
