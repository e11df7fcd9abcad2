"""Bodies of posts as browsers make them (RFC 7578), files with the name and type of their sender's disk included.

body([("who", "Karl")], [b"GIF89a..."])
"""

from collections.abc import Iterable, Sequence

BOUNDARY = "----rosas"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
NAMED = "Rosa 2026-11-20.jpg"


def body(fields: Iterable[tuple[str, str]], files: Sequence[bytes] = (), named: str = NAMED) -> bytes:
    """All fields, then the files of the one field for them; where none was chosen, an empty one, as browsers send."""
    parts = [part(name, value.encode()) for name, value in fields if name != "files"]
    parts += [part("files", data, f'; filename="{named}"\r\nContent-Type: image/x-rosas-own') for data in files]
    if not files:
        parts.append(part("files", b"", '; filename=""\r\nContent-Type: application/octet-stream'))
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def part(name: str, data: bytes, more: str = "") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + data + b"\r\n"
