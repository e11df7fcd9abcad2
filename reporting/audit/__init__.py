"""The audit room: who looked at what. It reads the log on a connection that cannot write, and no content ever."""

from reporting.audit.entries import install, room

__all__ = ["install", "room"]
