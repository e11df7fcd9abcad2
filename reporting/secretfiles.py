"""Secrets of the server: one line in a file of its own in `instance/secrets/`, closed to others.

token_key = secret(instance / "secrets" / "form-token")
password = secret_line(instance / "secrets" / "mail-password")

A file, not a setting: settings are copied, shown and shared; and what stands in the environment, every child inherits.
"""

import stat
from pathlib import Path

from reporting.errors import Refused


class SettingsRefused(Refused):
    """The settings cannot be used as they stand."""


def secret(file: Path) -> bytes:
    """The 32 bytes in a file that nobody but its owner's group may read; raises SettingsRefused."""
    try:
        value = bytes.fromhex(secret_line(file, "32 random bytes in hex"))
    except ValueError:
        value = b""
    if len(value) != 32:
        raise SettingsRefused(f"{file} must hold 32 bytes in hex. Make it again.")
    return value


def secret_line(file: Path, what: str = "one line of plain letters") -> str:
    """The one line of a file that nobody but its owner's group may read; raises SettingsRefused."""
    try:
        mode = file.stat().st_mode
        text = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        text = ""
    if not text or "\n" in text:
        raise SettingsRefused(f"{file} holds no secret. Make it again: {what}, mode 0600.")
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise SettingsRefused(f"{file} can be read or changed by others. Run chmod 0600 on it.")
    return text
