"""The gates trust nobody, the cleaners least: one thing too many in a finished recording, and it does not pass."""

from collections.abc import Callable

import pytest

from reporting.cleaning.cleaned import NotProvenClean
from tests.cleaning.media.looking import clean, module_for
from tests.cleaning.media.recordings import RECORDINGS, box, id3

Change = Callable[[bytes], bytes]


def after(mark: bytes, words: bytes) -> Change:
    return lambda data: data.replace(mark, mark + words, 1)


def instead(old: bytes, new: bytes) -> Change:
    return lambda data: data.replace(old, new, 1)


def in_moov(extra: bytes) -> Change:
    """A box at the end of `moov`, its length put right."""

    def change(data: bytes) -> bytes:
        place = data.rfind(b"moov") - 4
        length = int.from_bytes(data[place : place + 4], "big") + len(extra)
        return data[:place] + length.to_bytes(4, "big") + data[place + 4 :] + extra

    return change


def timed(data: bytes) -> bytes:
    place = data.index(b"mvhd") + 8
    return data[:place] + b"\xe0\0\0\0" + data[place + 4 :]


def message(data: bytes) -> bytes:
    """The first unit of the first picture becomes a message (SEI)."""
    place = data.index(b"mdat") + 8
    return data[:place] + b"\x06" + data[place + 1 :]


def grown(data: bytes, chunk: bytes) -> bytes:
    """A WAV with one chunk more in front of its samples."""
    place = data.index(b"data", 12)
    return data[:4] + (len(data) + len(chunk) - 8).to_bytes(4, "little") + data[8:place] + chunk + data[place:]


GLUED: dict[str, Change] = {
    "a word in front": lambda data: b"Rosa" + data,
    "a word behind": lambda data: data + b"Rosa",
    "ID3 in front": lambda data: id3() + data,
    "ID3v1 behind": lambda data: data + b"TAG" + b"Rosa".ljust(125, b"\0"),
    "half of it": lambda data: data[: len(data) // 2],
    "nothing": lambda data: b"",
}
LEAKS: dict[str, tuple[str, Change]] = {
    "a chunk of notes": ("wav", after(b"WAVE", b"LIST\x04\0\0\0Rosa")),
    "a number of samples": ("packed", lambda data: grown(data, b"fact\4\0\0\0Rosa")),
    "a table of one's own": ("packed", lambda data: data[:66] + b"Rosa" + data[70:]),
    "a rate of bytes": ("in fractions", lambda data: data[:28] + b"Rosa" + data[32:]),
    "what no decoder asks for": (
        "alac",
        lambda data: data[: data.rindex(b"alac") + 20] + b"Rosa4711" + data[data.rindex(b"alac") + 28 :],
    ),
    "a picture": ("flac", after(b"fLaC", b"\6\0\0\4Rosa")),
    "a vendor": ("opus", instead(b"ffmpeg", b"Rosa!!")),
    "a comment": ("vorbis", instead(b"ffmpeg\0\0\0\0", b"ffmpeg\1\0\0\0")),
    "a serial number": ("opus", instead(b"OggS\0\2" + bytes(9), b"OggS\0\2" + bytes(8) + b"R")),
    "an Info frame": ("mp3", lambda data: data[:36] + b"Info" + data[40:]),
    "an encoder's name": ("mp3", lambda data: data[:400] + b"LAME3.100" + data[409:]),
    "user data": ("mp4", in_moov(box(b"udta", b"Rosa"))),
    "free space with words": ("mp4", in_moov(box(b"free", b"Rosa"))),
    "a box of one's own": ("mp4", in_moov(box(b"uuid", b"Rosa" * 4))),
    "the time": ("mp4", timed),
    "a message between pictures": ("mp4", message),
    "a name of a track": ("mp4", instead(b"vide" + bytes(12), b"vide" + b"Rosa" + bytes(8))),
    "another file": ("mp4", instead(b"url \0\0\0\1", b"url \0\0\0\0")),
    "an encoder in the description": (
        "mp4",
        instead(b"\0\x48\0\0\0\x48\0\0\0\0\0\0\0\1\0", b"\0\x48\0\0\0\x48\0\0\0\0\0\0\0\1\4"),
    ),
    "the program that wrote it": ("webm", instead(b"WA\x84Lavf", b"WA\x84Rosa")),
    "a tag": ("webm", instead(b"DURATION", b"RECORDER")),
    "a gap with words": ("webm", lambda data: data + b"\xec\x84Rosa"),
    "an unknown element": ("webm", lambda data: data + b"\x53\x6e\x84Rosa"),
}


@pytest.mark.parametrize("kind", RECORDINGS)
@pytest.mark.parametrize("how", GLUED)
def test_what_is_glued_on_or_cut_off_is_refused(kind: str, how: str) -> None:
    untrusted = RECORDINGS[kind]()
    good = clean(untrusted).data
    if kind == "mp3" and how == "half of it":
        good = good[:-1]
    with pytest.raises(NotProvenClean, match=r"\.$"):
        module_for(untrusted).check(GLUED[how](good), untrusted)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", LEAKS)
def test_it_refuses(name: str) -> None:
    kind, change = LEAKS[name]
    untrusted = RECORDINGS[kind]()
    good = clean(untrusted).data
    bad = change(good)
    assert bad != good
    with pytest.raises(NotProvenClean):
        module_for(untrusted).check(bad, untrusted)  # type: ignore[attr-defined]


def test_a_name_from_the_tags_is_found_even_among_samples() -> None:
    untrusted = RECORDINGS["mp3"]()
    good = clean(untrusted).data
    with pytest.raises(NotProvenClean, match="still there"):
        module_for(untrusted).check(good[:300] + b"Rosa Traceable" + good[314:], untrusted)  # type: ignore[attr-defined]
