"""TLS of the sample: of all versions and suites that there can be it takes the good ones and no other."""

import socket
import ssl
import subprocess
from collections.abc import Iterator

import pytest

from tests.deploy.front import Front, altered, needed
from tests.deploy.hello import TLS10, TLS11, TLS12, TLS13, accepted, offered

SSL3 = 0x0300
WITH_ECDSA = {0xC02B: "ECDHE-ECDSA-AES128-GCM-SHA256", 0xC02C: "…AES256-GCM-SHA384", 0xCCA9: "…CHACHA20-POLY1305"}
WITH_RSA = {0xC02F: "ECDHE-RSA-AES128-GCM-SHA256", 0xC030: "…AES256-GCM-SHA384", 0xCCA8: "…CHACHA20-POLY1305"}
OF_1_3 = {0x1301: "AES_128_GCM", 0x1302: "AES_256_GCM", 0x1303: "CHACHA20_POLY1305"}
WEAK = {
    0x0005: "RC4, without forward secrecy",
    0x000A: "3DES, without forward secrecy",
    0x002F: "CBC, without forward secrecy",
    0x009C: "AES-GCM without forward secrecy",
    0xC009: "ECDHE with CBC",
    0xC013: "ECDHE with CBC",
    0xC02E: "ECDH that is never another",
    0x0033: "DHE with CBC",
    0x009E: "DHE, whose parameters somebody has to choose",
    0x0001: "in clear",
    0x0034: "with nobody in particular",
}


@pytest.fixture(scope="module", params=["ECDSA", "RSA"])
def shown(request: pytest.FixtureRequest, front: Front) -> Iterator[tuple[Front, set[int]]]:
    """The sample with either kind of certificate, and the suites of 1.2 that are good with it."""
    if request.param == "ECDSA":
        yield front, set(WITH_ECDSA)
        return
    made = front.folder / "rsa"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    words += ["-keyout", f"{made}.key", "-out", f"{made}.pem"]
    subprocess.run([needed("openssl"), *words], check=True, capture_output=True)
    with altered(front, {f"{front.folder}/localhost.": f"{made}."}) as other:
        yield other, set(WITH_RSA)


def test_of_all_suites_those_alone_are_taken_that_are_good(shown: tuple[Front, set[int]]) -> None:
    front, good = shown
    assert accepted(front.port, "localhost", TLS12) == good
    assert accepted(front.port, "localhost", TLS13) == set(OF_1_3)


@pytest.mark.parametrize("suite", WEAK, ids=list(WEAK.values()))
def test_a_weak_suite_is_refused(shown: tuple[Front, set[int]], suite: int) -> None:
    front, _ = shown
    assert offered(front.port, "localhost", [suite], TLS12) is None


@pytest.mark.parametrize("version", [SSL3, TLS10, TLS11])
def test_an_old_version_is_refused(shown: tuple[Front, set[int]], version: int) -> None:
    front, good = shown
    assert offered(front.port, "localhost", [*WEAK, *good], version) is None


def test_that_would_be_seen_if_the_sample_took_more(front: Front) -> None:
    """As far as this machine's library still has it: OpenSSL of Debian has neither RC4 nor 3DES any more."""
    sample = (front.folder / "nginx.conf").read_text()
    (ciphers,) = [line.strip() for line in sample.splitlines() if line.strip().startswith("ssl_ciphers ")]
    careless = {
        "ssl_protocols TLSv1.2 TLSv1.3;": "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;",
        ciphers: "ssl_ciphers ALL:@SECLEVEL=0;",
    }
    with altered(front, careless) as weak:
        assert {0xC009, 0xC02B} < accepted(weak.port, "localhost", TLS12)
        assert [offered(weak.port, "localhost", [0xC009], version) for version in (TLS10, TLS11)] == [0xC009] * 2


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_real_client_is_served_in_either_version(front: Front, version: ssl.TLSVersion) -> None:
    context = front.context()
    context.minimum_version = context.maximum_version = version
    with (
        socket.create_connection(("127.0.0.1", front.port), timeout=30) as line,
        context.wrap_socket(line, server_hostname="localhost") as safe,
    ):
        safe.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert safe.recv(4096).startswith(b"HTTP/1.1 200 ")
        assert safe.version() == version.name.replace("_", ".")
