"""The mailbox's own tests, on both engines."""

from tests.postgres import both_engines

engine = both_engines
