"""Undo PNG's predictors in front of Flate and LZW (ISO 32000-1, 7.4.4.4), where the bytes themselves are wanted.

TIFF's is not undone.
"""

from pikepdf import Object

from reporting.cleaning.pdf.values import whole


def row_bytes(parameters: Object) -> int:
    colours, bits = whole(parameters.get("/Colors"), 1), whole(parameters.get("/BitsPerComponent"), 8)
    return max(1, (colours * bits * whole(parameters.get("/Columns"), 1) + 7) // 8)


def undone(data: bytes, parameters: Object | None) -> bytes:
    """For streams that are no pictures: colour maps, functions, meshes, text. Those are small."""
    predictor = whole(parameters.get("/Predictor"), 1) if parameters is not None else 1
    if parameters is None or predictor < 10:
        return data
    row = row_bytes(parameters)
    step = max(1, whole(parameters.get("/Colors"), 1) * whole(parameters.get("/BitsPerComponent"), 8) // 8)
    out, above = bytearray(), bytearray(row)
    for at in range(0, len(data), row + 1):
        line = bytearray(data[at + 1 : at + 1 + row].ljust(row, b"\0"))
        undo_row(data[at], line, above, step)
        out += line
        above = line
    return bytes(out)


def undo_row(how: int, line: bytearray, above: bytearray, step: int) -> None:
    for i in range(len(line)):
        left = line[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        match how:
            case 1:
                guess = left
            case 2:
                guess = above[i]
            case 3:
                guess = (left + above[i]) // 2
            case 4:
                guess = paeth(left, above[i], corner)
            case _:
                return
        line[i] = line[i] + guess & 255


def paeth(left: int, above: int, corner: int) -> int:
    base = left + above - corner
    return min((left, above, corner), key=lambda one: abs(base - one))
