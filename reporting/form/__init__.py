"""The reporter's pages."""

from reporting.form.factory import create_app

__all__ = ["create_app"]
