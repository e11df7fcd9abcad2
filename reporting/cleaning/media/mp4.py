"""MP4, M4A and MOV (ISO 14496-12): the samples of sound and film in boxes of ours.

A MOV comes out as MP4. What sets the two apart are the corners where QuickTime keeps things (user data in two layouts,
time codes, a phone's tracks of places and faces); what can be shown is the same, and more programs show an MP4. How the
picture is turned (the display matrix) can be seen, so it stays.
"""

from reporting.cleaning.cleaned import Cleaned, Encrypted
from reporting.cleaning.media.boxes import finished
from reporting.cleaning.media.gate.mp4 import check
from reporting.cleaning.media.limits import LOCKED
from reporting.cleaning.media.remux import remux

VIDEO, AUDIO = "video/mp4", "audio/mp4"
PCM = ("pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be")
CODECS = frozenset(("h264", "hevc", "av1", "vp9", "aac", "mp3", "alac", "ac3", "eac3", "opus", "flac", *PCM))
LOCKS = (b"encv", b"enca", b"drms", b"drmi")
HEAD = 2**20


def clean(untrusted: bytes) -> Cleaned:
    """Raises Encrypted, MalformedFile, Unsupported, TooLarge."""
    if any(lock in untrusted[:HEAD] or lock in untrusted[-HEAD:] for lock in LOCKS) and b"sinf" in untrusted:
        raise Encrypted(LOCKED)
    data, told, seen = remux(untrusted, "mov", "mp4", CODECS, {"empty_hdlr_name": "1"})
    data = finished(data)
    return Cleaned(VIDEO if seen else AUDIO, data, told)


__all__ = ["AUDIO", "VIDEO", "check", "clean"]
