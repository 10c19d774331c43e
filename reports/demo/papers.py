"""Small PDF files that say they are a demonstration; and taking stored files away again when the city is not finished."""

from contextlib import contextmanager

from django.core.files.base import ContentFile

from scoring.uploads import check

SIZE, LEADING = 16, 30
LATIN = "DEMO - everything in this file is invented"

FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]/ToUnicode 7 0 R>>",
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
    b"/Supplement 2>>/DW 1000/W[1 95 500]/FontDescriptor 6 0 R>>",
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
    b"/Descent -120/CapHeight 880/StemV 93>>",
)
TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Same def /CMapType 2 def "
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange "
    b"endcmap end end"
)


def pdf(lines):
    """One page of Chinese text as a PDF; no library and no font file needed. A reader without Chinese fonts still
    shows the last line."""
    shown = " T* ".join(f"<{line.encode('utf-16-be').hex()}> Tj" for line in lines)
    text = f"BT /F1 {SIZE} Tf {LEADING} TL 72 740 Td {shown} T* /F2 {SIZE} Tf ({LATIN}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 8 0 R/Resources<</Font<</F1 4 0 R/F2 9 0 R>>>>>>",
        *FONT,
        _stream(TO_UNICODE),
        _stream(text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    return _file(objects)


def _stream(content):
    return b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)


def _file(objects):
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return written + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(written),
    )  # fmt: skip


def paper(name, lines, kinds):
    """A PDF that has gone through the door for uploads."""
    return check(ContentFile(pdf(lines), name=name), kinds)


@contextmanager
def kept_files():
    """A list for the rows that keep a file; when the city is not finished the files go with the rows."""
    rows = []
    try:
        yield rows
    except BaseException:
        for row in rows:
            for kept in (row.file, getattr(row, "shown", None), getattr(row, "thumbnail", None)):
                if kept:
                    kept.storage.delete(kept.name)
        raise
