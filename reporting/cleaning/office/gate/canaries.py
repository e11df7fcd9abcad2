"""What the file that came in said of its makers, in places that are not shown: none of it may stand in what goes out.

told = Telling(untrusted)
told.refuse(walk.hidden, walk.shown, pictures)      # raises NotProvenClean
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from html import unescape

from reporting.cleaning.gates.refusing import must

_SHORTEST, _LONGEST, _MOST = 6, 200, 20_000
_TABLES = 2_000
"""Bytes of a JPEG that are the same in many; what lies behind them is its own."""
_PROPERTIES = re.compile(r"(?:^|/)(?:docprops/(?:core|custom)\w*\.xml|meta\.xml)$", re.I)
_TELLING_PARTS = re.compile(
    r"(?:^|/)(?:comments?\w*/)?(?:comments?\d*|threadedcomments?\d*|people|persons?/person\d*|commentauthors|authors)\.xml$",
    re.I,
)
_VALUES = re.compile(r">\s*([^<>]{6,200}?)\s*<")
_NAMES = re.compile(r"\b(?:author|userName|displayName|providerId|userId|lastEditedBy|email)=\"([^\"]{6,200})\"", re.I)
_AUTHORS = re.compile(r"\b(?:w:author|userName|w15:author)=\"([^\"]{6,200})\"")
_MARKS = re.compile(
    r"\b(?:w:rsid\w*|w14:paraId|w14:textId|w:nsid w:val|w:rsid w:val|officeooo:(?:par)?rsid)=\"(\w{6,16})\""
)
_APP = re.compile(r"<(?:Company|Manager|Template|HyperlinkBase)>\s*([^<]{6,200}?)\s*<")
_ANNOTATIONS = re.compile(
    r"<office:annotation\b.*?</office:annotation>|<text:tracked-changes\b.*?</text:tracked-changes>", re.S
)
_TABS = re.compile(r"<(?:(?:\w+:)?sheet|table:table|draw:page)\b[^>]*?\bname=\"([^\"]*)\"")
_PLAIN = re.compile(r"[A-Za-z]+|\d+")
"""Added properties are often settings of other programs: a bare word of them may be a keyword of ours."""
_DELETED = re.compile(r"<w:delText\b[^>]*>([^<]{1,400})<")
_FILES = re.compile(r"(?:Target|xlink:href|url)=\"(file:[^\"]+)\"", re.I)
_ANYBODYS = frozenset(
    [
        "normal.dotm",
        "normal.dot",
        "normal",
        "normal.dotx",
        "microsoft",
        "office",
        "word",
        "excel",
        "powerpoint",
        "unknown",
        "untitled",
        "default",
        "author",
        "administrator",
        "openpyxl",
        "calibri",
        "arial",
        "times",
        "new",
        "roman",
        "office",
        "theme",
        "title",
        "subject",
        "document",
        "presentation",
    ]
)


class Telling:
    """Strings and small pictures of one untrusted document that its cleaned copy must not hold."""

    def __init__(self, untrusted: bytes) -> None:
        self.words: set[str] = set()
        self.marks: set[str] = set()
        self.previews: list[bytes] = []
        seen: list[str] = []
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            for info in archive.infolist():
                try:
                    self._look(info.filename, archive.read(info), seen)
                except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
                    continue  # what cannot be unpacked was not taken along either
        shown = _flat(" ".join(seen))
        self.words = {word for word in sorted(self.words)[:_MOST] if _tells(word) and _flat(word) not in shown}

    def _look(self, name: str, data: bytes, seen: list[str]) -> None:
        lower = name.casefold()
        if "thumbnail" in lower and len(data) > _TABLES:
            self.previews.append(data[len(data) * 3 // 4 :][:256])
        if not lower.endswith((".xml", ".rels")):
            return
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
        if _PROPERTIES.search(lower):
            words = set(map(unescape, _VALUES.findall(text)))
            self.words |= {word for word in words if not ("custom" in lower and _PLAIN.fullmatch(word))}
        elif _TELLING_PARTS.search(lower):
            self.words |= set(map(unescape, _VALUES.findall(text) + _NAMES.findall(text)))
        elif lower.endswith("docprops/app.xml"):
            self.words |= set(map(unescape, _APP.findall(text)))
        else:
            for part in _ANNOTATIONS.findall(text):
                self.words |= set(map(unescape, _VALUES.findall(part)))
            self.words |= set(map(unescape, _AUTHORS.findall(text) + _FILES.findall(text)))
            self.words |= set(map(unescape, _DELETED.findall(text)))
            self.marks |= set(_MARKS.findall(text))
            if not lower.startswith(("docprops/", "customxml/")):
                seen.extend(map(unescape, _TABS.findall(text)))
                seen.append(unescape(re.sub(r"<[^>]*>", "", _DELETED.sub("<", _ANNOTATIONS.sub("", text)))))

    def refuse(self, hidden: Iterable[str], shown: Iterable[str], binary: Iterable[bytes]) -> None:
        """Raises NotProvenClean when anything telling is in what is written, shown or pictured."""
        hidden = list(hidden)
        must(
            not self.marks.intersection(one for one in hidden if len(one) >= _SHORTEST), "a number that tells it apart"
        )
        beside, seen = "\n".join(hidden), _flat("".join(shown))
        for word in self.words:
            must(
                word not in beside and _flat(word) not in seen, "a name, a date or a comment that stood beside the text"
            )
        for picture in binary:
            must(not any(one in picture for one in self.previews), "a preview")


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _tells(word: str) -> bool:
    parts = re.split(r"\W+", word.casefold())
    return (
        _SHORTEST <= len(word) <= _LONGEST
        and len(set(word)) >= 4
        and re.search(r"\w{3}", word) is not None
        and not re.fullmatch(r"[\d.]{1,7}", word)
        and not all(part in _ANYBODYS for part in parts if part)
    )
