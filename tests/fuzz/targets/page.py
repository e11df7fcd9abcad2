"""A stranger's page, read for everything in it that could run. It is read, whatever it is."""

from reporting.site.page import Page
from tests.fuzz.target import Target, text_of

CLOSED = "\"'>--></script></style></title></textarea>"
"""Ends whatever a browser may be in the midst of."""


def seeds() -> list[bytes]:
    return [
        b"<!doctype html><html lang=en><head><meta charset=utf-8><style>p{color:red}</style>"
        b'<script type=module src=/form.js integrity=sha256-x></script></head><body><form data-recipients="ab">'
        b'<input name=readers value=both data-readers="a b"></form></body></html>',
        b'<link rel="stylesheet" href="/desk.css"><base href=//x><svg onload=a()><a href="java\nscript:a()">b</a>',
        b"<!-- a comment --><![CDATA[x]]><?xml version='1'?><!DOCTYPE html [<!ENTITY a 'b'>]><script>a()</script>",
    ]


def check(untrusted: bytes) -> bool:
    text = text_of(untrusted)
    page = Page.read(text)
    assert Page.read(text) == page
    assert Page.read(f"{text}{CLOSED}<svg onload=a()>").strange, "it hides what a browser would run"
    return True


WORDS = (
    b"<!",
    b"<![",
    b"]]>",
    b"-->",
    b"<?",
    b"</",
    b"/>",
    b"<script",
    b"</script>",
    b"<style>",
    b"&#x",
    b"&amp",
    b"<input name=readers",
    b"onclick=",
    b"<!DOCTYPE",
    b"<!ELEMENT",
    b"<!ATTLIST",
    b"[if",
    b"src=",
    b'"',
    b"'",
)
TARGET = Target("a stranger's page", seeds, check, WORDS)
