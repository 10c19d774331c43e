"""How much one file has taken so far. Every reader reports here before it keeps anything."""

from django.utils.translation import gettext as _

from .book import BadFile, letters

MAX_TAGS = 2_500_000  # "<" in all XML that is read: what the parser's time grows with
MAX_CELLS = 1_000_000  # filled cells and doubtful ones: what memory grows with
MAX_SHEETS = 100
MAX_TEXT = 32_767  # characters Excel takes in one cell


class Meter:
    """Counts against the limits. Each method raises BadFile with the sentence for what is too much."""

    def __init__(self, limits):
        self.limits = limits
        self._unpacked = self._tags = self._cells = self._rows = 0

    def unpacked(self, size, tags=0):
        """`size` more bytes of file or characters of cells; `tags` more elements or records to look at."""
        self._unpacked += size
        self._tags += tags
        if self._unpacked > self.limits.unpacked or self._tags > MAX_TAGS:
            raise self.too_large()

    def too_large(self):
        size = self.limits.unpacked // 1024**2
        return BadFile(_("文件解压后超过 {size} MB 或单元格过多，请拆分后再导入。").format(size=size))

    def cell(self, row, column, length=0):
        """One more cell to keep, at this place counted from 1."""
        self.row(row)
        self.column(column)
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise BadFile(_("文件超过 {cells} 个单元格，请拆分后再导入。").format(cells=f"{MAX_CELLS:,}"))
        self.text(length)
        self.unpacked(length)

    def text(self, length):
        """The length of one cell's text."""
        if length > MAX_TEXT:
            raise BadFile(_("有单元格超过 {most} 个字，请缩短后再导入。").format(most=f"{MAX_TEXT:,}"))

    def row(self, number):
        """A filled row's number, counted from 1."""
        if number > self.limits.rows:
            raise BadFile(_("文件超过 {rows} 行，请拆分后再导入。").format(rows=f"{self.limits.rows:,}"))

    def column(self, column):
        """A filled column's number, counted from 1."""
        if column > self.limits.columns:
            raise BadFile(
                _("工作表的 {letters} 列有内容，而最多读取 {columns} 列，请删去多余的列后再导入。").format(
                    letters=letters(column), columns=self.limits.columns
                )
            )

    def sheet(self, rows):
        """One more sheet, of so many rows."""
        self._rows += rows
        self.row(self._rows)

    def listed(self, sheets):
        """The number of sheets the book says it has."""
        if sheets > MAX_SHEETS:
            raise BadFile(_("工作表超过 {most} 张，请删去多余的后再导入。").format(most=MAX_SHEETS))
