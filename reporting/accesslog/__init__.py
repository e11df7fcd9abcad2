"""Who looked at what: entries that are written before anything is shown, and never changed."""

from reporting.accesslog.entries import Entry, Facts, MalformedEntry, Tag, commitment
from reporting.accesslog.log import AccessLog, LogUnavailable

__all__ = ["AccessLog", "Entry", "Facts", "LogUnavailable", "MalformedEntry", "Tag", "commitment"]
