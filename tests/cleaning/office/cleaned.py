"""A document of Office as it comes out."""

from reporting.cleaning.cleaned import Cleaned
from reporting.cleaning.office import ooxml
from tests.cleaning.office import canaries
from tests.cleaning.office.packages import W, package


def cleaned(untrusted: bytes) -> Cleaned:
    result = ooxml.clean(untrusted)
    ooxml.check(result.data, untrusted)
    return result


def body(untrusted: bytes, part: str) -> str:
    return canaries.unpacked(cleaned(untrusted).data)[part].decode()


def paragraphs(*inner: str) -> bytes:
    return package("word", f'<w:document xmlns:w="{W}"><w:body>{"".join(inner)}</w:body></w:document>', {})
