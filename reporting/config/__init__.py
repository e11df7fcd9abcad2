"""Settings: `instance/reporting.toml`, then `REPORTING_SECTION_KEY`, into one frozen value for each process.

    settings = load().form()

Each process gets the settings of its own room only: the form never learns where the desk's store is. What is unknown or
wrong is refused in one line that says where it stands.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from reporting.config.known import BEFORE, KNOWN, LOG_KEY
from reporting.config.loaded import Loaded
from reporting.config.places import Places
from reporting.config.reading import read, text_of
from reporting.config.rooms import Backups, Clocks, Community, DeskSettings, FormSettings, SmallSpace, WorkerSettings
from reporting.config.values import wrong_with
from reporting.secretfiles import SettingsRefused, secret, secret_line

__all__ = [
    "BEFORE",
    "KNOWN",
    "LOG_KEY",
    "Backups",
    "Clocks",
    "Community",
    "DeskSettings",
    "FormSettings",
    "Loaded",
    "Places",
    "SettingsRefused",
    "SmallSpace",
    "WorkerSettings",
    "instance_path",
    "keys_path",
    "load",
    "read",
    "secret",
    "secret_line",
    "wrong_with",
]


def instance_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the instance lives: `REPORTING_INSTANCE`, else `instance/` here."""
    return Path(environ.get("REPORTING_INSTANCE") or "instance").resolve()


def keys_path(instance: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the public halves live: `REPORTING_KEYS`, else `keys/` beside the instance."""
    named = environ.get("REPORTING_KEYS")
    return Path(named).resolve() if named else instance.parent / "keys"


def load(instance: Path | None = None, environ: Mapping[str, str] = os.environ) -> Loaded:
    """Read an instance's settings; raises SettingsRefused with one line and one remedy."""
    instance = (instance or instance_path(environ)).resolve()
    file = instance / "reporting.toml"
    try:
        untrusted_toml = file.read_bytes()
    except FileNotFoundError:
        raise SettingsRefused(f"{file} is not there. Set REPORTING_INSTANCE, or make one: reporting init") from None
    except OSError as error:
        raise SettingsRefused(f"{file} cannot be read ({error.strerror}). Mend its permissions.") from None
    values = read(untrusted_toml, environ)
    return Loaded(instance, keys_path(instance, environ), values, Places(text_of(untrusted_toml), frozenset(environ)))
