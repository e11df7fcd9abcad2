"""Codecs bring a set-up with them; Vorbis has three packets in it, and the second is a list of comments.

https://xiph.org/vorbis/doc/Vorbis_I_spec.html, 4.2 and 5. The set-up of H.264 and HEVC is cleaned in `boxes.py`.
"""

from reporting.cleaning.cleaned import MalformedFile
from reporting.cleaning.media.limits import DAMAGED

FIRST_PACKET = 30
NO_COMMENTS = b"\3vorbis" + bytes(8) + b"\1"


def plain_vorbis(setup: bytes) -> bytes:
    """The same with nobody's comments, its lengths written as Xiph does it; MalformedFile."""
    if len(setup) > 6 and int.from_bytes(setup[:2], "big") == FIRST_PACKET:
        first, third = by_words(setup)
    elif setup[:1] == b"\2":
        first, third = by_laces(setup)
    else:
        raise MalformedFile(DAMAGED)
    if first[:7] != b"\1vorbis" or len(first) != FIRST_PACKET or third[:7] != b"\5vorbis":
        raise MalformedFile(DAMAGED)
    return bytes((2, len(first), len(NO_COMMENTS))) + first + NO_COMMENTS + third


def by_words(setup: bytes) -> tuple[bytes, bytes]:
    packets, at = [], 0
    for _ in range(3):
        length = int.from_bytes(setup[at : at + 2], "big")
        packets.append(setup[at + 2 : at + 2 + length])
        at += 2 + length
    return packets[0], packets[2]


def by_laces(setup: bytes) -> tuple[bytes, bytes]:
    lengths, at = [0, 0], 1
    for place in range(2):
        while setup[at : at + 1] == b"\xff":
            lengths[place] += 255
            at += 1
        lengths[place] += int.from_bytes(setup[at : at + 1], "big")
        at += 1
    return setup[at : at + lengths[0]], setup[at + sum(lengths) :]
