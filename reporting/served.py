"""What both apps serve to browsers: their policies, the form's one style sheet, and how a release lists it all.

Standard library only: the build loads this file by itself and writes the manifest with it.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping

FORM = "FORM"
"""Stands in the desk's policy for the form's address."""
NOT_SERVED = frozenset({"manifest.txt", "source.sha256", "licences.txt"})
"""What lies beside the files for browsers and is none."""


def plain_style(text: str) -> str:
    """A style sheet as it stands in every page of the form: without comments, indents and line ends."""
    css = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip()


def form_policy(css: str) -> str:
    """Nothing from anywhere; of styles only this sheet, by its hash; of scripts only our own file, which may ask
    nobody but us and never makes elements out of text."""
    digest = b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data: blob:; script-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
        " trusted-types 'none'"
    )


def desk_policy(form_origin: str) -> str:
    """Without exceptions: the desk's own files, its Worker, and the form's origin to compare keys with (D13)."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob:",
            "worker-src 'self'",
            f"connect-src 'self' {form_origin}",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types desk",
        )
    )


def listing(version: str, policies: tuple[str, str], style: str, files: Mapping[str, str]) -> str:
    """The text of a manifest (`reporting.site.manifest`): policies of form and desk, the rest as SHA-256 in hex."""
    lines = [
        "reporting release v1",
        f"version {version}",
        f"form-policy {policies[0]}",
        f"desk-policy {policies[1]}",
        f"form-style {style}",
        *(f"file {name} {files[name]}" for name in sorted(files)),
    ]
    return "".join(f"{line}\n" for line in lines)
