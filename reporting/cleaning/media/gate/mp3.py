"""Frame after frame from the first byte to the last: each header says how long its frame is."""

import re

from reporting.cleaning.media.gate.found import refuse_what_is_told, refused

RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
KILOBITS = {
    (3, 1): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (3, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (2, 1): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
TAG = re.compile(rb"Xing|Info|VBRI")


def frame_length(head: bytes) -> int:
    """Bytes of the frame that begins so; 0 when it is none, or of a length it does not say."""
    if len(head) < 4 or head[0] != 0xFF or head[1] < 0xE2:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, index = head[2] >> 2 & 3, head[2] >> 4
    table = KILOBITS.get((3 if version == 3 else 2, layer))
    if table is None or version == 1 or rate == 3 or index in (0, 15):
        return 0
    samples = 144 if version == 3 or layer == 2 else 72
    return samples * table[index] * 1000 // RATES[version][rate] + (head[2] >> 1 & 1)


def check(cleaned: bytes, untrusted: bytes) -> None:
    at = 0
    if not cleaned:
        raise refused("no sound")
    while at < len(cleaned):
        length = frame_length(cleaned[at : at + 4])
        if not length or at + length > len(cleaned):
            raise refused("something that is no sound")
        if at == 0 and TAG.search(cleaned[:length]):
            raise refused("what the encoder wrote")
        at += length
    if re.search(rb"LAME[0-9]|Lav[cf][0-9]|APETAGEX", cleaned):
        raise refused("the name of an encoder")
    refuse_what_is_told(cleaned, untrusted)
