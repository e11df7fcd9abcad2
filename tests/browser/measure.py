"""What can be measured of a page that everyone should be able to use: axe, width, size of text, size of targets."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NARROW, ZOOMED, WIDE = 320, 640, 1200
# No page of ours has a frame to look for.
OPTIONS = {"resultTypes": ["violations"], "iframes": False, "rules": {"target-size": {"enabled": True}}}
# For one rule, that no page asks to be turned, style sheets are fetched once more: they are the same at each width.
NARROWER = OPTIONS | {"preload": False}
COLOURS = NARROWER | {"runOnly": ["color-contrast", "link-in-text-block"]}
"""What is asked of a page in the dark, whose style sheet has other colours for it and nothing else."""
STICKS_OUT = """() => {
    const [html, width] = [document.documentElement, innerWidth];
    const hides = [html, document.body].some(one => /hidden|clip/.test(getComputedStyle(one).overflowX));
    return hides || html.scrollWidth > width
      ? [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > width + 1)
          .map(one => one.outerHTML.slice(0, 90)).concat(hides ? ["what sticks out is cut off"] : ["wider"])
      : [];
}"""
# A link inside a sentence is as high as its line (WCAG 2.5.8 excepts it); a tick box is as large as its label.
TOO_SMALL = """() => [...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
    .map(one => one.labels?.length && /radio|checkbox/.test(one.type) ? one.labels[0] : one)
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest(".away, .skip, [aria-hidden=true]"))
    .filter(one => !(one.matches("a") && getComputedStyle(one).display === "inline"
                     && one.parentElement.textContent.trim() !== one.textContent.trim()))
    .filter(one => { const {width, height} = one.getBoundingClientRect(); return Math.min(width, height) < 24; })
    .map(one => one.outerHTML.slice(0, 90))"""


MOVES = """() => [...document.querySelectorAll("*")].flatMap(one => ["", "::before", "::after"].map(part => {
    const {transitionDuration, animationName, scrollBehavior} = getComputedStyle(one, part || null);
    const still = animationName === "none" && scrollBehavior === "auto" && !/[1-9]/.test(transitionDuration);
    return still ? "" : `moves: ${one.outerHTML.slice(0, 90)} ${part}`;
})).filter(Boolean)"""


@cache
def axe() -> str:
    script: str = Axe().axe_script
    return script


def bring_axe(page: Page) -> None:
    """Unless it is there: it has 560 kB, and walking from page to page at the desk leaves the document as it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())


def faults(page: Page) -> list[str]:
    """All that is wrong with a page in light and dark, narrow and wide, and with its text twice as large."""
    before = page.viewport_size
    assert before
    bring_axe(page)
    page.emulate_media(
        reduced_motion="no-preference"
    )  # what moves only for those who have not asked for rest moves too
    found: list[str] = page.evaluate(MOVES)
    page.emulate_media(reduced_motion="reduce")
    for scheme, width in (("light", WIDE), ("dark", NARROW), ("light", NARROW), ("dark", WIDE)):
        asked = COLOURS if scheme == "dark" else OPTIONS if width == WIDE else NARROWER
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        resize(page, width)
        page.evaluate("scrollTo(0, 0)")  # where the bar that stays covers whatever has been scrolled to just there
        found += [f"{scheme} {width}: {one}" for one in violations(page, asked)]
        found += [f"{scheme} {width}: {one}" for one in page.evaluate(STICKS_OUT) + page.evaluate(TOO_SMALL)]
    found += twice_as_large(page)
    page.emulate_media(color_scheme="null")
    page.set_viewport_size(before)
    return found


def twice_as_large(page: Page) -> list[str]:
    """What sticks out once the text is so."""
    resize(page, ZOOMED)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = [f"text at 200 %: {one}" for one in page.evaluate(STICKS_OUT)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def sound(page: Page) -> None:
    found = faults(page)
    assert not found, "\n".join(found)


def translated_well(page: Page) -> None:
    """Sound in another language: its words are other and longer, its colours are those that were measured already."""
    before = page.viewport_size
    assert before
    bring_axe(page)
    resize(page, NARROW)
    page.evaluate("scrollTo(0, 0)")
    found = violations(page, NARROWER)
    for width in (NARROW, WIDE):
        resize(page, width)
        found += [f"{width}: {one}" for one in page.evaluate(STICKS_OUT) + page.evaluate(TOO_SMALL)]
    found += twice_as_large(page)
    page.set_viewport_size(before)
    assert not found, "\n".join(found)


def violations(page: Page, options: Mapping[str, Any]) -> list[str]:
    result: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    return [
        f"{found['id']}: {node['html'][:100]} {node['failureSummary']}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
