"""Uploaded pictures are drawn again: what they show stays, and nothing else."""

import io
import random
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms

from core_services.catalog.media.pictures import (
    FORMATS,
    LONGEST_SIDE,
    WIDTHS,
    PictureError,
    draw_again,
)

ORIENTATION = 0x0112
MAKER = 0x010F


def a_file(form: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    picture = Image.new(options.pop("mode", "RGB"), size, options.pop("colour", "teal"))
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_becomes_webp_in_every_width(form: str) -> None:
    picture = draw_again(a_file(form, (1400, 700)))
    stem = picture.name.removesuffix(".webp")

    assert (picture.width, picture.height) == (1400, 700)
    assert list(picture.files) == [picture.name, *(f"{stem}.w{width}.webp" for width in WIDTHS)]
    sizes = [opened(content).size for content in picture.files.values()]
    assert sizes == [(1400, 700), *((width, width // 2) for width in WIDTHS)]
    assert {opened(content).format for content in picture.files.values()} == {"WEBP"}


def test_nothing_is_made_wider_than_it_is() -> None:
    picture = draw_again(a_file(size=(200, 100)))
    assert [opened(each).width for each in picture.files.values()] == [200, 160, *[200] * 5]


@pytest.mark.parametrize(
    ("size", "kept"), [((3000, 1500), (LONGEST_SIDE, 1000)), ((10, 4000), (5, LONGEST_SIDE))]
)
def test_the_whole_is_no_larger_than_a_screen(size: tuple[int, int], kept: tuple[int, int]) -> None:
    picture = draw_again(a_file(size=size))
    assert (picture.width, picture.height) == kept


def test_the_same_picture_has_the_same_name_in_any_wrapping() -> None:
    exif = Image.Exif()
    exif[MAKER] = "Camera"
    assert draw_again(a_file()).name == draw_again(a_file(exif=exif)).name
    assert draw_again(a_file()).name != draw_again(a_file(colour="navy")).name


def test_what_a_camera_wrote_into_the_file_is_not_kept() -> None:
    exif = Image.Exif()
    exif[MAKER] = "SecretCamera"
    picture = draw_again(a_file("JPEG", exif=exif, comment=b"home address"))

    for content in picture.files.values():
        assert not opened(content).getexif()
        assert b"SecretCamera" not in content
        assert b"home address" not in content


def test_a_photo_that_was_held_upright_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    picture = draw_again(a_file("JPEG", (40, 30), exif=exif))
    assert (picture.width, picture.height) == (30, 40)


def test_colours_are_those_of_the_profile_and_the_profile_is_gone() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (own, swapped, b"no profile at all"):  # what does not fit is left out
        (whole, *_) = draw_again(a_file(icc_profile=profile)).files.values()
        assert "icc_profile" not in opened(whole).info
        red, green, blue = opened(whole).convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert abs(red) + abs(green - 128) + abs(blue - 128) < 12


def test_transparency_stays() -> None:
    (whole, *_) = draw_again(a_file(mode="RGBA", colour=(0, 0, 0, 0))).files.values()
    assert opened(whole).mode == "RGBA"


def test_of_a_film_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
    (whole, *_) = draw_again(target.getvalue()).files.values()
    assert getattr(opened(whole), "n_frames", 1) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>" + a_file(),
        b"GIF89a" + b"\0" * 100,
        a_file("GIF"),
        a_file("BMP"),
        a_file("TIFF"),
        a_file()[:60],
        a_file("JPEG")[:200],
        a_file("WEBP")[:40],
    ],
    ids=["empty", "svg", "html", "no gif", "gif", "bmp", "tiff", "short png", "jpeg", "webp"],
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PictureError):
        draw_again(content)


def png_that_says(width: int, height: int) -> bytes:
    """A small file that claims to be large."""

    def chunk(name: bytes, content: bytes) -> bytes:
        sum_ = zlib.crc32(name + content)
        return len(content).to_bytes(4, "big") + name + content + sum_.to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(b"\0" * 1_000_000)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(6_400, 6_400), (50_000, 50_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_by_what_it_says_of_itself(size: tuple[int, int]) -> None:
    with pytest.raises(PictureError, match="40 million pixels"):
        draw_again(png_that_says(*size))


def test_no_broken_file_gets_past_as_anything_but_a_refusal() -> None:
    chance = random.Random(4)
    for form in FORMATS:
        content = bytearray(a_file(form, (16, 16)))
        for _ in range(60):
            spoilt = bytearray(content)
            for _ in range(3):
                spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
            try:
                draw_again(bytes(spoilt))
            except PictureError:
                continue
