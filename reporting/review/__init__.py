"""What reviewers do, one use case a file."""

from reporting.review.house import House

__all__ = ["House"]
