"""BMP: a file header, BITMAPINFOHEADER, a palette, rows; every byte is one of these."""

from reporting.cleaning.gates.refusing import must, number

_PLAIN = 0


def check(cleaned: bytes) -> None:
    """Raises NotProvenClean unless the file is a bare picture, to the last byte."""
    must(cleaned[:2] == b"BM" and number(cleaned, 2, "<I") == len(cleaned), "bytes after the picture")
    must(cleaned[6:10] == bytes(4) and number(cleaned, 14, "<I") == 40, "another header")
    pixels, width, height = number(cleaned, 10, "<I"), number(cleaned, 18, "<i"), number(cleaned, 22, "<i")
    bits, packing, colours = number(cleaned, 28, "<H"), number(cleaned, 30, "<I"), number(cleaned, 46, "<I")
    must(bits in (1, 8, 24) and packing == _PLAIN and width > 0 and height > 0, "another form of pixels")
    must(colours in (0, 2, 256) and number(cleaned, 50, "<I") in (0, 2, 256), "another palette")
    row, used = (width * bits + 31) // 32 * 4, (width * bits + 7) // 8
    must(pixels == 54 + 4 * colours and pixels + row * height == len(cleaned), "more or less than the pixels")
    must(not any(cleaned[57:pixels:4]) if colours else True, "bytes in the palette")
    if row != used:
        for line in range(height):
            must(not any(cleaned[pixels + line * row + used : pixels + (line + 1) * row]), "bytes beside the pixels")
