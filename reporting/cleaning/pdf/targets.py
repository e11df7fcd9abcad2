"""Where a link inside the document leads: a page and a place on it, never a name, since names are words."""

from collections.abc import Mapping
from typing import Any

from pikepdf import Array, Dictionary, Name, NameTree, Object, Pdf, PdfError, String

from reporting.cleaning.pdf.values import dictionary, name, number, words

VIEWS = words("XYZ Fit FitH FitV FitR FitB FitBH FitBV")


class Targets:
    """`pages` maps a page of theirs to one of ours."""

    def __init__(self, untrusted: Pdf, pages: Mapping[tuple[int, int], Object]) -> None:
        self.pages = pages
        self.old = dictionary(untrusted.Root.get("/Dests"))
        trees = dictionary(untrusted.Root.get("/Names"))
        tree = dictionary(trees.get("/Dests")) if trees is not None else None
        self.tree = NameTree(tree) if tree is not None and tree.is_indirect else None

    def find(self, untrusted: object, depth: int = 0) -> Array | None:
        if depth > 2:
            return None
        if isinstance(untrusted, Array):
            return self.explicit(untrusted)
        if isinstance(untrusted, Dictionary):
            return self.find(untrusted.get("/D"), depth + 1)
        return self.find(self.named(untrusted), depth + 1) if isinstance(untrusted, (Name, String)) else None

    def named(self, untrusted: Any) -> Any:
        if isinstance(untrusted, Name):
            return self.old.get(str(untrusted)) if self.old is not None else None
        try:
            return self.tree.get(str(untrusted)) if self.tree is not None else None
        except PdfError:
            return None

    def explicit(self, untrusted: Array) -> Array | None:
        page = dictionary(untrusted[0]) if len(untrusted) > 1 else None
        ours = self.pages.get(page.objgen) if page is not None else None
        view = name(untrusted[1], VIEWS) if len(untrusted) > 1 else None
        if ours is None or view is None:
            return None
        return Array([ours, view, *(number(one) for one in list(untrusted)[2:6])])
