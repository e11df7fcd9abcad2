"""The fields of a page's form, as a browser without JavaScript would send them back."""

from html.parser import HTMLParser


class Fields(HTMLParser):
    """What a browser without JavaScript would send back: every field of the page's form with its value."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.selectable: dict[str, list[str]] = {}
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "input" and name and given.get("type") in ("radio", "checkbox"):
            self.selectable.setdefault(name, []).append(value)
            if "checked" in given:
                self.values.setdefault(name, []).append(value)
        elif tag == "input" and name:
            self.values.setdefault(name, []).append(value)
        elif tag == "textarea" and name:
            self._area = name
            self.values[name] = [""]
        elif tag == "select" and name:
            self._select = name
            self.values[name] = [""]
        elif tag == "option" and self._select:
            self.selectable.setdefault(self._select, []).append(value)
            if "selected" in given:
                self.values[self._select] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area:
            # HTML drops one line end that directly follows the tag.
            so_far = self.values[self._area][0]
            self.values[self._area][0] = so_far + (data.removeprefix("\n") if not so_far else data)


def fields_of(html: str) -> dict[str, list[str]]:
    """Names and values that the form in this page would send."""
    parser = Fields()
    parser.feed(html)
    return parser.values
