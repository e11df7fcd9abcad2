"""One document being made anew: the stranger's on one side, ours on the other, and what was already carried over."""

from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
from pikepdf import Dictionary, Object, Pdf

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.pdf.budget import Budget
from reporting.cleaning.pdf.layers import Layers


class Job:
    """`once` copies a shared part a single time, so that neither a loop nor a fan of references costs anything.

    `copiers` say for each category of resources how one is carried over. With `for_pictures` what cannot be proven
    clean but is needed to draw the page is kept: the result must never be handed out, only drawn.
    """

    def __init__(
        self, untrusted: Pdf, copiers: Mapping[str, Callable[..., Any]], *, for_pictures: bool = False
    ) -> None:
        self.copiers = copiers
        self.for_pictures = for_pictures
        self.out = pikepdf.new()
        self.budget = Budget()
        self.layers = Layers(untrusted)
        self.done: dict[tuple[object, ...], Any] = {}
        self.serial = 0
        self.removed: set[Kind] = set()

    def once(self, kind: str, source: Object, make: Callable[[], Any], beside: object = None) -> Any:
        key = (kind, source.objgen, beside) if source.is_indirect else None
        if key is not None and key in self.done:
            return self.done[key]
        with self.budget.deeper():
            self.budget.spend(parts=1)
            made = make()
        if key is not None:
            self.done[key] = made
        return made

    def next_serial(self) -> int:
        self.serial += 1
        return self.serial

    def begin(self, kind: str, source: Object, target: Object, beside: object = None) -> None:
        """Remember `target` before it is filled: what it holds may lead back to it."""
        if source.is_indirect:
            self.done[kind, source.objgen, beside] = target

    def stream(self) -> pikepdf.Stream:
        return self.out.make_stream(b"")

    def dictionary(self) -> Object:
        return self.out.make_indirect(Dictionary())

    def empty_form(self) -> pikepdf.Stream:
        """What stands for a picture that nobody can see."""
        key = ("empty form",)
        if key not in self.done:
            form = self.out.make_stream(b"")
            form["/Type"], form["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
            form["/BBox"] = pikepdf.Array([0, 0, 0, 0])
            self.done[key] = form
        made: pikepdf.Stream = self.done[key]
        return made
