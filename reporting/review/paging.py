"""Page numbers as people and programs type them."""


def page_number(untrusted_text: str, last: int) -> int:
    """A page from 1 to `last`; whatever is no number is the first.

    >>> page_number("3", 200), page_number("999999999999", 200), page_number("-1", 200), page_number("²", 200)
    (3, 200, 1, 1)
    """
    if not (untrusted_text.isascii() and untrusted_text.isdigit()):
        return 1
    return max(1, min(int(untrusted_text[:12]), last))
