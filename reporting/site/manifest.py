"""What a release serves: the SHA-256 of each file for browsers, of the form's style sheet, and both policies.

    reporting release v1
    version 0.1.0
    form-policy default-src 'none'; style-src 'sha256-…'; …
    desk-policy default-src 'none'; …; connect-src 'self' FORM; …
    form-style 6f1c…
    file back.js 9a0e…
    …

It is the text of a signed note, so that whoever publishes a release signs it and anybody checks it. The build writes it
unsigned beside the files (`reporting/static/built/manifest.txt`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Self

from reporting.errors import Refused
from reporting.served import FORM, NOT_SERVED, desk_policy, form_policy, listing, plain_style
from reporting.signednote import Note, NoteError, Signer, VerifierKey, sign

PACKAGE = Path(__file__).resolve().parent.parent
BUILT = PACKAGE / "static" / "built"
STYLE = PACKAGE / "templates" / "form" / "style.css"
_HASH = "[0-9a-f]{64}"
_TEXT = re.compile(
    rf"reporting release v1\nversion (?P<version>[^\n ]+)\nform-policy (?P<form>[^\n]+)\ndesk-policy (?P<desk>[^\n]+)\n"
    rf"form-style (?P<style>{_HASH})\n(?P<files>(?:file [A-Za-z0-9._-]+ {_HASH}\n)+)"
)


class ManifestRefused(Refused):
    """A manifest cannot be relied on."""


@dataclass(frozen=True)
class Manifest:
    """One release. `style` and the values of `files` are SHA-256 in hex; `desk` has FORM in the place of an address."""

    version: str
    form: str
    desk: str
    style: str
    files: Mapping[str, str]

    @classmethod
    def of_package(cls) -> Self:
        """What this installation serves; raises ManifestRefused when its files were never built."""
        css = plain_style(STYLE.read_text(encoding="utf-8"))
        found = sorted(file for file in BUILT.glob("*") if file.is_file() and file.name not in NOT_SERVED)
        if not found:
            raise ManifestRefused(f"{BUILT} is empty. Install this package again: installing builds it.")
        files = {file.name: sha256(file.read_bytes()).hexdigest() for file in found}
        style = sha256(css.encode()).hexdigest()
        return cls(version("reporting"), form_policy(css), desk_policy(FORM), style, files)

    @classmethod
    def parse(cls, untrusted_text: str) -> Self:
        """Raises ManifestRefused unless writing it again gives the same text."""
        read = _TEXT.fullmatch(untrusted_text)
        if not read:
            raise ManifestRefused("This is no manifest of a release. Take the one that was published with it.")
        lines = (line.split(" ") for line in read["files"].splitlines())
        files = {name: hashed for _, name, hashed in lines}
        found = cls(read["version"], read["form"], read["desk"], read["style"], files)
        if found.text != untrusted_text:
            raise ManifestRefused("This manifest names a file twice, or not in order. Take the published one.")
        return found

    @classmethod
    def opened(cls, untrusted_file: bytes, keys: Sequence[VerifierKey]) -> Self:
        """From a signed manifest; raises ManifestRefused unless one of these keys has signed it."""
        try:
            note = Note.parse(untrusted_file)
            note.verify(keys)
        except NoteError as error:
            raise ManifestRefused(
                f"This manifest is not signed by the release's key: {error}. Take the published one."
            ) from None
        return cls.parse(note.text)

    @classmethod
    def unsigned(cls, untrusted_file: bytes) -> Self:
        """From a manifest for which nobody vouches, with or without signatures; raises ManifestRefused."""
        try:
            text = untrusted_file.decode().partition("\n\n")[0]
        except UnicodeDecodeError:
            text = ""
        return cls.parse(text if text.endswith("\n") else f"{text}\n")

    @property
    def text(self) -> str:
        """The text that is signed."""
        return listing(self.version, (self.form, self.desk), self.style, self.files)

    def signed(self, name: str, key: Signer) -> bytes:
        """The signed note, under the name of whoever publishes; raises a NoteError."""
        return bytes(Note(self.text, (sign(self.text, name, key),)))
