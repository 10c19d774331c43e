"""An official table as a Word file, and inside one that says more (the drafted reports)."""

from districts import word

from .drawn import drawn_row, drawn_rows, lines_of

PADDING = 2.6  # millimetres a cell keeps free beside its text
CHARACTER = word.SIZE_TABLE * 25.4 / 72  # millimetres of one Chinese character


def table_docx(table):
    """The bytes of a .docx. table: OfficialTable."""
    document = word.new_document(table.title, landscape=table.landscape)
    draw(document, table)
    return word.saved(document)


def draw(document, table, *, heading=True):
    """Put the table with its head and foot at the end of a document, as wide as its page; heading=False: in the running text,
    its title in the type of a table's."""
    if table.label and heading:
        word.paragraph(document, table.label, font=word.HEAD, indent=False, spacing=None)
    font, size = (word.TITLE, word.SIZE_2) if heading else (word.HEAD, word.SIZE_TABLE)
    word.paragraph(document, table.title, font=font, size=size, align="center", indent=False, spacing=None)
    widths = _widths(table, word.text_width(document.sections[-1]))
    for texts in table.head_lines:
        _line(document, texts, sum(widths))
    rows = [_row(_heads(table), table, widths, font=word.HEAD, centred=True, head=True)]
    rows += [_row(cells, table, widths) for cells in drawn_rows(table)]
    if table.total:
        rows.append(_row(drawn_row(table, table.total), table, widths, font=word.HEAD, centred=True))
    word.add_table(document, rows, widths)
    for text, size in (
        *((t, word.SIZE_TABLE) for t in table.notes),
        *((t, word.SIZE_SMALL) for t in table.small),
    ):
        word.paragraph(document, text, size=size, align="left", indent=False, spacing=size * 1.5)


def _widths(table, room):
    """Millimetres of each column: what its characters need, the rest shared out; a table wider than the page is narrowed
    evenly (its lists still fit, as they are set in smaller type then)."""
    needed = [column.width * CHARACTER + PADDING for column in table.columns]
    return [width * room / sum(needed) for width in needed]


def _size(table, widths):
    """Points of the type in which the columns' characters fit their widths."""
    scale = min(
        (width - PADDING) / (column.width * CHARACTER)
        for column, width in zip(table.columns, widths, strict=True)
    )
    return min(word.SIZE_TABLE, int(word.SIZE_TABLE * scale * 2) / 2)


def _heads(table):
    return tuple(column.head for column in table.columns)


def _row(cells, table, widths, font=word.BODY, centred=False, head=False):
    size = _size(table, widths)
    return word.row_xml(
        [
            word.cell_xml(
                lines_of(cell), width=width, font=font, size=size, align="centre" if centred else column.align
            )
            for cell, column, width in zip(cells, table.columns, widths, strict=True)
        ],
        head=head,
    )


def _line(document, texts, width):
    """Texts spread over one line, at tab stops of equal distance."""
    line = word.paragraph(
        document, size=word.SIZE_TABLE, align="left", indent=False, spacing=word.SIZE_TABLE * 1.7
    )
    for number, text in enumerate(texts):
        if number:
            line.paragraph_format.tab_stops.add_tab_stop(word.Mm(width * number / len(texts)))
        word.run(line, ("\t" if number else "") + text, size=word.SIZE_TABLE)
