"""Pictures: what others see is made anew from the points alone; of what the camera wrote only date and place are kept."""

import io
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageFile, ImageOps
from pillow_heif import register_heif_opener

from .faults import BadUpload
from .likeness import likeness

register_heif_opener()

FORMATS = ("JPEG", "PNG", "HEIF")
MAX_PIXELS = 50_000_000
SEE_THROUGH = (
    "RGBA",
    "LA",
    "PA",
)  # Pillow copies such a picture whole before it makes it smaller: half as many points
MAX_SCANS = 100  # a progressive JPEG has about ten; each costs the time of a whole picture and need hold next to nothing
MAX_SEGMENTS = 2000
MARKER, SCAN, END = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]"), b"\xff\xda", b"\xff\xd9"
SHOWN, THUMBNAIL = 2000, 320  # points along the longer side
SRGB = ImageCms.createProfile("sRGB")
EXIF, GPS, TAKEN = 0x8769, 0x8825, 0x9003
LATITUDE, LONGITUDE = (2, 1, "S", 90), (4, 3, "W", 180)  # value, its letter, the negative letter, the bound
FIRST_YEAR = 1990  # a camera whose clock was never set says 1970 or 1980


@dataclass(frozen=True)
class Picture:
    """shown and thumbnail: JPEG bytes without any metadata; taken_at in the site's time zone; place in degrees."""

    shown: bytes
    thumbnail: bytes
    taken_at: datetime | None
    latitude: Decimal | None
    longitude: Decimal | None
    bands: tuple[int, ...] | None


def read_picture(file):
    """The Picture in a file; raises BadUpload where it is damaged or has too many points."""
    ImageFile.LOAD_TRUNCATED_IMAGES = (
        False  # WeasyPrint, once imported, has turned it on for the whole process
    )
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as picture:
            most = MAX_PIXELS // 2 if picture.mode in SEE_THROUGH else MAX_PIXELS
            if picture.width * picture.height > most:
                raise Image.DecompressionBombError
            return _made_anew(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadUpload(
            _("的像素太多，没有上传。最多 %(most)s 万像素（带透明的 %(half)s 万），请缩小再传。")
            % {"most": MAX_PIXELS // 10_000, "half": MAX_PIXELS // 20_000}
        ) from error
    except Exception as error:  # Pillow raises many kinds for a damaged picture; all mean the same here
        raise BadUpload(_("是损坏的或不完整的图片，打不开，没有上传。请重新拍摄或另存再传。")) from error


def refuse_many_scans(file):
    """Raises BadUpload where a JPEG is coded in more than MAX_SCANS scans or cut in more than MAX_SEGMENTS pieces."""
    file.seek(0)
    if _many_scans(file.read()):
        raise BadUpload(
            _("里的图像分了太多次编码，不像正常的照片，没有上传。请用看图软件打开，另存为新的图片再传。")
        )


def _many_scans(content):
    """Counted up to the JPEG's own end: previews within its segments and a video behind it are passed over."""
    scans, at = 0, 2
    for _segment in range(MAX_SEGMENTS):
        marker = MARKER.search(content, at)
        if marker is None or marker[0] == END:
            return False
        scans += marker[0] == SCAN
        if scans > MAX_SCANS:
            return True
        at = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2], "big")
    return True


def _made_anew(picture):
    exif = picture.getexif()
    picture.draft("RGB", (SHOWN, SHOWN))  # a JPEG is decoded no larger than needed
    picture = _eight_bits(picture)
    picture.thumbnail((SHOWN, SHOWN))  # before anything that copies it
    shown = _plain(ImageOps.exif_transpose(picture))
    small = shown.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    latitude, longitude = _place(exif.get_ifd(GPS))
    return Picture(
        shown=_jpeg(shown),
        thumbnail=_jpeg(small),
        taken_at=_taken(exif.get_ifd(EXIF)),
        latitude=latitude,
        longitude=longitude,
        bands=likeness(small),
    )


def _plain(picture):
    """The points alone, in sRGB on white: no profile, no comment, nothing else."""
    coloured = _in_srgb(picture)
    plain = Image.new("RGB", coloured.size, "white")
    if coloured.has_transparency_data:
        coloured = coloured.convert("RGBA")
        plain.paste(coloured, mask=coloured.getchannel("A"))
    else:
        plain.paste(coloured.convert("RGB"))
    return plain


def _eight_bits(picture):
    """A scanner's grey of 65,536 steps in 256: Pillow makes such a picture no smaller, and all above 255 white."""
    if not picture.mode.startswith("I;16"):
        return picture
    return picture.point(lambda grey: grey / 257).convert("L")


def _in_srgb(picture):
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        return ImageCms.profileToProfile(picture, io.BytesIO(profile), SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return picture  # a broken profile: the colours as they are


def _jpeg(picture):
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85, optimize=True)
    return buffer.getvalue()


def _taken(exif):
    """When the camera says it took the picture; None where it says nothing believable."""
    try:
        taken = datetime.strptime(str(exif[TAKEN]).strip("\x00 "), "%Y:%m:%d %H:%M:%S")
        taken = timezone.make_aware(taken)
    except (KeyError, ValueError, OverflowError):
        return None
    believable = taken.year >= FIRST_YEAR and taken <= timezone.now() + timedelta(days=1)
    return taken if believable else None


def _place(gps):
    """Latitude and longitude with six places; both None unless both are there and not the 0, 0 of no reception."""
    latitude, longitude = _degrees(gps, *LATITUDE), _degrees(gps, *LONGITUDE)
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None, None
    return latitude, longitude


def _degrees(gps, value, letter, negative, bound):
    try:
        degrees, minutes, seconds = (float(part) for part in gps[value])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if not abs(found) <= bound:  # so neither what is no number
        return None
    return round(Decimal(-found if gps.get(letter) == negative else found), 6)
