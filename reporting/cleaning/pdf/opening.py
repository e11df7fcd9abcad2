"""Open a stranger's PDF; every failure has its own word."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pikepdf
from pikepdf import Pdf

from reporting.cleaning.cleaned import Encrypted, MalformedFile
from reporting.cleaning.pdf.library import tame

DAMAGED = "This PDF is damaged or cut short. Print it to a new PDF, or send a screenshot instead."
LOCKED = "This PDF is locked with a password. Save it without the password, or send a screenshot instead."


@contextmanager
def opened(untrusted: bytes) -> Iterator[Pdf]:
    """Raises Encrypted and MalformedFile, also for what comes to light while it is read."""
    tame()
    try:
        with pikepdf.open(BytesIO(untrusted), suppress_warnings=True) as document:
            yield document
    except pikepdf.PasswordError as error:
        raise Encrypted(LOCKED) from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError) as error:
        unknown_lock = "encrypt" in str(error).lower() or "security handler" in str(error).lower()
        raise (Encrypted(LOCKED) if unknown_lock else MalformedFile(DAMAGED)) from error
    # Where we expect one kind of thing a stranger can put any other, and pikepdf then raises one of these. Each means
    # that the file makes no sense; the price is that a mistake of ours would be told to the reporter as theirs.
    except (ValueError, TypeError, KeyError, IndexError, RuntimeError, NotImplementedError) as error:
        raise MalformedFile(DAMAGED) from error
