"""One sheet while it is being read: filled cells by place, and what is doubtful about them."""

from django.utils.translation import gettext as _

from ..text import named
from .book import MAX_FAULTS, BadFile, Book, CellFault, Sheet, address

ROWS_NAMED = 10


class Cells:
    """Takes cells in any order, rows and columns counted from 1. Blank ones, and those of spaces, leave nothing behind."""

    def __init__(self, meter, name, *, hidden=False):
        self._meter = meter
        self.name = name
        self.hidden = hidden
        self._rows = {}
        self._faults = []
        self._hidden_rows = set()

    def reach(self, row, column):
        """Refuse a cell far below the last one: somebody's stray cell, not too long a table."""
        last = max(self._rows, default=0) if row > self._meter.limits.rows else row
        if 0 < last < row - 1:
            raise BadFile(
                _("“{sheet}”表第 {last} 行以下有多余内容（{cell}），请删去这些行再导入。").format(
                    sheet=self.name, last=last, cell=address(row, column)
                )
            )

    def put(self, row, column, text):
        if text.strip():
            self.reach(row, column)
            self._meter.cell(row, column, len(text))
            self._rows.setdefault(row, {})[column] = text

    def hide(self, row):
        """Note that a row is not shown; one without content does not matter."""
        if row in self._rows:
            self._hidden_rows.add(row)

    def without_value(self, row, column):
        self._fault(row, column, _("单元格是公式且没有计算结果，请用 Excel 或 WPS 打开并保存一次，再导入"))

    def merged(self, row, column, last_row, last_column):
        """A merged range whose first cell is filled; others mean nothing."""
        if (row, column) != (last_row, last_column) and column in self._rows.get(row, ()):
            message = _(
                "{first}:{last} 合并成了一个单元格，只有第一格有值，其余按空白读取，请取消合并后逐格填写"
            )
            self._fault(
                row,
                column,
                message.format(first=address(row, column), last=address(last_row, last_column)),
                last_row,
                last_column,
            )

    def _fault(self, row, column, message, last_row=None, last_column=None):
        self.reach(row, column)
        self._meter.cell(row, column)
        if len(self._faults) < MAX_FAULTS:
            self._faults.append(CellFault(row, column, message, last_row or row, last_column or column))

    def sheet(self):
        """The sheet as read, all rows as wide as the widest."""
        last = max(self._rows, default=0)
        self._meter.sheet(last)
        width = max((max(row) for row in self._rows.values()), default=0)
        rows = [[""] * width for _number in range(last)]
        for number, cells in self._rows.items():
            for column, text in cells.items():
                rows[number - 1][column - 1] = text
        faults = sorted(self._faults, key=lambda fault: (fault.row, fault.column))
        return Sheet(self.name, self.hidden, rows, tuple(faults))

    def notes(self):
        """What the person should know about a sheet that is shown."""
        hidden = [str(row) for row in sorted(self._hidden_rows)]
        if self.hidden or not hidden:
            return []
        return [
            _("工作表“{sheet}”中隐藏或筛选掉的 {count} 行（第 {rows} 行）也一并读取了。").format(
                sheet=self.name, count=len(hidden), rows=named(hidden, ROWS_NAMED)
            )
        ]


def gathered(kind, sheets):
    """The Book of so many Cells."""
    notes = tuple(note for cells in sheets for note in cells.notes())
    return Book(kind, tuple(cells.sheet() for cells in sheets), notes)
