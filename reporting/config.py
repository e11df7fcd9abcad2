"""Settings: `instance/reporting.toml`, then `REPORTING_SECTION_KEY`, into one frozen value for each process.

Each process gets the settings of its own room only: the form never learns where the desk's store is.
Unknown keys are refused, since a mistyped guard is a guard that is off.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from reporting.clock import add_months
from reporting.secretfiles import SettingsRefused as SettingsRefused
from reporting.secretfiles import secret as secret
from reporting.secretfiles import secret_line as secret_line

KNOWN: Mapping[str, Mapping[str, type]] = {
    "community": {
        "name": str,
        "short_name": str,
        "emergency_number": str,
        "leave_url": str,
        "leave_to": str,
        "listening_line": str,
        "other_ways": list,
        "small_spaces": list,
    },
    "form": {"origin": str},
    "desk": {"origin": str},
    "stores": {"mailbox": str, "desk": str},
    "clocks": {"acknowledge_days": int, "feedback_months": int},
    "mail": dict.fromkeys(("host", "tls", "username", "sender", "digest"), str)
    | {"port": int, "hour": int, "addresses": dict},
}
NEEDED = (("community", "name"), ("form", "origin"), ("desk", "origin"))
# Read by the command line and by the demonstration, not settings of a room.
ELSEWHERE = frozenset({"REPORTING_INSTANCE", "REPORTING_KEYS"})


LOG_KEY, BEFORE = "log-key", ".before"
"""The log's secret key, and what its file ends in while another takes its place."""


@dataclass(frozen=True)
class Community:
    """What a community says of itself on its pages."""

    name: str
    short_name: str
    emergency_number: str
    leave_url: str
    leave_to: str
    listening_line: str
    other_ways: tuple[str, ...]
    small_spaces: tuple[str, ...]


@dataclass(frozen=True)
class Clocks:
    """What is promised to a reporter: days until the acknowledgement, months from then to the feedback."""

    acknowledge_days: int = 7
    feedback_months: int = 3

    def acknowledge_by(self, received_on: date) -> date:
        return received_on + timedelta(days=self.acknowledge_days)

    def feedback_by(self, acknowledged_on: date) -> date:
        return add_months(acknowledged_on, self.feedback_months)


@dataclass(frozen=True)
class FormSettings:
    """What the public form may know."""

    instance: Path
    keys: Path
    origin: str
    desk_origin: str
    mailbox_url: str = field(repr=False)
    token_key: bytes = field(repr=False)
    community: Community
    clocks: Clocks
    guidelines: Path


@dataclass(frozen=True)
class DeskSettings:
    """What the reviewers' desk may know."""

    instance: Path
    keys: Path
    origin: str
    form_origin: str
    mailbox_url: str = field(repr=False)
    desk_url: str = field(repr=False)
    community: Community
    clocks: Clocks


@dataclass(frozen=True)
class WorkerSettings:
    """What the worker may know. `mail` is as it stands in the file: `notifications.settings` parses it."""

    instance: Path
    keys: Path
    mailbox_url: str = field(repr=False)
    desk_url: str = field(repr=False)
    log_secret: bytes = field(repr=False)
    log_secret_before: bytes | None = field(repr=False)
    clocks: Clocks
    mail: Mapping[str, Any] = field(repr=False, default_factory=dict)

    @property
    def last_checkpoint(self) -> Path:
        """Where the last checkpoint that was signed is kept: away from the stores, so that no backup puts it back."""
        return self.instance / "worker" / "last-checkpoint"


def instance_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the instance lives: `REPORTING_INSTANCE`, else `instance/` here."""
    return Path(environ.get("REPORTING_INSTANCE") or "instance").resolve()


def keys_path(instance: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the public halves live: `REPORTING_KEYS`, else `keys/` beside the instance."""
    named = environ.get("REPORTING_KEYS")
    return Path(named).resolve() if named else instance.parent / "keys"


def read(untrusted_toml: bytes, environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Sections and keys, each known and of its type; raises SettingsRefused naming the one that is not."""
    try:
        found = tomllib.loads(untrusted_toml.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsRefused(f"reporting.toml cannot be read: {error}. Mend that line.") from None
    for section, values in found.items():
        if section not in KNOWN or not isinstance(values, dict):
            raise SettingsRefused(f"reporting.toml: unknown section or key {section!r}. Remove it.")
        for key, value in values.items():
            if key not in KNOWN[section]:
                raise SettingsRefused(f"reporting.toml: unknown key {key!r} in [{section}]. Remove it.")
            _check_type(f"[{section}] {key}", value, KNOWN[section][key])
    for name, text in environ.items():
        if name.startswith("REPORTING_") and name not in ELSEWHERE:
            section, _, key = name.removeprefix("REPORTING_").lower().partition("_")
            if KNOWN.get(section, {}).get(key) is not str:
                raise SettingsRefused(f"{name} names no setting that the environment may give. Unset it.")
            found.setdefault(section, {})[key] = text
    for section, key in NEEDED:
        if not found.get(section, {}).get(key):
            raise SettingsRefused(f"reporting.toml: {key!r} in [{section}] is missing. Add it.")
    return found


def _check_type(where: str, value: object, wanted: type) -> None:
    items = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    if not isinstance(value, wanted) or isinstance(value, bool) or not all(isinstance(item, str) for item in items):
        kind = {list: "a list of texts", dict: "a table of texts", str: "a text", int: "a whole number"}[wanted]
        raise SettingsRefused(f"reporting.toml: {where} must be {kind}. Mend it.")


@dataclass(frozen=True)
class Loaded:
    """One reading of an instance, from which each room takes its own settings."""

    instance: Path
    keys: Path
    values: Mapping[str, Mapping[str, Any]] = field(repr=False)

    def form(self) -> FormSettings:
        return FormSettings(
            instance=self.instance,
            keys=self.keys,
            origin=self._origin("form"),
            desk_origin=self._origin("desk"),
            mailbox_url=self._store("mailbox"),
            token_key=secret(self.instance / "secrets" / "form-token"),
            community=self.community(),
            clocks=self.clocks(),
            guidelines=self.instance / "guidelines",
        )

    def desk(self) -> DeskSettings:
        return DeskSettings(
            instance=self.instance,
            keys=self.keys,
            origin=self._origin("desk"),
            form_origin=self._origin("form"),
            mailbox_url=self._store("mailbox"),
            desk_url=self._store("desk"),
            community=self.community(),
            clocks=self.clocks(),
        )

    def worker(self) -> WorkerSettings:
        log_key = self.instance / "secrets" / LOG_KEY
        before = log_key.with_suffix(BEFORE)
        if before.exists() and not log_key.exists():
            raise SettingsRefused("The change of the log's key broke off. Go on with it: reporting log rotate")
        return WorkerSettings(
            instance=self.instance,
            keys=self.keys,
            mailbox_url=self._store("mailbox"),
            desk_url=self._store("desk"),
            log_secret=secret(log_key),
            log_secret_before=secret(before) if before.exists() else None,
            clocks=self.clocks(),
            mail=self.values.get("mail", {}),
        )

    def community(self) -> Community:
        given = self.values["community"]
        return Community(
            name=given["name"],
            short_name=given.get("short_name") or given["name"],
            emergency_number=given.get("emergency_number", "112"),
            leave_url=given.get("leave_url", "about:blank"),
            leave_to=given.get("leave_to", "an empty page"),
            listening_line=given.get("listening_line", ""),
            other_ways=tuple(given.get("other_ways", ())),
            small_spaces=tuple(given.get("small_spaces", ())),
        )

    def clocks(self) -> Clocks:
        given = self.values.get("clocks", {})
        if any(not 1 <= value <= 60 for value in given.values()):
            raise SettingsRefused("reporting.toml: every number in [clocks] must lie between 1 and 60. Mend it.")
        return Clocks(**given)

    def _origin(self, room: str) -> str:
        origin: str = self.values[room]["origin"]
        scheme, _, rest = origin.partition("://")
        host = rest.partition(":")[0]
        if scheme not in ("http", "https") or not host or set(rest) & set("/?#@ "):
            raise SettingsRefused(f"[{room}] origin must read like https://{room}.example, without a path. Mend it.")
        if scheme == "http" and host not in ("localhost", "127.0.0.1") and not host.endswith(".onion"):
            raise SettingsRefused(f"[{room}] origin must be https (or an onion address). Mend it.")
        return origin

    def _store(self, name: str) -> str:
        """A database address; a relative SQLite path is taken from the instance."""
        address: str = self.values.get("stores", {}).get(name, f"sqlite:///{name}/{name}.db")
        prefix = "sqlite:///"
        return prefix + str(self.instance / address.removeprefix(prefix)) if address.startswith(prefix) else address


def load(instance: Path | None = None, environ: Mapping[str, str] = os.environ) -> Loaded:
    """Read an instance's settings; raises SettingsRefused with one line and one remedy."""
    instance = (instance or instance_path(environ)).resolve()
    file = instance / "reporting.toml"
    try:
        untrusted_toml = file.read_bytes()
    except OSError:
        raise SettingsRefused(f"{file} cannot be read. Make an instance first, or set REPORTING_INSTANCE.") from None
    return Loaded(instance, keys_path(instance, environ), read(untrusted_toml, environ))
