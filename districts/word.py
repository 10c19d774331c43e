"""Word files as official documents are laid out (GB/T 9704-2012): fonts, margins, headings, page numbers, ruled tables, pictures.
Knows nothing of what is written."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from districts.cell_text import file_text

TITLE, HEAD, SUBHEAD, BODY = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
# Where a font of the standard is missing, the office program looks for these, in their order.
ALTERNATIVES = {
    TITLE: "FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体,SimSun,Noto Serif CJK SC",
    HEAD: "SimHei,Noto Sans CJK SC",
    SUBHEAD: "楷体,KaiTi,华文楷体,STKaiti,Noto Serif CJK SC",
    BODY: "仿宋,FangSong,华文仿宋,STFangsong,Noto Serif CJK SC",
}
# Points: 2号, 3号, 小四, 五号.
SIZE_2, SIZE_3, SIZE_TABLE, SIZE_SMALL = 22, 16, 12, 10.5
LINE = 28.9  # points: 22 lines a page, each as high as a 3号 character and 7/8 of one
MADE = (2021, 1, 1, 0, 0, 0)  # the moment every part of a file bears: the same content makes the same bytes
TWIPS_PER_MM = 1440 / 25.4
LIST_ALIGN = {"left": "left", "centre": "center", "right": "right"}


def new_document(title, *, landscape=False):
    """An empty document with A4 pages and page numbers. title stands in the file's properties, with nobody's name."""
    document = Document()
    document.core_properties.title = file_text(title)
    document.core_properties.author = document.core_properties.comments = ""
    document.settings.odd_and_even_pages_header_footer = True
    _fonts_of(document.styles["Normal"].element, BODY, SIZE_3)
    _font_table(document)
    lay_out(document.sections[0], landscape=landscape)
    _page_numbers(document.sections[0])
    return document


def lay_out(section, *, landscape):
    """A4 with the standard's margins; a landscape page is for tables and has narrower ones."""
    width, height = (297, 210) if landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    top, bottom, left, right = (22, 20, 18, 18) if landscape else (37, 35, 28, 26)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(bottom - 7 if not landscape else 10)


def new_section(document, *, landscape):
    """The document goes on on a new page, upright or lying."""
    lay_out(document.add_section(WD_SECTION.NEW_PAGE), landscape=landscape)


def text_width(section):
    """Millimetres between the margins."""
    return (section.page_width - section.left_margin - section.right_margin) / Mm(1)


# --- paragraphs ---------------------------------------------------------------------------------------------------


def paragraph(
    document, text="", *, font=BODY, size=SIZE_3, align="justify", indent=True, level=0, spacing=LINE
):
    """A paragraph; indent: two characters at its first line; level: of a heading in the outline (0: none); spacing: points
    from line to line, None: as high as the type."""
    made = document.add_paragraph()
    form = made.paragraph_format
    form.space_before = form.space_after = Pt(0)
    if spacing:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(spacing)
    made.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    if indent:
        form.first_line_indent = Pt(2 * size)
    if level:
        made._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level - 1}"/>'))
        form.keep_with_next = True
    if text:
        run(made, text, font=font, size=size)
    return made


def run(paragraph, text, *, font=BODY, size=SIZE_3, slot=False):
    """Text at the end of a paragraph; slot: marked in yellow, for somebody to fill in."""
    made = paragraph.add_run(file_text(text))
    _fonts_of(made._r, font, size)
    if slot:
        made._r.get_or_add_rPr().append(parse_xml(f'<w:highlight {nsdecls("w")} w:val="yellow"/>'))
    return made


def title(document, text):
    """2号小标宋, centred, with an empty line below."""
    paragraph(document, text, font=TITLE, size=SIZE_2, align="center", indent=False, level=1, spacing=36)
    paragraph(document)


def heading(document, text, level):
    """一、 in 黑体, （一） in 楷体."""
    paragraph(document, text, font=HEAD if level == 1 else SUBHEAD, level=level + 1)


def picture(document, png, *, width, words):
    """A picture `width` millimetres wide, alone in its line; words are read out where it cannot be seen."""
    line = paragraph(document, align="center", indent=False, spacing=None)
    line.paragraph_format.keep_with_next = True
    drawn = line.add_run().add_picture(io.BytesIO(png), width=Mm(width))
    drawn._inline.docPr.set("descr", file_text(words))


# --- tables -------------------------------------------------------------------------------------------------------


def cell_xml(lines, *, width, font=BODY, size=SIZE_TABLE, align="centre", ruled=True):
    """One cell of a table: its lines stand below each other; width in millimetres."""
    rules = "" if ruled else _no_rules()
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(file_text(line))}</w:t>' for line in lines)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{rules}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="30" w:after="30"/><w:jc w:val="{LIST_ALIGN[align]}"/></w:pPr>'
        f"<w:r><w:rPr>{_font_xml(font, size)}</w:rPr>{runs}</w:r></w:p></w:tc>"
    )


def row_xml(cells, *, head=False):
    """One row; it is never divided between two pages, a head stands on every page."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def add_table(document, rows, widths):
    """A ruled table of rows (row_xml) with columns of fixed widths in millimetres, centred between the margins."""
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="5" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="30" w:type="dxa"/><w:left w:w="60" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/>'
        '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    document.element.body.insert_element_before(table, "w:sectPr")


def saved(document):
    """The file's bytes; the same document gives the same bytes."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, parts.read(name))
    return fixed.getvalue()


def _twips(millimetres):
    return round(millimetres * TWIPS_PER_MM)


def _no_rules():
    edges = "".join(f'<w:{edge} w:val="nil"/>' for edge in ("top", "left", "bottom", "right"))
    return f"<w:tcBorders>{edges}</w:tcBorders>"


def _font_xml(font, size):
    name = quoteattr(font)
    return (
        f"<w:rFonts w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={name}/>"
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    )


def _fonts_of(element, font, size):
    """Give a run or a style its font, for Chinese and Latin alike, and its size in points."""
    properties = element.get_or_add_rPr()
    for tag in ("w:rFonts", "w:sz", "w:szCs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    wrapped = parse_xml(f"<w:rPr {nsdecls('w')}>{_font_xml(font, size)}</w:rPr>")
    properties.insert(0, wrapped[0])
    for each in list(wrapped):
        properties.append(each)


def _font_table(document):
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(others)}/></w:font>"
        for name, others in ALTERNATIVES.items()
    )
    whole = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    )
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = whole.encode()


def _page_numbers(section):
    """— 1 — in 4号 宋体 at the outer edge, one character in from the margin: odd pages right, even pages left."""
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        line = footer.paragraphs[0]
        line.alignment = getattr(WD_ALIGN_PARAGRAPH, side.upper())
        setattr(line.paragraph_format, f"{side}_indent", Pt(14))
        for text in ("— ", None, " —"):
            made = line.add_run(text)
            _fonts_of(made._r, "宋体", 14)
            if text is None:
                for part in (
                    '<w:fldChar {} w:fldCharType="begin"/>',
                    '<w:instrText {} xml:space="preserve"> PAGE </w:instrText>',
                    '<w:fldChar {} w:fldCharType="separate"/>',
                    "<w:t {}>1</w:t>",
                    '<w:fldChar {} w:fldCharType="end"/>',
                ):
                    made._r.append(parse_xml(part.format(nsdecls("w"))))
