"""nginx with our sample in front of a served form: reports come through, nothing is written down, nobody is held up."""

import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from cryptography import x509

from reporting.clock import Clock, FixedClock, SystemClock
from reporting.desk.asked import LONG_BODY
from reporting.desk.working import MANY_HEADERS
from reporting.doctor import Asked, Finding, Level
from reporting.doctor import answers as answers_group
from reporting.doctor.nginx_file import blocks
from reporting.form.sealed import BODY, WITH_FILES
from reporting.intake.attachments import TOGETHER
from reporting.sealing import padme
from tests.deploy.front import DEPLOY, ONION, Front, altered, configured, in_front, needed, serving, size
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


def line_to(front: Front, source: str = "127.0.0.1") -> ssl.SSLSocket:
    """A connection that takes in little at a time."""
    line = socket.socket()
    line.settimeout(60)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.bind((source, 0))
    line.connect(("127.0.0.1", front.port))
    return front.context().wrap_socket(line, server_hostname="localhost")


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


# The kernel would hold all of such an answer by itself.
NARROW = {"ssl default_server;": "ssl default_server sndbuf=16k;"}


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


def test_a_second_visit_is_not_tied_to_the_first_by_a_ticket(front: Front) -> None:
    with line_to(front) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        while line.recv(4096):
            pass
        assert line.session is None or not line.session.has_ticket


def examined(front: Front, clock: Clock | None = None) -> list[Finding]:
    """What the doctor says of this form's answers."""
    environ = {"REPORTING_KEYS": str(front.house.keys)}
    asked = Asked(
        front.house.folder / "instance", front.house.keys, environ, urls=(front.origin,), clock=clock or SystemClock()
    )
    return list(answers_group.look(asked))


def test_the_doctor_finds_every_guard_in_its_place(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(front.trusted))
    assert [finding.level for finding in examined(front)] == [Level.FINE]


def test_the_doctor_tells_of_a_certificate_that_nobody_trusts(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    (found,) = examined(front)
    assert (found.level, "does not verify" in found.what) == (Level.SERIOUS, True)


def test_the_doctor_tells_of_a_certificate_that_soon_ends(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(front.trusted))
    shown = x509.load_pem_x509_certificate((front.folder / "localhost.pem").read_bytes())
    for days, levels in ((15, [Level.FINE]), (13, [Level.ADVICE, Level.FINE])):
        found = examined(front, FixedClock(shown.not_valid_after_utc - timedelta(days=days)))
        assert [finding.level for finding in found] == levels
    assert f"ends on {shown.not_valid_after_utc.date()}" in found[0].what and "Renew it" in found[0].remedy


def test_the_doctor_tells_of_a_server_that_lets_browsers_go_back_to_http(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    with altered(front, {"max-age=63072000; includeSubDomains": "max-age=600", "server_tokens off;": ""}) as careless:
        monkeypatch.setenv("SSL_CERT_FILE", str(careless.trusted))
        serious, advice = sorted(examined(careless), key=lambda finding: finding.level, reverse=True)
    assert "does not tell browsers to keep to https" in serious.what
    assert "tells the version" in advice.what


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/", 200), ("GET", "/none", 404), ("POST", "/", 413)])
def test_browsers_keep_to_https_after_any_answer(front: Front, method: str, path: str, status: int) -> None:
    answer = front.ask(method, path, Content_Length=str(90 * 2**20) if status == 413 else "0")
    assert answer.status == status
    sent = [value for name, value in answer.all_headers if name.lower() == "strict-transport-security"]
    assert sent == ["max-age=63072000; includeSubDomains"]
    assert answer.headers["Server"] == "nginx"
    assert "Set-Cookie" not in answer.headers


def test_whoever_comes_without_tls_is_sent_to_https(front: Front) -> None:
    answer = front.plainly(front.plain_port, "localhost")
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/")


def test_without_tls_a_certificates_challenge_is_answered_and_nothing_beside_it(front: Front) -> None:
    challenge = front.folder / "html/.well-known/acme-challenge"
    challenge.mkdir(parents=True)
    (challenge / "token").write_text("token.thumbprint")
    (front.folder / "html/index.html").write_text("Nobody's.")
    answer = front.plainly(front.plain_port, "localhost", "/.well-known/acme-challenge/token")
    assert (answer.status, answer.text) == (200, "token.thumbprint")
    assert front.plainly(front.plain_port, "localhost", "/.well-known/acme-challenge/").status == 403
    for path in ("/index.html", "/.well-known/acme-challenge/../../index.html", "/.well-known/"):
        assert front.plainly(front.plain_port, "localhost", path).status == 301


def test_the_page_has_certificates_proven_where_the_sample_answers() -> None:
    page, sample = (
        (DEPLOY.parent / name).read_text(encoding="utf-8") for name in ("docs/operations.md", "deploy/nginx.conf")
    )
    asked = re.findall(r"^certbot certonly --webroot --webroot-path (\S+) .* --domain (\S+)$", page, re.MULTILINE)
    roots = re.findall(r"acme-challenge/ \{\s+root (\S+);", sample)
    assert asked == [(*roots, "concerns.example"), (*roots, "desk.example")]
    linked = re.findall(r"^ln -s /etc/letsencrypt/live/(\S+)/(fullchain|privkey)\.pem (\S+)$", page, re.MULTILINE)
    wanted = [(name, half) for _, name in asked for half in ("fullchain", "privkey")]
    assert [(name, half) for name, half, _ in linked] == wanted
    shown = re.findall(r"ssl_certificate(?:_key)? (\S+);", sample)
    assert [place for *_, place in linked] == shown


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
