"""What a setting's value has to be beyond its type. Each check says what is wrong, or nothing."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from babel import Locale, UnknownLocaleError

from reporting.config.known import STORES

HERE = ("localhost", "127.0.0.1")
_SENT = re.compile(r"(?P<host>[a-z0-9]([a-z0-9._-]*[a-z0-9])?)(:(?P<port>[1-9][0-9]{0,4}))?", re.ASCII)
_USUAL_PORTS: Mapping[str, str] = {"https": "443", "http": "80"}
_STORE = re.compile(r"(sqlite:///|postgresql(\+psycopg)?://).", re.ASCII)
_PASSWORD = re.compile(r"postgresql[^:]*://[^/@]*:[^/@]*@|[?&]password=", re.ASCII)


def _origin(room: str, value: str) -> str | None:
    """A scheme and a host, closed to those on the way: https, an onion address, or this machine. Spelled as a browser
    spells it: posts from an origin that differs by a letter are refused as a stranger's."""
    scheme, _, rest = value.partition("://")
    if scheme not in _USUAL_PORTS or not rest or set(rest) & set("/?#@ "):
        return f"must read like https://{room}.example, without a path"
    sent = _SENT.fullmatch(rest)
    if not sent or sent["port"] == _USUAL_PORTS[scheme] or int(sent["port"] or 1) > 65535:
        return "must be as browsers send it: a name in small letters (xn--… for others than a to z), no usual port"
    if scheme == "http" and sent["host"] not in HERE and not sent["host"].endswith(".onion"):
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
    ("log", "folder"): _an_absolute_folder,
    ("clocks", "acknowledge_days"): _between_1_and_60,
    ("clocks", "feedback_months"): _between_1_and_60,
    ("clocks", "update_days"): _between_1_and_60,
    ("clocks", "urgent_days"): _between_1_and_60,
    ("clocks", "keep_action_months"): _between_1_and_60,
    ("clocks", "keep_no_action_months"): _between_1_and_60,
    ("clocks", "keep_out_of_scope_days"): _between_1_and_366,
}


def wrong_with(section: str, key: str, value: Any) -> str | None:
    """What is wrong with a value of the right type, to be read after the setting's name; None when it will do."""
    check = _CHECKS.get((section, key))
    return check(value) if check else None


def same_twice(values: Mapping[str, Mapping[str, Any]]) -> tuple[str, str, str] | None:
    """Section, key and what is wrong, where two settings that keep rooms apart are one."""
    if values["form"]["origin"] == values["desk"]["origin"]:
        return "desk", "origin", "must be another than the form's"
    given = values.get("stores", {})
    mailbox, desk = (given.get(name, STORES[name]) for name in ("mailbox", "desk"))
    if desk == mailbox and not desk.startswith("postgresql"):  # there each has a schema of its own
        one, other = ("desk", "mailbox") if "desk" in given else ("mailbox", "desk")
        return "stores", one, f"must be another than the {other}"
    return None
