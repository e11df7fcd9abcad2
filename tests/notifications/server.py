"""A real mail server on this machine: aiosmtpd with STARTTLS or TLS and sign-in, and a certificate made here.

with MailServer(certificate) as server:
    ...
    server.got      # every mail that it took, byte for byte
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import Any, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.ports import free_port

USERNAME, PASSWORD = "reports", "only-tests-know-this"
LONG_AGO, LONG = datetime(2020, 1, 1, tzinfo=UTC), timedelta(days=36_500)


@dataclass(frozen=True)
class Certificate:
    """The file with certificate and key that a server shows, and the file by which it is trusted."""

    shown: Path
    trusted: Path

    def context(self) -> ssl.SSLContext:
        made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        made.load_cert_chain(self.shown)
        return made


def certificate(folder: Path, name: str = "localhost", *, ended: bool = False) -> Certificate:
    """One for this name, signed by an authority of its own; `ended` was good until yesterday."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"tests only, {folder.name}")])
    root = (
        _begun(issuer, issuer, authority.public_key(), authority.public_key())
        .not_valid_after(LONG_AGO + LONG)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(authority, hashes.SHA256())
    )
    leaf = (
        _begun(x509.Name([]), issuer, own.public_key(), authority.public_key())
        .not_valid_after(datetime.now(UTC) - timedelta(days=1) if ended else LONG_AGO + LONG)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=True)
        .sign(authority, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    made = Certificate(folder / "server.pem", folder / "authority.pem")
    made.shown.write_bytes(leaf.public_bytes(pem) + key)
    made.trusted.write_bytes(root.public_bytes(pem))
    return made


def _begun(subject: x509.Name, issuer: x509.Name, key: Any, signer: Any) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(LONG_AGO)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True)
class Got:
    """One mail as the server took it: how the sender's machine called itself, the envelope, every byte."""

    greeted_as: str
    mail_from: str
    to: str
    content: bytes
    signed_in: bool
    closed_way: bool

    @property
    def message(self) -> EmailMessage:
        return cast(EmailMessage, message_from_bytes(self.content, policy=SMTP_POLICY))

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        assert body is not None
        return " ".join(body.get_content().split())

    @property
    def attached(self) -> list[bytes]:
        return [cast(bytes, part.get_payload(decode=True)) for part in self.message.iter_attachments()]


class MailServer:
    """Takes mail until its block ends. `answer` may refuse a recipient; `taken` is called before the server says so."""

    def __init__(self, certificate: Certificate, *, tls: str = "starttls") -> None:
        self.got: list[Got] = []
        self.answer: Callable[[str], str] = lambda to: "250 OK"
        self.taken: Callable[[], None] = lambda: None
        self.passwords: list[bytes] = []
        self.port = free_port()
        context = certificate.context()
        ways: dict[str, dict[str, Any]] = {
            "starttls": {"tls_context": context, "require_starttls": True, "auth_required": True},
            "tls": {"ssl_context": context, "auth_require_tls": False},
            "none": {"auth_require_tls": False},
        }
        self._controller = Controller(
            self, hostname="localhost", port=self.port, authenticator=self._authenticate, ident="x", **ways[tls]
        )

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._controller.stop()

    def _authenticate(self, server: Any, session: Session, envelope: Envelope, how: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.passwords.append(data.password)
        return AuthResult(success=(data.login, data.password) == (USERNAME.encode(), PASSWORD.encode()), handled=False)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        answer = self.answer(address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        (to,) = envelope.rcpt_tos
        self.got.append(
            Got(
                greeted_as=session.host_name,
                mail_from=envelope.mail_from,
                to=to,
                content=envelope.original_content,
                signed_in=session.authenticated,
                closed_way=session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None,
            )
        )
        self.taken()
        return "250 OK"

    def to(self, name: str) -> list[Got]:
        """What came for one person."""
        return [mail for mail in self.got if mail.to == address_of(name)]

    @contextmanager
    def refusing(self, answer: Callable[[str], str]) -> Iterator[None]:
        """Answers recipients with this for a while."""
        before, self.answer = self.answer, answer
        yield
        self.answer = before


def address_of(handle: str) -> str:
    return f"{handle}@board.example"
