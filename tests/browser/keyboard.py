"""Somebody without a mouse, who sees where the focus is.

hands = Keyboard(page)
hands.to(lambda at: at["words"].endswith("Open the report"))
hands.press("Enter")
"""

from collections.abc import Callable

from playwright.sync_api import Page

FOCUS = """() => {
    const one = document.activeElement, seen = one.labels?.[0]?.querySelector("input") ? [one, one.labels[0]] : [one];
    const {left, right, top, bottom} = one.getBoundingClientRect();
    return {
        name: one.name ?? "", value: one.value ?? "", id: one.id, tag: one.localName,
        words: one.textContent.trim().slice(0, 40),
        ring: seen.some(each => { const looks = getComputedStyle(each);
            return looks.outlineStyle !== "none" && parseFloat(looks.outlineWidth) >= 2; }),
        inView: right > 0 && left < innerWidth && bottom > 0 && top < innerHeight,
    };
}"""


class Keyboard:
    """Somebody without a mouse: each place that the focus comes to must be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, wanted: Callable[[dict[str, str]], bool], *, key: str = "Tab") -> None:
        for _ in range(80):
            self.page.keyboard.press(key)
            at = self.page.evaluate(FOCUS)
            assert at["tag"] != "body" or not at["words"], "the focus is nowhere"
            assert at["ring"], f"no focus to be seen on {at}"
            assert at["inView"], f"the focus is out of sight on {at}"
            if wanted(at):
                return
        raise AssertionError("it cannot be reached by keyboard")

    def field(self, name: str, *, key: str = "Tab") -> None:
        self.to(lambda at: at["name"] == name, key=key)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
