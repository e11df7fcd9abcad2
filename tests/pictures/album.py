"""Where pictures go: each page in four looks, and the steps of a way in their order."""

from collections import Counter
from pathlib import Path

from playwright.sync_api import Page

LOOKS = tuple((scheme, width) for scheme in ("light", "dark") for width in (1200, 360))


class Album:
    """A folder of pictures, and the one of those few that the README shows."""

    def __init__(self, folder: Path, readme: Path) -> None:
        self.folder, self._readme = folder, readme
        self._steps: Counter[str] = Counter()
        self.count = 0

    def page(self, page: Page, name: str) -> None:
        """The whole page as it is now: light and dark, wide and on a telephone."""
        before = page.viewport_size
        assert before
        for scheme, width in LOOKS:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=self._file("pages", f"{name}-{scheme}-{width}"), full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before)

    def step(self, page: Page, way: str, what: str) -> None:
        """The next step of this way, as much of it as the window shows."""
        self._steps[way] += 1
        page.screenshot(path=self._file(way, f"{self._steps[way]:02}-{what}"))

    def for_readme(self, page: Page, name: str, *, height: int) -> None:
        """The upper part of the page, as wide as its window."""
        size = page.viewport_size
        assert size
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height}
        page.screenshot(path=self._readme / f"{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]

    def _file(self, room: str, name: str) -> Path:
        self.count += 1
        place = self.folder / room
        place.mkdir(parents=True, exist_ok=True)
        return place / f"{name}.png"
