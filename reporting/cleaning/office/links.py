"""Addresses that may stay in a document: of the web and of mailboxes, without a name or password in them.

web_address("https://example.org/rules#3")             # the same
web_address("file:///C:/Users/rosa/rules.docx")        # None
"""

import re

from reporting.cleaning.office.allowed import PLACES

_WEB = re.compile(r"(?:https?://[^\s/@\"<>\\]+(?:[/?#][^\s\"<>\\]*)?|mailto:[^\s\"<>\\?]+@[^\s\"<>\\?]+)", re.I)
_LONGEST = 2_000


def web_address(untrusted: str) -> str | None:
    """The address, or None when it is of another kind or holds more than an address."""
    address = untrusted.strip()
    if address.lower().startswith("mailto:"):
        address = address.partition("?")[0]  # the subject and the text of a mail to come are not seen
    if len(address) > _LONGEST or not _WEB.fullmatch(address) or PLACES.search(address):
        return None
    return address
