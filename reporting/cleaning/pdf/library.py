"""qpdf, the library under pikepdf, told for the whole process what it may unpack by itself and to keep quiet.

What it unpacks by itself are lists of objects and old metadata, and those are small. What it would log are pieces of
the reporter's file.
"""

import logging

import pikepdf

MOST_UNPACKED = 64 * 2**20


def tame() -> None:
    """Cheap, and the same each time."""
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL + 1)
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MOST_UNPACKED,
        run_length_max_memory=MOST_UNPACKED,
        png_max_memory=MOST_UNPACKED,
        tiff_max_memory=MOST_UNPACKED,
        dct_max_memory=MOST_UNPACKED,
        parser_max_nesting=100,
        parser_max_container_size=500_000,
        max_stream_filters=4,
        doc_max_warnings=500,
    )
