"""Secrets of the server: one line in a file of its own in `instance/secrets/`, closed to others.

token_key = secret(instance / "secrets" / "form-token")
password = secret_line(instance / "secrets" / "mail-password")

A file, not a setting: settings are copied, shown and shared; and what stands in the environment, every child inherits.
"""

import stat
from pathlib import Path

from reporting.errors import Refused

REMEDIES = {
    "log-key": "Put back the copy that you keep of it: a new one cannot sign this log on.",
    "form-token": "Make it anew: 32 random bytes in hex, mode 0600.",
}


class SettingsRefused(Refused):
    """The settings cannot be used as they stand."""


def secret(file: Path) -> bytes:
    """The 32 bytes in a file that nobody but its owner's group may read; raises SettingsRefused."""
    try:
        value = bytes.fromhex(secret_line(file))
    except ValueError:
        value = b""
    if len(value) != 32:
        raise SettingsRefused(f"{file} is not 32 bytes in hex. {_remedy(file)}")
    return value


def secret_line(file: Path) -> str:
    """The one line of a file that nobody but its owner's group may read; raises SettingsRefused."""
    try:
        mode = file.stat().st_mode
        text = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise SettingsRefused(f"{file} is not there. {_remedy(file)}") from None
    except OSError as error:
        raise SettingsRefused(f"{file} cannot be read ({error.strerror}). Check its owner and mode.") from None
    except ValueError:
        text = ""
    if not text or "\n" in text:
        raise SettingsRefused(f"{file} is not one line of plain letters. {_remedy(file)}")
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise SettingsRefused(f"{file} can be read or changed by others. Run chmod 0600 on it.")
    return text


def _remedy(file: Path) -> str:
    return REMEDIES.get(file.stem, "Write it there as one line, mode 0600.")
