"""A browser without JavaScript: it loads a page, fills in its form and sends it, guards and all."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests import multipart


@dataclass
class Page(HTMLParser):
    """What a page shows: text, fields as they would be sent, ids, buttons, opened groups."""

    status: int
    html: str
    headers: Any = None
    fields: MultiDict[str, str] = field(default_factory=MultiDict)
    buttons: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._area: str | None = None
        self._select: str | None = None
        self.feed(self.html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if given.get("id"):
            self.ids.append(str(given["id"]))
        name, value = given.get("name"), given.get("value") or ""
        if tag == "button" and name:
            self.buttons[name] = value
        elif tag == "input" and name and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.fields.add(name, value)
        elif tag == "textarea" and name:
            self._area = name
            self.fields.add(name, "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = value
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            # As a browser does: the first line end in the source is not part of the text.
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data
        if self._open[-1:] != ["style"]:
            self.text += f" {data}"

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def alert(self) -> dict[str, str | None] | None:
        return next((attrs for _, attrs in self.tags if attrs.get("role") == "alert"), None)

    @property
    def receipt(self) -> str:
        """The twelve words on a confirmation, or nothing."""
        _, _, rest = self.html.partition('class="line"')
        return rest.partition(">")[2].partition("<")[0] if rest else ""


class Browser:
    """Keeps nothing between pages but what the pages carry."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client(use_cookies=False)

    def get(self, path: str = "/", **headers: str) -> Page:
        return self._page(self._client.get(path, headers={name.replace("_", "-"): v for name, v in headers.items()}))

    def load(self, path: str, headers: Mapping[str, str]) -> TestResponse:
        """Something that is no page."""
        return self._client.get(path, headers=dict(headers))

    def post(self, fields: Mapping[str, Any], path: str = "/", **headers: str) -> Page:
        """Fields in the page's encoding, with the headers of a browser that tells where it comes from."""
        sent = {"Sec-Fetch-Site": "same-origin"} | {name.replace("_", "-"): value for name, value in headers.items()}
        data = fields.to_dict(flat=False) if isinstance(fields, MultiDict) else fields
        return self._page(self._client.post(path, data=data, headers=sent, content_type="multipart/form-data"))

    def raw(self, body: bytes, content_type: str, path: str = "/", **environ: Any) -> Page:
        environ = {
            "wsgi.input": BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": content_type.encode().decode("latin-1"),
        } | environ
        return self._page(
            self._client.post(
                path,
                headers={"Sec-Fetch-Site": "same-origin"},
                environ_overrides=environ,
            )
        )

    def fill(self, page: Page | None = None, **answers: str | list[str]) -> MultiDict[str, str]:
        """What this page would send with these answers."""
        fields = MultiDict((page or self.get()).fields.items(multi=True))
        for name, value in answers.items():
            fields.setlist(name, value if isinstance(value, list) else [value])
        return fields

    def write(self, page: Page | None = None, **answers: str | list[str]) -> Page:
        """Load the page, or take this one, fill it in and send it."""
        return self.post(self.fill(page, **answers))

    def attach(self, fields: MultiDict[str, str], *files: bytes) -> Page:
        """Send these fields with files chosen in the page."""
        return self.attach_to("/", fields, *files)

    def attach_to(self, path: str, fields: MultiDict[str, str], *files: bytes) -> Page:
        """The same on the page of another language."""
        return self.raw(multipart.body(fields.items(multi=True), files), multipart.CONTENT_TYPE, path)

    @staticmethod
    def _page(response: TestResponse) -> Page:
        assert "Set-Cookie" not in response.headers
        body = response.get_data()
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return Page(response.status_code, body.decode(), response.headers)
