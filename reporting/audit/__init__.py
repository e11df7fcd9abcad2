"""The audit room: who looked at what. It reads the log on a connection that cannot write, and no content ever."""

from reporting.audit import checkpoint, clocks, entries, export, openings
from reporting.audit.room import AuditRoom, install

rooms = (entries.room, openings.room, clocks.room, checkpoint.room, export.room)

__all__ = ["AuditRoom", "install", "rooms"]
