"""What keeps floods and forgers off the form without keeping people off it."""

from reporting.abuse.token import BadToken, FormTokens, SpentAlready, SpentToken, StaleToken, TokenRefused

__all__ = ["BadToken", "FormTokens", "SpentAlready", "SpentToken", "StaleToken", "TokenRefused"]
