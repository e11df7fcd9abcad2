"""nginx with our sample in front of a served form: reports come through, nothing is written down, no place unknown."""

import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from reporting.desk.asked import LONG_BODY
from reporting.desk.working import MANY_HEADERS
from reporting.doctor.nginx_file import blocks
from reporting.form.sealed import BODY, WITH_FILES
from reporting.intake.attachments import TOGETHER
from reporting.sealing import padme
from tests.deploy.front import DEPLOY, ONION, Front, altered, configured, needed, serving
from tests.deploy.lines import NARROW, line_to
from tests.house import words_of
from tests.multipart import CONTENT_TYPE

CANARY = "CANARY-of-Rosa"


def test_nginx_takes_the_sample(front: Front) -> None:
    words = [needed("nginx"), "-t", "-q", "-p", str(front.folder), "-c", str(front.folder / "nginx.conf")]
    told = subprocess.run([*words, "-e", "stderr"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")


def test_a_report_without_javascript_goes_through(front: Front) -> None:
    text = b"A note that comes along.\n" * 40_000  # a megabyte: more than any buffer on the way
    answer = front.post(front.form(what_happened="He followed me.", files=(text,)))
    assert answer.status == 200
    assert len(words_of(answer.text)) == 12
    (report_id,) = front.house.report_ids()
    assert front.house.open_as("ada", "report", report_id)["answers"]["what_happened"] == "He followed me."
    assert len(front.house.file("file-1", report_id)) > 100_000


@contextmanager
def half_sent(front: Front, body: bytes, sent: int) -> Iterator[ssl.SSLSocket]:
    """A post of which so much has come so far."""
    head = (
        f"POST / HTTP/1.1\r\nHost: localhost:{front.port}\r\nOrigin: {front.origin}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: {CONTENT_TYPE}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with line_to(front) as line:
        line.sendall(head.encode() + body[:sent])
        yield line


def written_meanwhile(front: Front) -> list[str]:
    """The files that nginx has made for a body, when three megabytes of it have come and the end has not."""
    body = front.form(what_happened=CANARY, files=(b"Rosa wrote this.\n" * 200_000,))
    with half_sent(front, body, len(body) - 1000) as line:
        found: list[str] = []
        for _ in range(20):  # what it has been handed it writes within a moment, or never
            found = front.temporary()
            if found:
                break
            time.sleep(0.05)
        line.sendall(body[-1000:])
        assert b" 200 " in line.recv(4096).split(b"\r\n")[0]
    return found


def test_what_is_sent_is_never_written_to_a_file(front: Front) -> None:
    assert written_meanwhile(front) == []


def test_that_would_be_seen_if_nginx_buffered_what_is_sent(front: Front) -> None:
    with altered(front, {"proxy_request_buffering off;": "proxy_request_buffering on;"}) as careless:
        assert any("/client_body/" in file for file in written_meanwhile(careless))


def kept_of_an_answer(front: Front) -> list[str]:
    """The files that nginx has made for an answer that its reader does not take: here a form that is shown again."""
    much = ("<" * 49_000, "who", "limits", "links", "others", "earlier", "contact", "where_named")
    body = front.form(**dict.fromkeys(much[1:], much[0]))
    with half_sent(front, body, len(body)):
        found: list[str] = []
        for _ in range(40):
            found = front.temporary()
            if found:
                break
            time.sleep(0.1)
    return found


def test_what_is_answered_is_never_written_to_a_file(front: Front) -> None:
    with altered(front, NARROW) as narrow:
        assert kept_of_an_answer(narrow) == []


def test_that_would_be_seen_if_nginx_wrote_answers_to_files(front: Front) -> None:
    with altered(front, {**NARROW, "proxy_max_temp_file_size 0;": ""}) as careless:
        assert any("/proxy/" in file for file in kept_of_an_answer(careless))


def trouble(front: Front) -> None:
    """Everything that nginx has something to say about."""
    front.ask(path="/no-such-page")
    front.ask("POST", "/", b"x" * 100, Content_Length=str(90 * 2**20))
    with socket.create_connection(("127.0.0.1", front.port), timeout=30) as line:
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")  # in clear where TLS is spoken
        line.recv(4096)
    for rubbish in (b"\x16\x03\x01\x00\x05CANARY", b"\x16\x03\x01" + bytes(600)):
        with socket.create_connection(("127.0.0.1", front.port), timeout=30) as line:
            line.sendall(rubbish)
            line.shutdown(socket.SHUT_WR)
            line.recv(4096)
    with pytest.raises(ssl.SSLError):
        old = front.context()
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.wrap_socket(socket.create_connection(("127.0.0.1", front.port), timeout=30), server_hostname="localhost")
    assert front.plainly(front.onion_port, ONION.partition("://")[2]).status == 502  # no form behind it
    body = front.form(what_happened=CANARY)
    with half_sent(front, body, 50):
        pass  # gone in the midst of it


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_no_log_holds_an_address_or_a_word(front: Front) -> None:
    trouble(front)
    assert front.written() == "The form listens.\n"
    assert [file.name for file in (front.folder / "logs").glob("*")] == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
@pytest.mark.parametrize("level", ["error", "info"])
def test_that_would_be_seen_if_nginx_logged_its_errors(front: Front, level: str) -> None:
    with altered(front, {"error_log stderr emerg;": f"error_log stderr {level};"}) as careless:
        trouble(careless)
        assert "client: 127.0.0.1" in careless.written()


def test_whoever_asks_for_another_name_is_shown_nothing(front: Front) -> None:
    with pytest.raises(ssl.SSLError):
        front.context().wrap_socket(
            socket.create_connection(("127.0.0.1", front.port), timeout=30), server_hostname="other.example"
        )


def test_the_onion_service_has_a_form_of_its_own(front: Front) -> None:
    with serving(front, f"{front.folder}/onion-form.sock", REPORTING_FORM_ORIGIN=ONION):
        answer = front.plainly(front.onion_port, ONION.partition("://")[2])
    assert answer.status == 200
    assert "What happened?" in answer.text
    assert "Strict-Transport-Security" not in answer.headers


LONG_PATH = "/" + "x" * 5000


def in_bytes(size: str) -> int:
    return int(size[:-1]) * {"k": 2**10, "m": 2**20}[size[-1]]


def test_the_sample_lets_through_the_largest_that_form_and_desk_take() -> None:
    """Refused by nginx, a long answer or the new heads of a case with a long thread would never reach the desk."""
    named = [one for one in blocks((DEPLOY / "nginx.conf").read_text()) if "server_name" in one.own]
    most = {one.own["server_name"][0][0]: one.values("client_max_body_size") for one in named}
    ((form,),), ((desk,),) = most["concerns.example"], most["desk.example"]
    assert in_bytes(form) >= WITH_FILES > padme(TOGETHER) + BODY
    assert in_bytes(desk) > MANY_HEADERS > LONG_BODY


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/none", 404), (LONG_PATH, 414), (2 * LONG_PATH, 414)])
def test_pages_of_every_server_on_the_way_bear_the_guards_once(front: Front, path: str, status: int) -> None:
    """The form's own, gunicorn's and nginx's: what is too long for one of them is answered by that one."""
    answer = front.ask(path=path)
    assert answer.status == status
    named = [name.lower() for name, _ in answer.all_headers]
    for guard in ("content-security-policy", "x-content-type-options", "strict-transport-security"):
        assert named.count(guard) == 1, guard
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "xxx" not in answer.text


def test_the_sample_has_no_place_that_a_test_does_not_know(front: Front) -> None:
    """Every path and port of the machine in it is one that was replaced, or the test would not be about the sample."""
    text = configured(front)
    assert "/run/" not in text.replace("unix:/run/reporting-desk/", "")
    assert "/etc/" not in "\n".join(line for line in text.splitlines() if not line.startswith("#"))
