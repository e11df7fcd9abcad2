"""Type 1 (https://adobe-type-tools.github.io/font-tech-notes/pdfs/T1_SPEC.pdf): the part in the clear is blanked.

Comments tell the day the font was made and the copyright holder; the strings of FontInfo tell the rest.
"""

import re

STRING = re.compile(rb"\((?:[^()\\]|\\.|\([^()]*\))*\)", re.DOTALL)
COMMENT = re.compile(rb"%[^\r\n]*")
NAME = re.compile(rb"/FontName\s*/[^\s/\[\](){}<>]+")
NUMBERS = re.compile(rb"/(UniqueID|XUID)\s*(?:\[[^\]]*\]|-?[0-9]+)\s*(?:readonly\s+)?def")
EEXEC = re.compile(rb"currentfile\s+eexec\s")
ZEROS = re.compile(rb"(?:[0\s]{64,}cleartomark.*)$", re.DOTALL)
END = b"0" * 64 + b"\ncleartomark\n"


def blank_type1(data: bytes) -> tuple[bytes, list[int]]:
    """The font and the lengths of its three parts; ValueError when it has not got them."""
    found = EEXEC.search(data)
    if found is None:
        raise ValueError("no encrypted part")
    clear, rest = data[: found.end()], data[found.end() :]
    tail = ZEROS.search(rest, max(0, len(rest) - 4096))
    body = rest[: tail.start()] if tail else rest
    clear = COMMENT.sub(b"", STRING.sub(b"()", clear))
    clear = b"%!PS-AdobeFont-1.0: F\n" + NUMBERS.sub(b"", NAME.sub(b"/FontName /F", clear)).lstrip()
    return clear + body + END, [len(clear), len(body), len(END)]
