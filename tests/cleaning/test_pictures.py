"""Pictures: what can be seen stays, whatever else was in the file does not."""

import struct
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageCms

from reporting.cleaning import Kind, TooLarge, Unsupported
from reporting.cleaning.pictures import check, clean
from reporting.cleaning.pictures.opening import MAX_FRAMES
from tests.cleaning.made import FORMATS, SECRETS, exif, picture, profile, saved, secretive

CLOSE, EXACT = 12, 0
TOLD = {
    "JPEG": {Kind.PLACE, Kind.SERIAL, Kind.PERSON, Kind.DATE, Kind.DEVICE, Kind.COMMENT, Kind.SOFTWARE, Kind.COLOUR},
    "PNG": {Kind.PLACE, Kind.SERIAL, Kind.PERSON, Kind.DATE, Kind.DEVICE, Kind.COMMENT, Kind.COLOUR},
    "GIF": {Kind.COMMENT},
    "WEBP": {Kind.PLACE, Kind.SERIAL, Kind.PERSON, Kind.DATE, Kind.DEVICE, Kind.SOFTWARE, Kind.COLOUR},
    "TIFF": {Kind.PERSON, Kind.DATE, Kind.DEVICE, Kind.TITLE, Kind.SOFTWARE, Kind.COLOUR},
    "BMP": set(),
    "HEIF": {Kind.PLACE, Kind.SERIAL, Kind.PERSON, Kind.DATE, Kind.DEVICE, Kind.SOFTWARE, Kind.COLOUR},
    "AVIF": {Kind.PLACE, Kind.SERIAL, Kind.PERSON, Kind.DATE, Kind.DEVICE, Kind.SOFTWARE, Kind.COLOUR},
}


def cleaned(untrusted: bytes) -> Image.Image:
    """Cleaned, past the gate, and opened."""
    result = clean(untrusted)
    check(result.data, untrusted)
    return Image.open(BytesIO(result.data))


def difference(one: Image.Image, other: Image.Image) -> int:
    """The largest difference of any pixel, in levels of 255, seen over white."""
    over_white = []
    for image in (one, other):
        ground = Image.new("RGBA", image.size, "white")
        over_white.append(Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB"))
    return max(most for _, most in ImageChops.difference(*over_white).getextrema())


@pytest.mark.parametrize("form", FORMATS)
def test_no_secret_is_left_and_the_reporter_hears_what_was_there(form: str) -> None:
    untrusted = secretive(form)
    hidden = [secret for secret in SECRETS if secret.encode() in untrusted or secret.encode("utf-16-be") in untrusted]
    result = clean(untrusted)
    check(result.data, untrusted)
    assert hidden or form == "BMP"
    for secret in SECRETS:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert secret.encode(encoding) not in result.data
    assert TOLD[form] <= result.removed
    assert form == "TIFF" or not Image.open(BytesIO(result.data)).getexif()  # TIFF's own tags are the gate's to judge


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_comes_out_upright(form: str, orientation: int) -> None:
    options = {"lossless": True} if form == "WEBP" else {} if form in ("PNG", "TIFF") else {"quality": 95}
    untrusted = saved(picture(), form, exif=exif(orientation), **options)
    shown = Image.open(BytesIO(untrusted))
    turned = shown if form in ("TIFF", "HEIF") else None
    if turned is None:
        from PIL import ImageOps

        turned = ImageOps.exif_transpose(shown)
    else:
        shown.load()
    result = cleaned(untrusted)
    assert result.size == turned.size
    assert difference(result, turned) <= CLOSE


def test_a_tiff_of_one_page_comes_out_as_a_picture_that_browsers_draw() -> None:
    assert clean(saved(picture(), "TIFF")).media_type == "image/png"
    assert clean(saved(picture(), "TIFF", save_all=True, append_images=[picture()])).media_type == "image/tiff"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "LAB", "YCbCr", "I;16", "I", "F"])
def test_every_mode_of_a_tiff_looks_the_same(mode: str) -> None:
    if mode == "LAB":
        to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
        image = ImageCms.applyTransform(picture(), to_lab)
        assert image is not None
    elif mode == "RGBA":
        image = picture()
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    elif mode == "I;16":
        image = picture().convert("I").point(lambda level: level * 257).convert("I;16")
    else:
        image = picture().convert("L").convert(mode) if mode in ("LA", "I", "F") else picture().convert(mode)
    result = cleaned(saved(image, "TIFF"))
    if mode in ("I;16", "I", "F"):
        assert result.mode == mode
        assert result.tobytes() == image.tobytes()
    else:
        assert difference(result, image.convert("RGBA") if mode != "LAB" else image.convert("RGB")) <= 1


def test_a_profile_is_applied_before_it_is_dropped() -> None:
    swapped = _with_red_and_blue_swapped(profile("Other colours"))
    untrusted = saved(picture(), "PNG", icc_profile=swapped)
    red, green, blue = picture().split()
    result = cleaned(untrusted)
    assert "icc_profile" not in result.info
    assert difference(result, Image.merge("RGB", (blue, green, red))) <= 3


def _with_red_and_blue_swapped(icc: bytes) -> bytes:
    """A profile in whose table of contents the colour of red is that of blue and the other way round."""
    return icc.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")


def test_a_broken_profile_is_dropped_and_the_picture_kept() -> None:
    assert difference(cleaned(saved(picture(), "PNG", icc_profile=b"no profile at all")), picture()) == EXACT


def test_colours_below_full_transparency_are_not_handed_on() -> None:
    secret = picture()
    secret.putalpha(Image.new("L", secret.size, 0))
    for form, options in (("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True, "exact": True})):
        untrusted = saved(secret, form, **options)
        assert Image.open(BytesIO(untrusted)).convert("RGBA").getpixel((50, 50))[:3] != (0, 0, 0)  # type: ignore[index]
        assert not any(cleaned(untrusted).convert("RGBA").tobytes())


def test_colours_that_no_pixel_has_are_not_handed_on() -> None:
    image = Image.new("P", (20, 20), 0)
    image.putpalette(b"\x10\x20\x30" + b"A secret in a palette that nobody sees".ljust(765, b"!"))
    for form in ("PNG", "GIF", "BMP", "TIFF"):
        untrusted = saved(image, form, optimize=False) if form == "GIF" else saved(image, form)
        assert b"palette" not in clean(untrusted).data


def test_a_thumbnail_is_not_handed_on() -> None:
    untrusted = saved(picture(), "JPEG", exif=_with_thumbnail())
    result = clean(untrusted)
    assert Kind.PREVIEW in result.removed
    assert result.data.count(b"\xff\xd8\xff") == 1
    assert untrusted.count(b"\xff\xd8\xff") == 2


def _with_thumbnail() -> bytes:
    small = saved(picture(16, 16), "JPEG")
    tags = b"".join(
        number.to_bytes(2, "little") + b"\x04\0\x01\0\0\0" + value.to_bytes(4, "little")
        for number, value in ((513, 44), (514, len(small)))
    )
    return b"Exif\0\0II*\0\x08\0\0\0" + b"\0\0" + (14).to_bytes(4, "little") + b"\x02\0" + tags + bytes(4) + small


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
@pytest.mark.parametrize("transparent", [False, True])
def test_a_moving_picture_keeps_its_frames_and_their_times(form: str, transparent: bool) -> None:
    frames = [ImageChops.offset(picture(), 7 * at) for at in range(5)]
    if transparent:
        for frame in frames:
            frame.putalpha(ImageChops.invert(Image.radial_gradient("L").resize(frame.size)).point(lambda a: a and 255))
    times = [100, 20, 330, 40, 70]
    options = {"lossless": True} if form == "WEBP" else {"disposal": 2} if form == "GIF" else {}
    untrusted = saved(frames[0], form, save_all=True, append_images=frames[1:], duration=times, loop=3, **options)
    before, after = Image.open(BytesIO(untrusted)), cleaned(untrusted)
    assert (after.n_frames, after.info["loop"]) == (5, 3)  # type: ignore[attr-defined]
    for at, milliseconds in enumerate(times):
        before.seek(at)
        after.seek(at)
        after.load()
        assert difference(after, before) == EXACT
        assert after.info["duration"] == milliseconds


def repeated(gif: bytes, times: int) -> bytes:
    """A GIF with its one image several times."""
    begin = 13 + (3 << (gif[10] & 7) + 1)
    return gif[:begin] + gif[begin:-1] * times + gif[-1:]


def test_frames_that_look_alike_stay_two() -> None:
    assert cleaned(repeated(saved(picture(), "GIF"), 3)).n_frames == 3  # type: ignore[attr-defined]


def test_every_page_of_a_tiff_stays() -> None:
    pages = [picture(), picture(40, 90).convert("L"), picture(31, 17).convert("1"), picture().convert("P")]
    result = cleaned(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    for at, page in enumerate(pages):
        result.seek(at)
        assert difference(result, page) == EXACT


def test_sixteen_bits_of_grey_stay_sixteen() -> None:
    image = Image.linear_gradient("L").convert("I").point(lambda level: level * 257).convert("I;16")
    assert cleaned(saved(image, "PNG")).tobytes() == image.tobytes()


def test_a_transparent_bmp_becomes_a_png() -> None:
    width, height = 16, 9
    pixels = bytes((at * 7) % 256 for at in range(4 * width * height))
    masks = struct.pack("<IIII", 0xFF, 0xFF00, 0xFF0000, 0xFF000000)
    header = struct.pack("<IiiHHIIiiII", 108, width, -height, 1, 32, 3, len(pixels), 0, 0, 0, 0) + masks
    header = header.ljust(108, b"\0")
    untrusted = b"BM" + struct.pack("<IHHI", 122 + len(pixels), 0, 0, 122) + header + pixels
    before = Image.open(BytesIO(untrusted))
    assert before.mode == "RGBA"
    result = cleaned(untrusted)
    assert result.format == "PNG"
    assert difference(result, before) == EXACT


@pytest.mark.parametrize("form", ["HEIF", "AVIF"])
def test_what_only_some_can_open_becomes_a_jpeg_or_where_it_is_transparent_a_png(form: str) -> None:
    assert cleaned(saved(picture(), form)).format == "JPEG"
    see_through = picture()
    see_through.putalpha(Image.linear_gradient("L").resize(see_through.size))
    result = cleaned(saved(see_through, form))
    assert (result.format, result.mode) == ("PNG", "RGBA")


def test_a_picture_that_would_lose_its_movement_is_refused() -> None:
    moving = saved(picture(), "AVIF", save_all=True, append_images=[ImageChops.invert(picture())])
    with pytest.raises(Unsupported, match="GIF, WebP or MP4"):
        clean(moving)


def test_the_picture_behind_a_raw_cameras_preview_is_not_lost_silently() -> None:
    tags = exif()
    tags[50706] = b"\x01\x04\0\0"
    with pytest.raises(Unsupported, match="raw camera files"):
        clean(saved(picture(), "TIFF", tiffinfo=tags))


def test_more_frames_than_can_be_looked_through_are_refused() -> None:
    with pytest.raises(TooLarge, match="frames or pages"):
        clean(repeated(saved(picture(8, 8), "GIF"), MAX_FRAMES + 1))


def test_what_is_cleaned_again_stays_what_it_is() -> None:
    for form in ("PNG", "GIF", "TIFF", "BMP"):
        once = clean(secretive(form))
        twice = clean(once.data)
        assert twice.data == once.data
        assert not twice.removed
