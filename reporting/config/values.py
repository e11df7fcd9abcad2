"""What a setting's value has to be beyond its type. Each check says what is wrong, or nothing."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError

HERE = ("localhost", "127.0.0.1")
_STORE = re.compile(r"(sqlite:///|postgresql(\+psycopg)?://).", re.ASCII)
_PASSWORD = re.compile(r"postgresql[^:]*://[^/@]*:[^/@]*@|[?&]password=", re.ASCII)


def _origin(room: str, value: str) -> str | None:
    """A scheme and a host, closed to those on the way: https, an onion address, or this machine."""
    scheme, _, rest = value.partition("://")
    host = rest.partition(":")[0]
    try:
        port_is_one = urlsplit(value).port != 0
    except ValueError:
        port_is_one = False
    if scheme not in ("http", "https") or not host or set(rest) & set("/?#@ ") or not port_is_one:
        return f"must read like https://{room}.example, without a path"
    if scheme == "http" and host not in HERE and not host.endswith(".onion"):
        return "must be https (or an onion address)"
    return None


def _between_1_and_60(value: int) -> str | None:
    return None if 1 <= value <= 60 else "must lie between 1 and 60"


def _an_absolute_folder(value: str) -> str | None:
    return None if value.startswith("/") else "must be a folder's whole path, such as /var/backups/reporting"


def _between_1_and_366(value: int) -> str | None:
    return None if 1 <= value <= 366 else "must lie between 1 and 366"


def _a_store(value: str) -> str | None:
    if not _STORE.match(value):
        return "must read like sqlite:///mailbox/mailbox.db or postgresql+psycopg:///reporting"
    return "must hold no password: the settings are read by all three programs" if _PASSWORD.search(value) else None


def _a_page(value: str) -> str | None:
    is_one = value == "about:blank" or value.startswith(("https://", "http://"))
    return None if is_one else "must be the address of a page"


def _a_language(value: str) -> str | None:
    try:
        Locale.parse(value, sep="-")
    except (ValueError, UnknownLocaleError):
        return "must be a language, such as en, fr or ar"
    return None


def _something(value: str) -> str | None:
    return None if value.strip() else "must not be empty"


_CHECKS: Mapping[tuple[str, str], Callable[[Any], str | None]] = {
    ("community", "name"): _something,
    ("community", "language"): _a_language,
    ("community", "leave_url"): _a_page,
    ("form", "origin"): lambda value: _origin("form", value),
    ("form", "announce_days"): _between_1_and_366,
    ("desk", "origin"): lambda value: _origin("desk", value),
    ("stores", "mailbox"): _a_store,
    ("stores", "desk"): _a_store,
    ("backup", "folder"): _an_absolute_folder,
    ("backup", "keep"): _between_1_and_366,
    ("clocks", "acknowledge_days"): _between_1_and_60,
    ("clocks", "feedback_months"): _between_1_and_60,
}


def wrong_with(section: str, key: str, value: Any) -> str | None:
    """What is wrong with a value of the right type, to be read after the setting's name; None when it will do."""
    check = _CHECKS.get((section, key))
    return check(value) if check else None


def same_twice(values: Mapping[str, Mapping[str, Any]]) -> tuple[str, str, str] | None:
    """Section, key and what is wrong, where two settings that keep rooms apart are one."""
    if values["form"]["origin"] == values["desk"]["origin"]:
        return "desk", "origin", "must be another than the form's"
    stores = values.get("stores", {})
    desk = stores.get("desk", "sqlite")
    if desk == stores.get("mailbox") and not desk.startswith("postgresql"):  # there each has a schema of its own
        return "stores", "desk", "must be another than the mailbox"
    return None
