"""Small files for uploads: what they should be, and what they should not."""

import csv
import io
import random
import struct
import zipfile
import zlib

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

SERIAL = "SN-20210503-77"
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def upload(name, content):
    return SimpleUploadedFile(name, content)


def a_pdf(name="报告.pdf", *, head=b"", tail=b""):
    body = f"%PDF-1.4\n% {name}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n".encode()
    return upload(name, head + body + tail)


def a_picture(name="现场.jpg", kind="JPEG"):
    """A small green square: a picture without anything in it."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(buffer, kind)
    return upload(name, buffer.getvalue())


def scenery(seed, size=(640, 480)):
    """A picture with much in it; each seed another."""
    chance, picture = random.Random(seed), Image.new("RGB", (640, 480))
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y = chance.randrange(640), chance.randrange(480)
        draw.ellipse((x, y, x + 160, y + 160), fill=tuple(chance.randrange(256) for _ in range(3)))
    return picture.resize(size)


def a_photo(name="现场.jpg", kind="JPEG", *, seed=1, size=(640, 480), exif=None, quality=90, **how):
    buffer = io.BytesIO()
    scenery(seed, size).save(buffer, kind, exif=exif or Image.Exif(), quality=quality, **how)
    return upload(name, buffer.getvalue())


def camera_exif(
    *, taken="2021:05:03 10:11:12", latitude=(29, 52, 15.5), longitude=(121, 32, 30), orientation=1
):
    """What a telephone writes into a photo: maker, serial number, owner, time, place."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "CAMERAWORKS", orientation
    private = exif.get_ifd(0x8769)
    private[0x9003], private[0xA431], private[0xA430] = taken, SERIAL, "OWNER OF THE CAMERA"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", latitude, "E", longitude
    return exif


def a_png_of(width, height, name="大.png", *, colour=2):
    """A PNG that says it has so many points of this colour type, and holds none."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))
    return upload(name, b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


P3 = {
    b"rXYZ": (0.51512, 0.24120, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.15710, 0.06657, 0.78407),
}


def wide_gamut():
    """A telephone's colour profile, Display P3, with the camera's serial number in its copyright line."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack_from(">I", profile, 128)
    for name, start, _size in (struct.unpack_from(">4sII", profile, 132 + 12 * n) for n in range(count)):
        if name in P3:
            struct.pack_into(">3i", profile, start + 8, *(round(part * 65536) for part in P3[name]))
        elif name == b"cprt":
            struct.pack_into(f"{len(SERIAL)}s", profile, start + 28, SERIAL.encode())
    return bytes(profile)


def told_by_the_camera(kind):
    """What a telephone writes beside a photo's points, as Pillow's arguments for this kind of file."""
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><serial>{SERIAL}</serial></x:xmpmeta>'
    how = {"exif": camera_exif(), "icc_profile": wide_gamut()}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", xmp)
        return how | {"pnginfo": text}
    return how | {"xmp": xmp.encode(), "comment": SERIAL.encode()}


def noise(size=(1200, 900)):
    """A picture of points by chance: the largest file a picture of this size makes."""
    width, height = size
    return Image.frombytes("RGB", size, random.Random(1).randbytes(width * height * 3))


def a_jpeg_of_scans(name="扫描.jpg", *, more):
    """A progressive JPEG of ten scans and as many more as asked, which hold next to nothing."""
    content = a_photo(kind="JPEG", size=(64, 48), progressive=True).read()
    last = content[content.rindex(b"\xff\xda") : -2]
    return upload(name, content[:-2] + last * more + content[-2:])


def an_office_file(name, kind, *, extra=(), types="<Types/>", packed=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packed) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(OFFICE[kind], "<document/>")
        for part in extra:
            archive.writestr(*(part if isinstance(part, tuple) else (part, "x")))
    return upload(name, buffer.getvalue())


def a_docx(name="报告.docx", *, extra=()):
    return an_office_file(name, "docx", extra=extra)


def an_xlsx(name="台账.xlsx", *, extra=()):
    return an_office_file(name, "xlsx", extra=extra)


def a_bomb(name="总结.docx", *, megabytes=101):
    """A small Word document that unpacks to so many megabytes."""
    return a_docx(name, extra=[("word/media/image1.bin", bytes(megabytes * 1024 * 1024))])


def a_lying_bomb(name="总结.docx"):
    """A bomb whose directory says that the large part has ten bytes."""
    content = bytearray(a_bomb(name, megabytes=2).read())
    size = struct.pack("<I", 2 * 1024 * 1024)
    return upload(name, bytes(content).replace(size, struct.pack("<I", 10)))


def a_crowded_book(name="多.xlsx"):
    """A spreadsheet of 2,001 parts more than it needs, whose directory says that there are three."""
    content = bytearray(an_xlsx(name, extra=[f"xl/part{n}.xml" for n in range(2001)]).read())
    end = content.rindex(b"PK\x05\x06")
    content[end + 8 : end + 12] = struct.pack("<HH", 3, 3)
    return upload(name, bytes(content))


def an_archive():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("page.html", "<p>hello</p>")
    return buffer.getvalue()


def rows_of(answer):
    """A downloaded table, head first: of CSV all text, of a spreadsheet the values of its first sheet."""
    content = answer.getvalue()
    if answer["Content-Type"].startswith("text/csv"):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return [
        list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    ]
