"""What claims to be sealed is looked at before it is stored, as far as anybody can without a key.

    check({"report": b"age-encryption.org/v1\\n-> mlkem768x25519 …", "headline": …, "contact": …}, REPORT)

Each part has to be a whole age file with exactly two hybrid stanzas and a padded size, and nothing else may come along.
Who can open it, no server can tell: stanzas name nobody. A browser that lies about that fools only its own reporter.
"""

from collections.abc import Mapping
from typing import NamedTuple

from reporting.errors import ReportingError
from reporting.intake.attachments import TOGETHER
from reporting.intake.parts import REPORT_MINIMUM, SMALL_MINIMUM
from reporting.mailbox.models import ATTACHMENTS
from reporting.sealing import WrongShape, check_shape, padme

READERS = 2


class NotSealed(ReportingError):
    """This is not what it claims to be: a set of parts, each sealed to two readers and padded."""


class Bounds(NamedTuple):
    """Bytes of padded plaintext that a part may have: a class of Padmé from `least` to `most`."""

    least: int
    most: int


# The longest answers the page takes, each character in four bytes, fit into `most`.
LONG = Bounds(REPORT_MINIMUM, 2**19)
REPORT = {"report": LONG, "headline": Bounds(SMALL_MINIMUM, SMALL_MINIMUM), "contact": Bounds(SMALL_MINIMUM, 2**14)}
MESSAGE = {"message": LONG}
FILES_TOGETHER = padme(TOGETHER)
"""Bytes of all files of a report, padded."""


def check_files(untrusted_parts: Mapping[str, bytes], *, before: int = 0) -> None:
    """Raises NotSealed unless these are the files after those `before`, without a gap, each sound, and not too large
    together."""
    if set(untrusted_parts) != set(ATTACHMENTS[before : before + len(untrusted_parts)]):
        raise NotSealed("files under other names than those wanted")
    left = FILES_TOGETHER
    for sealed in untrusted_parts.values():
        left -= _check_part(sealed, Bounds(1, left))


def check(untrusted_parts: Mapping[str, bytes], wanted: Mapping[str, Bounds]) -> None:
    """Raises NotSealed unless the parts are exactly those wanted and each of them is sound."""
    if set(untrusted_parts) != set(wanted):
        raise NotSealed("other parts than those wanted")
    for name, bounds in wanted.items():
        _check_part(untrusted_parts[name], bounds)


def _check_part(untrusted_sealed: bytes, bounds: Bounds) -> int:
    """The size of its padded plaintext, in bytes."""
    try:
        return check_shape(untrusted_sealed, stanzas=READERS, least=bounds.least, most=bounds.most)
    except WrongShape as wrong:
        raise NotSealed(str(wrong)) from None
