"""What keeps floods and forgers off the form without keeping people off it."""

from reporting.abuse.door import Door, PleaseWait, Shown, TrayFull
from reporting.abuse.token import BadToken, FormTokens, SpentAlready, SpentToken, StaleToken, TokenRefused

__all__ = [
    "BadToken",
    "Door",
    "FormTokens",
    "PleaseWait",
    "Shown",
    "SpentAlready",
    "SpentToken",
    "StaleToken",
    "TokenRefused",
    "TrayFull",
]
