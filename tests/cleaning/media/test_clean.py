"""Rosa sends a recording. It sounds and looks as it did; nothing around it says who recorded it, where and when."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from reporting.cleaning.cleaned import Encrypted, Kind, MalformedFile, Unsupported
from reporting.cleaning.formats import RECORDINGS as RECORDED
from reporting.cleaning.media import flac, mp3, mp4, ogg, wav, webm
from reporting.cleaning.media.sample import WRITTEN_WITH, sample
from reporting.cleaning.sniff import sniff
from tests.cleaning.media.looking import clean, kinds_of_streams, played
from tests.cleaning.media.recordings import RECORDINGS, box, made
from tests.cleaning.media.recordings import mp4 as film_in_mp4

TRACES = (
    b"Rosa",
    b"Traceable",
    b"2026",
    b"4711",
    b"48.8577",
    b"Lavc",
    b"x264",
    b"x265",
    b"LAME",
    "Rosa".encode("utf-16"),
)
MEDIA_TYPES = {
    "packed": "audio/wav", "packed otherwise": "audio/wav", "in fractions": "audio/wav", "alac": "audio/mp4",
    "mp3": "audio/mpeg", "wav": "audio/wav", "flac": "audio/flac", "vorbis": "audio/ogg", "opus": "audio/ogg",
    "m4a": "audio/mp4", "mp4": "video/mp4", "hevc": "video/mp4", "av1": "video/mp4", "mov": "video/mp4",
    "pcm": "video/mp4",
    "webm": "video/webm", "vp8": "video/webm",
    "vorbis in webm": "video/webm",
}  # fmt: skip


@pytest.fixture(scope="module", params=RECORDINGS)
def name(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.param


@pytest.fixture(scope="module")
def before(name: str) -> bytes:
    return RECORDINGS[name]()


def test_the_traces_are_there_before_or_this_file_shows_nothing(before: bytes) -> None:
    assert b"Rosa" in before


def test_no_trace_is_left(before: bytes) -> None:
    data = clean(before).data
    assert [one for one in TRACES if one in data] == []


def test_it_sounds_and_looks_the_same_to_the_last_sample(before: bytes, name: str) -> None:
    data = clean(before).data
    for kind in ("audio", "video"):
        first, second = played(before, kind), played(data, kind)
        if name == "mp3":  # how many samples of the first frame are silence stood in the encoder's own frame
            assert abs(len(first) - len(second)) <= 2
            continue
        assert first == second
    assert kinds_of_streams(data) == kinds_of_streams(before)


def test_its_media_type_is_told_from_what_is_in_it(before: bytes, name: str) -> None:
    assert clean(before).media_type == MEDIA_TYPES[name]


def test_rosa_is_told_what_was_removed(before: bytes, name: str) -> None:
    expected = {Kind.PERSON, Kind.TITLE, Kind.DATE, Kind.COMMENT}
    assert expected <= clean(before).removed
    assert Kind.PLACE in clean(before).removed or MEDIA_TYPES[name] == "audio/wav"


def test_what_is_clean_stays_as_it_is(before: bytes) -> None:
    once = clean(before).data
    twice = clean(once).data
    assert played(once, "audio") == played(twice, "audio")
    assert abs(len(once) - len(twice)) < 64


def test_what_comes_out_is_the_same_every_time(before: bytes) -> None:
    assert clean(before).data == clean(before).data


def test_how_the_picture_is_turned_stays_because_it_is_seen() -> None:
    plain = film_in_mp4()
    upright = b"\0\1\0\0" + bytes(12) + b"\0\1\0\0" + bytes(12) + b"\x40\0\0\0"
    turned = bytes(4) + b"\0\1\0\0" + bytes(4) + b"\xff\xff\0\0" + bytes(8) + b"\0\x30\0\0" + bytes(4) + b"\x40\0\0\0"
    place = plain.index(upright, plain.index(b"tkhd"))
    cleaned = clean(plain[:place] + turned + plain[place + 36 :]).data
    assert b"\0\1\0\0" + bytes(4) + b"\xff\xff\0\0" in cleaned[cleaned.index(b"tkhd") :]


def test_hevc_keeps_the_name_that_telephones_know() -> None:
    data = clean(RECORDINGS["hevc"]()).data
    assert b"hvc1" in data and b"hev1" not in data


def test_a_cover_a_track_of_words_and_chapters_stay_behind() -> None:
    head = flac_with_cover()
    cleaned = flac.clean(head)
    assert kinds_of_streams(head) == ["audio", "video"] and kinds_of_streams(cleaned.data) == ["audio"]
    assert Kind.PREVIEW in cleaned.removed


def flac_with_cover() -> bytes:
    out = BytesIO()
    Image.new("RGB", (16, 16)).save(out, "JPEG")
    plain, picture = made("flac", audio="flac"), out.getvalue()
    head = (3).to_bytes(4, "big") + (10).to_bytes(4, "big") + b"image/jpeg" + bytes(4) + bytes(16)
    block = head + len(picture).to_bytes(4, "big") + picture
    return (
        plain[:42].replace(b"\x80\0\0\x22", b"\0\0\0\x22") + b"\6" + len(block).to_bytes(3, "big") + block + plain[42:]
    )


@pytest.mark.parametrize("module", [wav, flac, ogg, mp4, webm, mp3])
@pytest.mark.parametrize("part", [0, 3, 40])
def test_a_recording_with_nothing_to_hear_is_refused(module: object, part: int) -> None:
    starts = {wav: b"RIFF\0\0\0\0WAVE", flac: b"fLaC", ogg: b"OggS", mp4: b"\0\0\0\x18ftypmp42", webm: b"\x1aE\xdf\xa3"}
    untrusted = starts.get(module, b"ID3")[: part or None] + b"\0" * part  # type: ignore[call-overload]
    with pytest.raises(MalformedFile, match="damaged"):
        module.clean(untrusted)  # type: ignore[attr-defined]


def test_film_in_a_codec_we_do_not_carry_is_refused_with_advice() -> None:
    with pytest.raises(Unsupported, match="MP4"):
        clean(made("mov", video="mpeg4"))
    with pytest.raises(Unsupported, match="MP4"):
        clean(made("matroska", video="libx264"))


def test_a_locked_recording_is_refused_as_locked() -> None:
    locked = film_in_mp4().replace(b"avc1\0\0\0\0", b"encv\0\0\0\0", 1) + box(b"free", b"sinf")
    with pytest.raises(Encrypted, match="copy protection"):
        clean(locked)


def test_a_recording_that_points_to_another_file_reads_no_other_file() -> None:
    """The `dref` of a MOV may name a file; so may a playlist. Nothing is opened but the bytes we have."""
    plain = film_in_mp4("mov")
    away = b"\0\0\0\x1curl \0\0\0\0/etc/hostname\0\0\0"
    place = plain.index(b"\0\0\0\x0c", plain.index(b"dref"))
    pointing = plain[:place] + away[:12] + plain[place + 12 :]
    try:
        assert b"etc" not in clean(pointing).data
    except MalformedFile:
        return


def test_a_playlist_is_no_recording() -> None:
    for playlist in (b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", b"ffconcat version 1.0\nfile /etc/passwd\n"):
        assert sniff(playlist) not in RECORDED


@pytest.mark.parametrize("media_type", WRITTEN_WITH)
def test_the_sample_that_warms_a_cleaner_up_is_cleaned(media_type: str) -> None:
    kept = {"video/mp4": "audio/mp4", "video/quicktime": "audio/mp4"}
    assert clean(sample(media_type)).media_type == kept.get(media_type, media_type)
