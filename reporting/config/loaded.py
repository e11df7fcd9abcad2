"""One reading of an instance, from which each room takes its own settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reporting.config.known import BEFORE, LOG_KEY, STORES
from reporting.config.places import Places
from reporting.config.rooms import Backups, Clocks, Community, DeskSettings, FormSettings, SmallSpace, WorkerSettings
from reporting.secretfiles import SettingsRefused, secret


@dataclass(frozen=True)
class Loaded:
    """One reading of an instance, from which each room takes its own settings."""

    instance: Path
    keys: Path
    values: Mapping[str, Mapping[str, Any]] = field(repr=False)
    places: Places = field(repr=False, default_factory=Places)

    def form(self) -> FormSettings:
        return FormSettings(
            instance=self.instance,
            keys=self.keys,
            origin=self.values["form"]["origin"],
            desk_origin=self.values["desk"]["origin"],
            mailbox_url=self._store("mailbox"),
            token_key=secret(self.instance / "secrets" / "form-token"),
            community=self.community(),
            clocks=self.clocks(),
            guidelines=self.instance / "guidelines",
            announce_days=self.values["form"].get("announce_days", FormSettings.announce_days),
        )

    def desk(self) -> DeskSettings:
        return DeskSettings(
            instance=self.instance,
            keys=self.keys,
            origin=self.values["desk"]["origin"],
            form_origin=self.values["form"]["origin"],
            mailbox_url=self._store("mailbox"),
            desk_url=self._store("desk"),
            community=self.community(),
            clocks=self.clocks(),
            guidelines=self.instance / "guidelines",
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
            backups=self._backups(),
            log_folder=self._log_folder(),
            places=self.places,
        )

    def community(self) -> Community:
        given = self.values["community"]
        return Community(
            name=given["name"],
            short_name=given.get("short_name") or given["name"],
            language=given.get("language", "en"),
            emergency_number=given.get("emergency_number", "112"),
            leave_url=given.get("leave_url", "about:blank"),
            leave_to=given.get("leave_to", "an empty page"),
            listening_line=given.get("listening_line", ""),
            other_ways=tuple(given.get("other_ways", ())),
            small_spaces=tuple(SmallSpace(*one) for one in _counted(given.get("small_spaces", {})).items()),
        )

    def clocks(self) -> Clocks:
        return Clocks(**self.values.get("clocks", {}))

    def _backups(self) -> Backups | None:
        """None as long as no folder is named: whoever wants backups has to say where."""
        given = self.values.get("backup", {})
        if "folder" not in given:
            return None
        return Backups(Path(given["folder"]), **{name: value for name, value in given.items() if name != "folder"})

    def _log_folder(self) -> Path | None:
        named: str | None = self.values.get("log", {}).get("folder")
        return Path(named) if named is not None else None

    def _store(self, name: str) -> str:
        """A database address; a relative SQLite path is taken from the instance."""
        address: str = self.values.get("stores", {}).get(name, STORES[name])
        prefix = "sqlite:///"
        return prefix + str(self.instance / address.removeprefix(prefix)) if address.startswith(prefix) else address


def _counted(spaces: Mapping[str, int] | Iterable[str]) -> Mapping[str, int | None]:
    """How many people belong to each; None where only names are given."""
    return dict(spaces) if isinstance(spaces, Mapping) else dict.fromkeys(spaces)
