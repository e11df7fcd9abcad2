"""How a page leaves: its one style sheet inside it, and small when nothing in it came from the request.

Answers that repeat what was sent are never compressed: their size would tell about secrets beside it (BREACH,
breachattack.com). Pages that are the same for everybody are, so that the first view is one short request.
"""

import gzip
from base64 import b64encode
from pathlib import Path

from flask import Response, request
from markupsafe import Markup

from reporting.served import plain_style


def style_sheet(file: Path) -> Markup:
    """The style sheet as it stands in every page."""
    css = plain_style(file.read_text(encoding="utf-8"))
    return Markup(css)  # noqa: S704 our own file, and it must reach the page letter by letter


def data_address(content: bytes) -> str:
    """A text that travels inside a page (RFC 2397): saving it asks the server for nothing, so nothing knows of it."""
    return f"data:text/plain;base64,{b64encode(content).decode()}"


def same_for_everybody(text: str, mimetype: str = "text/html") -> Response:
    """A page that holds nothing of the request, compressed for browsers that read it so."""
    response = Response(text, mimetype=mimetype)
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(text.encode(), compresslevel=9, mtime=0))
        response.content_encoding = "gzip"
    return response
