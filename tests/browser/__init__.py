"""Debian's chromium on the real apps, with and without JavaScript."""
