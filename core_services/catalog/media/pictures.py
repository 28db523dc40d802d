"""What becomes of an uploaded picture: pixels in, WebP in several widths out, and nothing else.

A file is only ever decoded and drawn again. Metadata (where a photo was taken), second frames, and
whatever else hides in a file are not copied, and a colour profile is applied and dropped.
"""

import io
import struct
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from contracts.errors import InvalidError

FORMATS: Final = ("PNG", "JPEG", "WEBP", "AVIF")
# infra/edge/behaviours.yaml: the edge asks for these, and a test holds them together.
WIDTHS: Final = (160, 320, 480, 640, 960, 1280)
MAX_PIXELS: Final = 40_000_000  # a decoded pixel takes four bytes, however small its file is
LONGEST_SIDE: Final = 2000
_QUALITY: Final = 82
_EFFORT: Final = 4
# What Pillow raises, by format and by what is broken.
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, RuntimeError, struct.error,
)  # fmt: skip
_SRGB = ImageCms.createProfile("sRGB")


class PictureError(InvalidError):
    code = "picture-invalid"
    title = "This is no picture that we can take"


@dataclass(frozen=True, slots=True)
class Picture:
    """``files`` are by the name under which they are stored; the first is the whole picture."""

    name: str
    width: int
    height: int
    files: Mapping[str, bytes]


def draw_again(content: bytes) -> Picture:
    """The picture in our own form, named after what it shows: the same upload has the same name.

    Raises:
        PictureError: when it is none, is of another format, is broken, or has too many pixels.
    """
    whole = _fitted(_decoded(content), LONGEST_SIDE)
    encoded = _encoded(whole)
    stem = sha256(encoded).hexdigest()[:32]
    files = {f"{stem}.webp": encoded}
    for width in WIDTHS:
        # Never wider than it is: there is nothing more to see.
        narrower = whole.width > width
        files[f"{stem}.w{width}.webp"] = _encoded(_scaled(whole, width)) if narrower else encoded
    return Picture(f"{stem}.webp", whole.width, whole.height, files)


def _decoded(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count ourselves
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        picture.load()
        return _in_srgb(ImageOps.exif_transpose(picture))
    except UnidentifiedImageError as error:
        raise PictureError(f"Send one of {', '.join(FORMATS)}.") from error
    except Image.DecompressionBombError as error:
        raise PictureError(
            f"A picture may have {MAX_PIXELS // 1_000_000} million pixels."
        ) from error
    except _BROKEN as error:
        raise PictureError("The file is broken, or not what it says it is.") from error


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a broken profile: its colours as they are
        if converted is not None:
            return converted
    return picture.convert(mode)


def _fitted(picture: Image.Image, longest_side: int) -> Image.Image:
    longest = max(picture.size)
    if longest <= longest_side:
        return picture
    return _scaled(picture, max(1, round(picture.width * longest_side / longest)))


def _scaled(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encoded(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=_QUALITY, method=_EFFORT, icc_profile=None, exif=b"")
    return target.getvalue()
