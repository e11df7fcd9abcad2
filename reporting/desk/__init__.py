"""The desk: the door for reviewers, alternates and auditors."""

from reporting.desk.factory import create_app

__all__ = ["create_app"]
