"""Spreadsheet files by hand, byte by byte: what no ordinary program would write."""

import io
import struct
import zipfile

from openpyxl import Workbook

XLSX = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="表1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": (
        '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="r2" Type="x/styles" Target="styles.xml"/>'
        '<Relationship Id="r3" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
    "xl/styles.xml": '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": "<sst><si><t>春浪社区</t></si></sst>",
    "xl/worksheets/sheet1.xml": "<worksheet/>",
}
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def zipped(parts, packing=zipfile.ZIP_DEFLATED):
    """A zip of parts by name."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", packing) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return saved.getvalue()


def xlsx(rows="", *, after="", **parts):
    """A workbook whose one sheet has these <row> elements; `parts` replaces or adds whole parts."""
    sheet = f"<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>"
    return zipped({**XLSX, "xl/worksheets/sheet1.xml": sheet, **parts})


def ods(rows="", *, styles="", before="", after="", mimetype=ODS_TYPE, **parts):
    """An OpenDocument spreadsheet whose one table has these rows."""
    content = (
        f"<office:document-content>{styles}<office:body><office:spreadsheet>{before}"
        f'<table:table table:name="表1">{rows}</table:table>{after}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = "<manifest:manifest/>"
    return zipped({"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": content, **parts})


def by_openpyxl(*rows, change=lambda sheet: None):
    """A workbook of one sheet as openpyxl writes it, changed before it is saved."""
    book = Workbook()
    book.active.title = "表1"
    for row in rows:
        book.active.append(row)
    change(book.active)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


# --- OLE and BIFF -----------------------------------------------------------------------------------------

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(**streams):
    """An OLE container with these streams at its root, each stored in ordinary sectors."""
    directory_sectors = (len(streams) + 1 + 3) // 4
    chains, sectors, entries = [], [], []
    start = directory_sectors
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")
        count = -(-len(data) // SECTOR)
        sectors.append(data.ljust(count * SECTOR, b"\0"))
        chains += [*range(start + 1, start + count), END]
        entries.append((name, 2, start, len(data)))
        start += count
    directory = b"".join(
        _entry(
            name,
            kind,
            first,
            size,
            right=at + 1 if 0 < at < len(entries) else FREE,
            child=1 if at == 0 else FREE,
        )
        for at, (name, kind, first, size) in enumerate([("Root Entry", 5, END, 0), *entries])
    ).ljust(directory_sectors * SECTOR, b"\0")
    chain = [*range(1, directory_sectors), END, *chains]
    fat_count = 1
    while fat_count * 128 < len(chain) + fat_count:
        fat_count += 1
    chain += [FAT] * fat_count
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(fat_count * SECTOR, b"\xff")
    return _ole_header(range(start, start + fat_count)) + directory + b"".join(sectors) + table


def _ole_header(fat_sectors):
    fats = [*fat_sectors, *[FREE] * (109 - len(fat_sectors))]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    # Version 3, little-endian, sectors of 512 and 64 bytes; directory at 0; small streams from 4096 down; no others.
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, len(fat_sectors), 0, 0, 4096, END, 0, END, 0)
    return head + struct.pack("<109I", *fats)


def _entry(name, kind, first, size, *, right, child):
    written = (name + "\0").encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


def record(number, data=b""):
    return struct.pack("<HH", number, len(data)) + data


BOF_GLOBALS = record(0x809, struct.pack("<HH12x", 0x0600, 5))
BOF_SHEET = record(0x809, struct.pack("<HH12x", 0x0600, 0x10))
EOF = record(0x0A)


def wide(text, length="<H"):
    """A string with its length, two bytes a character."""
    return struct.pack(length, len(text)) + b"\1" + text.encode("utf-16-le")


def biff(*cells, extra=b"", names=("表1",), kind=0, state=0):
    """A workbook stream: sheets that share one run of cell records; `extra` goes among the globals."""
    styles = record(0xE0, struct.pack("<HH16x", 0, 0)) + record(0xE0, struct.pack("<HH16x", 0, 10))
    before = BOF_GLOBALS + extra + styles
    sheets = [struct.pack("<BB", state, kind) + wide(name, "<B") for name in names]
    at = len(before) + sum(8 + len(sheet) for sheet in sheets) + len(EOF)
    listed = b"".join(record(0x85, struct.pack("<I", at) + sheet) for sheet in sheets)
    return before + listed + EOF + BOF_SHEET + b"".join(cells) + EOF


def number(row, column, value, style=0):
    """A NUMBER record, row and column from 0."""
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def label(row, column, text):
    return record(0x204, struct.pack("<HHH", row, column, 0) + wide(text))
