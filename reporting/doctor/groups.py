"""Every group of findings, in the order in which they are told."""

import os
from collections.abc import Iterator, Mapping

from reporting.config import SettingsRefused
from reporting.doctor import (
    ages,
    answers,
    backups,
    clocks,
    debug,
    disk,
    entered,
    files,
    guidelines,
    keys,
    log_entries,
    log_folder,
    mail,
    memory,
    owners,
    private_keys,
    proxy,
    roster_age,
    settings,
    stores,
    worked,
)
from reporting.doctor.findings import Asked, Check, Finding, advice, serious

GROUPS: Mapping[str, Check] = {
    "settings": settings.look,
    "debug": debug.look,
    "files": files.look,
    "owners": owners.look,
    "private keys": private_keys.look,
    "roster": keys.look,
    "roster's age": roster_age.look,
    "stores": stores.look,
    "memory": memory.look,
    "clock": clocks.look,
    "worker": worked.look,
    "access log": log_entries.look,
    "entered reports": entered.look,
    "backups": backups.look,
    "log folder": log_folder.look,
    "mail": mail.look,
    "disk": disk.look,
    "ages": ages.look,
    "guidelines": guidelines.look,
    "proxy": proxy.look,
    "answers": answers.look,
}
ELSEWHERE = ("debug", "memory", "proxy")
"""What can be told without looking into the instance."""
NOWHERE = ("settings", *ELSEWHERE)
"""What can be told where there is no instance: that, once. Most often another folder was meant, and nothing is lost."""


def examine(asked: Asked) -> Iterator[tuple[str, Finding]]:
    """Each finding with its group. What one group cannot look into does not keep the others from being told."""
    closed = asked.instance.exists() and not os.access(asked.instance, os.R_OK | os.X_OK)
    if closed:
        yield "files", advice(f"{asked.instance} is closed to this user.", "Run reporting doctor as root.")
    told = ELSEWHERE if closed else GROUPS if asked.instance.exists() else NOWHERE
    for name, look in GROUPS.items():
        if name not in told:
            continue
        try:
            for finding in look(asked):
                yield name, finding
        except SettingsRefused:
            continue  # told by `settings`; a secret that will not do, by `files`
        except PermissionError as error:
            yield name, advice(f"{error.filename} is closed to this user.", "Run reporting doctor as root.")
        except FileNotFoundError as error:
            yield name, serious(f"{error.filename} is not there.", "Put it back from a backup.")
