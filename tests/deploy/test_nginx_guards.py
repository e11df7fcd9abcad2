"""nginx with our sample: TLS and its certificates, and each guard, as the doctor and browsers find them."""

import re
from datetime import timedelta

import pytest
from cryptography import x509

from reporting.clock import Clock, FixedClock, SystemClock
from reporting.doctor import Asked, Finding, Level
from reporting.doctor import answers as answers_group
from tests.deploy.front import DEPLOY, Front, altered
from tests.deploy.lines import line_to


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
