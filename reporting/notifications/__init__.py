"""Mail: at fixed hours, with constant words, from an outbox that loses nothing. It knows people and days, no case."""

from reporting.notifications.digest import Kind
from reporting.notifications.outbox import Outbox
from reporting.notifications.post import Post
from reporting.notifications.settings import MailSettings

__all__ = ["Kind", "MailSettings", "Outbox", "Post"]
