"""What a page would have a browser run, load and seal to, read from its source.

Everything that could run is told, whatever the page's policy says of it: a policy is one header away from another one.
"""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser

LOADS = frozenset({"iframe", "frame", "object", "embed", "applet", "base", "portal"})
LINKS = frozenset({"stylesheet", "modulepreload", "preload", "prefetch", "import", "manifest"})
ADDRESSES = ("href", "src", "action", "formaction", "data", "xlink:href", "srcdoc")
_NOT_AN_ADDRESS = re.compile(r"[\x00-\x20]+")


@dataclass
class Page:
    """`scripts` by address with the integrity that the page asks for, `sheets` by address, `styles` by hash;
    `strange` is all else that could run or load something."""

    scripts: dict[str, str] = field(default_factory=dict)
    sheets: set[str] = field(default_factory=set)
    styles: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)
    recipients: str | None = None

    @classmethod
    def read(cls, untrusted_html: str) -> "Page":
        reader = _Reader(cls())
        try:
            reader.feed(untrusted_html)
            reader.close()
        except AssertionError:  # Python's parser knows fewer declarations than there are
            reader.page.strange.append("a declaration that cannot be read")
        return reader.page


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self._inside: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._refuse_attributes(tag, attrs)
        if tag in LOADS or (tag == "meta" and "http-equiv" in given):
            self.page.strange.append(f"an element <{tag}>")
        elif tag == "script" and "src" in given:
            if given["src"] in self.page.scripts:
                self.page.strange.append(f"the script {given['src']} twice")
            self.page.scripts[given["src"]] = given.get("integrity", "")
        elif tag == "link" and LINKS & set(given.get("rel", "").lower().split()):
            if given["rel"].lower() == "stylesheet":
                self.page.sheets.add(given.get("href", ""))
            else:
                self.page.strange.append(f"a link to load {given.get('href', '')}")
        elif tag == "input" and given.get("name") == "readers":
            if given.get("value", "") in self.page.choices:
                self.page.strange.append(f"the choice of readers {given.get('value', '')} twice")
            self.page.choices[given.get("value", "")] = given.get("data-readers", "")
        elif given.get("name") == "readers":
            self.page.strange.append(f"readers to be chosen by a <{tag}>")
        elif tag == "form" and "data-recipients" in given:
            self.page.recipients = given["data-recipients"]
        if tag in ("script", "style"):
            self._inside, self._text = tag, ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # HTML knows no such tags: a browser reads on as after an opening one.
        self.handle_starttag(tag, attrs)

    def _refuse_attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        for name, value in attrs:
            address = _NOT_AN_ADDRESS.sub("", value or "").lower()
            if name.startswith("on"):
                self.page.strange.append(f"an attribute {name} on <{tag}>")
            elif name in ADDRESSES and address.startswith(("javascript:", "data:text/html", "vbscript:")):
                self.page.strange.append(f"a script in the {name} of <{tag}>")
        if tag in ("script", "input", "form", "link") and len(names) != len(set(names)):
            self.page.strange.append(f"an attribute twice on <{tag}>")

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_comment(self, data: str) -> None:
        # A browser ends these sooner than Python does ("<!-->", "--!>", "<![CDATA[>"): a tag can hide from us in them,
        # and the released pages have none.
        self.page.strange.append("a comment, or what is read as one")

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self.handle_comment(decl)

    def handle_endtag(self, tag: str) -> None:
        if tag != self._inside:
            return
        if tag == "style":
            self.page.styles.append(sha256(self._text.encode()).hexdigest())
        elif self._text.strip():
            self.page.strange.append("a script inside the page")
        self._inside = None

    def close(self) -> None:
        super().close()
        if self._inside == "script":
            self.page.strange.append("a script without an end")
        elif self._inside == "style":
            self.page.strange.append("a style sheet without an end")
