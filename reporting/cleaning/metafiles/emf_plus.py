"""EMF+, a second drawing in the comments of the first (MS-EMFPLUS): told apart only to see whether it is the only one.

watch = Watch()
watch.see(comment_record)                   # how many steps it took
watch.alone             # True: without the comments a part of what is seen would be missing
"""

import struct

_SIGN = b"EMF+"
_FIRST, _BOTH = 0x4001, 1
_DRAWING = {*range(0x4009, 0x401D), 0x4036}


class Watch:
    """Looks at each comment in turn."""

    def __init__(self) -> None:
        self._both = True
        self._draws = False

    def see(self, record: bytes) -> int:
        """How many records it walked through. Lenient: what cannot be walked counts as drawn."""
        steps = 0
        if record[12:16] != _SIGN:
            return steps
        at, end = 16, min(len(record), 12 + int.from_bytes(record[8:12], "little"))
        while at + 12 <= end:
            kind, flags, length = struct.unpack_from("<HHI", record, at)
            if kind == _FIRST:
                self._both = bool(flags & _BOTH)
            self._draws = self._draws or kind in _DRAWING or length < 12
            at += max(length, 12)
            steps += 1
        return steps

    @property
    def alone(self) -> bool:
        """Whether EMF+ draws what the other records do not draw as well."""
        return self._draws and not self._both
