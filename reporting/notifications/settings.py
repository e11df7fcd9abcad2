"""The mail's settings, parsed: `[mail]` of `reporting.toml`, and the password in `secrets/mail-password`.

    [mail]
    host = "smtp.larkfield.example"
    username = "reports"
    sender = "reports@larkfield.example"
    [mail.addresses]
    ada = "ada@board.example"

Without `[mail]` there is no mail. With it, all of it has to be right before the worker starts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self, TypeVar

from reporting.config import Places, SettingsRefused, WorkerSettings, secret_line
from reporting.roster import Roster

Choice = TypeVar("Choice", bound=StrEnum)

HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}", re.ASCII)
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?P<domain>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)", re.ASCII)


class Tls(StrEnum):
    """How the way to the mail server is closed to others. `none` is for a server on this same machine."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class DigestMode(StrEnum):
    """Whether a reviewer's mail may tell the mail provider that something waits."""

    WHEN_WAITING = "when-waiting"
    SILENT = "silent"


_PORTS: Mapping[Tls, int] = {Tls.STARTTLS: 587, Tls.TLS: 465, Tls.NONE: 25}


@dataclass(frozen=True)
class MailSettings:
    """Where mail goes out, at which hour (UTC), and to whom: addresses by handle of the roster."""

    host: str
    port: int
    tls: Tls
    username: str
    password: str = field(repr=False)
    sender: str
    hour: int
    digest: DigestMode
    addresses: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, settings: WorkerSettings) -> Self | None:
        """None without any `[mail]`; raises SettingsRefused with one line and one remedy."""
        given = settings.mail
        if not given:
            return None
        places = settings.places
        tls = _one_of(places, Tls, "tls", given.get("tls", Tls.STARTTLS))
        username = given.get("username", "")
        found = cls(
            host=given.get("host", ""),
            port=given.get("port", _PORTS[tls]),
            tls=tls,
            username=username,
            password=secret_line(settings.instance / "secrets" / "mail-password") if username else "",
            sender=given.get("sender", ""),
            hour=given.get("hour", 6),
            digest=_one_of(places, DigestMode, "digest", given.get("digest", DigestMode.WHEN_WAITING)),
            addresses=dict(given.get("addresses", {})),
        )
        found._check(places)
        return found

    @property
    def domain(self) -> str:
        """The sender's: all that a mail tells of where it was made."""
        return self.sender.rpartition("@")[2]

    def _check(self, places: Places) -> None:
        if not HOST.fullmatch(self.host):
            raise _refused(places, "host", "must be the mail server's name")
        if not 1 <= self.port <= 65535:
            raise _refused(places, "port", "must lie between 1 and 65535")
        if not 0 <= self.hour <= 23:
            raise _refused(places, "hour", "must lie between 0 and 23, in UTC")
        if self.tls is Tls.NONE and not _is_this_machine(self.host):
            raise _refused(places, "tls", '"none" is for a mail server on this machine only')
        if not _ADDRESS.fullmatch(self.sender):
            raise _refused(places, "sender", "must be an address such as reports@larkfield.example")
        if not self.username.isprintable() or not self.username.isascii():
            raise _refused(places, "username", "must be plain letters")
        for name, address in self.addresses.items():
            if not _ADDRESS.fullmatch(address):
                place = places.of("mail", "addresses", name)
                raise SettingsRefused(
                    f"{place}: [mail.addresses] {name!r} must be one such as ada@board.example. Mend it."
                )

    def refuse_strangers(self, roster: Roster | None, places: Places) -> None:
        """Raises SettingsRefused when an address belongs to nobody of the roster. Before the first, all are awaited."""
        for name in self.addresses:
            if roster and roster.by_handle(name) is None:
                raise SettingsRefused(
                    f"{places.of('mail', 'addresses', name)}: {name!r} in [mail.addresses] is no handle of the roster. "
                    "Remove that line."
                )


def _refused(places: Places, key: str, what: str) -> SettingsRefused:
    return SettingsRefused(f"{places.of('mail', key)}: [mail] {key} {what}. Mend it.")


def _one_of(places: Places, choices: type[Choice], key: str, given: Any) -> Choice:
    try:
        return choices(given)
    except ValueError:
        offered = ", ".join(f'"{choice}"' for choice in choices)
        raise _refused(places, key, f"must be one of {offered}") from None


def _is_this_machine(host: str) -> bool:
    return host in ("localhost", "::1") or re.fullmatch(r"127(\.[0-9]{1,3}){3}", host, re.ASCII) is not None
