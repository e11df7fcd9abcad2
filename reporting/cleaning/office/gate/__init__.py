"""The gate of office documents: takes a cleaned one apart with tools of its own and accounts for everything in it.

    check_ooxml(cleaned, untrusted)      # returns, or raises NotProvenClean
    check_odf(cleaned, untrusted)

It shares the lists of what may stay with what cleans, and no code that reads: the archive is walked byte by byte, the
XML goes through expat, and what the file that came in said of its makers must stand nowhere.
"""

from reporting.cleaning.office.gate.odf import check_odf
from reporting.cleaning.office.gate.ooxml import check_ooxml

__all__ = ["check_odf", "check_ooxml"]
