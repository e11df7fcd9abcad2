"""Every setting there is, and its type. What is not here is refused: a mistyped guard is a guard that is off."""

from collections.abc import Mapping

KNOWN: Mapping[str, Mapping[str, type]] = {
    "community": {
        "name": str,
        "short_name": str,
        "language": str,
        "emergency_number": str,
        "leave_url": str,
        "leave_to": str,
        "listening_line": str,
        "other_ways": list,
        "small_spaces": dict,
    },
    "form": {"origin": str, "announce_days": int},
    "desk": {"origin": str},
    "stores": {"mailbox": str, "desk": str},
    "clocks": dict.fromkeys(
        (
            *("acknowledge_days", "feedback_months", "update_days", "urgent_days"),
            *("keep_action_months", "keep_no_action_months", "keep_out_of_scope_days"),
        ),
        int,
    ),
    "backup": {"folder": str, "keep": int},
    "log": {"folder": str},
    "mail": dict.fromkeys(("host", "tls", "username", "sender", "digest"), str)
    | {"port": int, "hour": int, "addresses": dict},
}
COUNTED = ("community", "small_spaces")
"""A table of whole numbers. A list of its names alone is taken too, since that is how it stood here at first."""
MOST_OF_A_SMALL_SPACE = 99
NEEDED = (("community", "name"), ("form", "origin"), ("desk", "origin"))
# Read by the command line and by the demonstration, not settings of a room.
ELSEWHERE = frozenset({"REPORTING_INSTANCE", "REPORTING_KEYS"})
STORES: Mapping[str, str] = {"mailbox": "sqlite:///mailbox/mailbox.db", "desk": "sqlite:///desk/desk.db"}
"""Where each store is if nothing else is said."""

LOG_KEY, BEFORE = "log-key", ".before"
"""The log's secret key, and what its file ends in while another takes its place."""
