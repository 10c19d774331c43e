"""An uploaded rubric: bytes in, a sound rubric out, or every fault at once, each with its place and what would be right."""

import re
import tomllib
from decimal import Decimal

from django.utils.translation import gettext as _

from districts.spreadsheets import BadFile, Limits, address, letters, open_book

from ..engine.load import RubricError, rubric_from_mapping
from ..notes import plain
from .columns import (
    CATEGORY,
    COLUMN_OF,
    ITEM,
    LINE_OF,
    NAMES,
    NEEDED,
    PERCENTS,
    RULE,
    WHOLE,
    ways_of_percent,
)

MAX_BYTES = 1024 * 1024
LIMITS = Limits(bytes=MAX_BYTES, unpacked=20 * MAX_BYTES, rows=5000)
MOST_FAULTS = 60
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_DOTS = 20  # in one line of a .toml; a rubric has two, and tomllib takes seconds for a name of thousands
STRING_OR_COMMENT = re.compile(
    r'"""(?:\\.|.)*?(?:"{3,5}|\Z)' + r"|'''.*?(?:'{3,5}|\Z)"
    r'|"(?:\\[^\n]|[^"\\\n])*"?' + r"|'[^'\n]*'?|#[^\n]*",
    re.DOTALL,
)
AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


class BadRubricFile(ValueError):
    """The file is no sound rubric; faults are sentences, each with its place."""

    def __init__(self, faults):
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def read_rubric_file(name, content):
    """The rubric (engine.rubric.Rubric) in a file: its name as uploaded and its bytes, a .toml or a spreadsheet, told
    apart by content.

    Raises BadRubricFile with every fault: line of a .toml that is none, cell of a spreadsheet, item and rule."""
    if len(content) > MAX_BYTES:
        raise BadRubricFile([_("文件超过 1 MB。一份评分标准用不了这么多，请删去图片和无关的内容。")])
    try:
        return _of_workbook(name, content) if content.startswith((ZIP, OLE)) else _of_toml(content)
    except BadRubricFile as bad:
        if len(bad.faults) <= MOST_FAULTS:
            raise
        rest = _("还有 %(count)s 处，改好上面的再传一次。") % {"count": len(bad.faults) - MOST_FAULTS}
        raise BadRubricFile([*bad.faults[:MOST_FAULTS], rest]) from bad


# --- .toml ----------------------------------------------------------------------------------------------------


def _of_toml(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRubricFile(
            [_("文件不是 .xlsx，也不是 UTF-8 编码的 .toml。请下载现行标准，在它上面改。")]
        ) from error
    _refuse_long_names(text)
    try:
        definition = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise BadRubricFile([_toml_fault(error)]) from error
    try:
        return rubric_from_mapping(definition, "")
    except RubricError as error:
        raise BadRubricFile(error.faults) from error


def _refuse_long_names(text):
    bare = STRING_OR_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(bare.split("\n"), start=1):
        if line.count(".") > MOST_DOTS:
            raise BadRubricFile(
                [
                    _("第 %(line)s 行的英文句点太多，不像评分标准。请下载现行标准，在它上面改。")
                    % {"line": number}
                ]
            )


def _toml_fault(error):
    if at := AT_LINE.search(str(error)):
        return _(
            "第 %(line)s 行第 %(column)s 个字符附近读不懂：每行应为“名称 = 值”，文字加英文双引号，同一个名称不写两次。"
        ) % {"line": at[1], "column": at[2]}
    return _("读不懂这个 .toml 文件：文件没有写完，或有过大的数、过深的层次。请下载现行标准，在它上面改。")


# --- spreadsheets ---------------------------------------------------------------------------------------------


def _of_workbook(name, content):
    try:
        book = open_book(name, content, limits=LIMITS)
    except BadFile as bad:
        raise BadRubricFile([str(bad)]) from bad
    sheet = Sheet(_sheet_of_heads(book))
    sheet.read()
    try:
        rubric = rubric_from_mapping(sheet.definition, "", NAMES)
    except RubricError as error:
        others = (sheet.placed(fault) for fault in error.placed if not sheet.follows(fault))
        raise BadRubricFile([*sheet.faults, *others]) from error
    if sheet.faults:
        raise BadRubricFile(sheet.faults)
    return rubric


def _sheet_of_heads(book):
    """The first sheet shown that has the heads of the table."""
    shown = (sheet for sheet in book.sheets if not sheet.hidden)
    found = next((sheet for sheet in shown if _row_of_heads(sheet.rows) is not None), None)
    if found is None:
        raise BadRubricFile(
            [
                _("没有找到表头：要有“%(heads)s”等列。请下载现行标准，在它上面改。")
                % {"heads": "”“".join(NEEDED)}
            ]
        )
    return found


def _row_of_heads(rows):
    return next((n for n, row in enumerate(rows) if set(NEEDED) <= {cell.strip() for cell in row}), None)


class Sheet:
    """A spreadsheet on its way to a definition, remembering which row each table of it came from."""

    def __init__(self, sheet):
        self.rows = [[cell.strip() for cell in row] for row in sheet.rows]
        self.faults = [f"{address(one.row, one.column)}：{one.message}" for one in sheet.faults]
        self.definition = {"categories": []}
        self.line_of = {}  # key of the whole -> row
        self.row_of = {}  # path of a category, item or rule -> row
        self.place_of = {}  # (depth, key) -> position of its column
        self.unclear = set()  # rows with a percentage that is asked about

    def read(self):
        heads = _row_of_heads(self.rows)
        for number, row in enumerate(self.rows[:heads], 1):
            self._read_line(number, row)
        self._read_heads(heads + 1, self.rows[heads])
        for number, row in enumerate(self.rows[heads + 1 :], heads + 2):
            if any(row):
                self._read_rule(number, row)
        if not self.definition["categories"]:
            raise BadRubricFile([_("第 %(row)s 行表头的下面没有内容：一行写一条细则。") % {"row": heads + 1}])

    def _read_line(self, number, row):
        """A line above the table: what it says in the first cell, the value in the second."""
        label, value = (*row[:2], "", "")[:2]
        if label not in LINE_OF:
            if any(row):
                known = "、".join(LINE_OF)
                self._fault(
                    number,
                    0,
                    _("不认识“%(label)s”，表头上面只写：%(known)s") % {"label": label, "known": known},
                )
        elif LINE_OF[label].key in self.line_of:
            self._fault(number, 0, _("“%(label)s”重复") % {"label": label})
        else:
            self.line_of[LINE_OF[label].key] = number
            if value:
                self.definition[LINE_OF[label].key] = LINE_OF[label].parse(value)

    def _read_heads(self, number, row):
        for place, head in enumerate(row):
            column = COLUMN_OF.get(head)
            if column and (column.depth, column.key) not in self.place_of:
                self.place_of[column.depth, column.key] = place
            elif column:
                self._fault(number, place, _("“%(head)s”这一列重复") % {"head": head})
            elif head:
                self._fault(
                    number, place, _("不认识“%(head)s”这一列，请删去或用现行标准的表头") % {"head": head}
                )

    def _read_rule(self, number, row):
        self._ask_about_percents(number, row)
        fields = {depth: self._fields(depth, row) for depth in (CATEGORY, ITEM, RULE)}
        categories = self.definition["categories"]
        title = fields[CATEGORY].get("title")
        if not categories or title not in (None, categories[-1].get("title")):
            categories.append(fields[CATEGORY] | {"items": []})
            self.row_of[len(categories),] = number
        items = categories[-1]["items"]
        if not items or fields[ITEM].get("number") not in (None, items[-1].get("number")):
            items.append(fields[ITEM] | {"rules": []})
            self.row_of[len(categories), len(items)] = number
        else:
            self._compare(number, fields[ITEM], items[-1], self.row_of[len(categories), len(items)])
        items[-1]["rules"].append(fields[RULE])
        self.row_of[len(categories), len(items), len(items[-1]["rules"])] = number

    def _fields(self, depth, row):
        """What a row says at one depth; an empty cell says nothing."""
        columns = [column for column in COLUMN_OF.values() if column.depth == depth]
        places = [(column, self.place_of.get((depth, column.key), len(row))) for column in columns]
        return {c.key: c.parse(row[place]) for c, place in places if place < len(row) and row[place]}

    def _compare(self, number, fields, item, first):
        """A further row of an item repeats its first row or leaves it out; it never says something else."""
        for key, value in fields.items():
            if value != item.get(key):
                sentence = _("同一项的后几行应留空，或与第 %(row)s 行相同") % {"row": first}
                self._fault(number, self.place_of[ITEM, key], sentence)

    def _ask_about_percents(self, number, row):
        for column in PERCENTS:
            place = self.place_of.get((column.depth, column.key), len(row))
            if place < len(row) and (ways := ways_of_percent(row[place])):
                self.unclear.add(number)
                allowed = _(" 或 ").join(f"{plain(way)}%" for way in ways)
                asked = {"head": column.head, "said": row[place], "allowed": allowed}
                sentence = _("%(head)s 写的 %(said)s 说不清是百分之几，应为 %(allowed)s") % asked
                self._fault(number, place, sentence)

    def _fault(self, number, place, sentence):
        self.faults.append(f"{address(number, place + 1)}：{sentence}")

    def placed(self, fault):
        """A fault of the engine's with the cell it stands in."""
        if fault.among:
            return f"{self._among(fault)}：{fault}"
        depth = len(fault.path)
        number = self.line_of.get(fault.key) if depth == WHOLE else self.row_of[fault.path]
        place = 1 if depth == WHOLE else self.place_of.get((depth, fault.key))
        if number is None:
            return str(fault)
        where = _("第 %(row)s 行") % {"row": number} if place is None else address(number, place + 1)
        return f"{where}：{fault}"

    def follows(self, fault):
        """Whether a fault of the engine's may only come from a percentage that is asked about."""
        about = ("", *(column.key for column in PERCENTS))
        return self.row_of.get(fault.path) in self.unclear and fault.key in about

    def _among(self, fault):
        """The cells of a fault that several tables make together, or their column."""
        place = self.place_of[fault.among, fault.key]
        if fault.value is None:
            return _("%(column)s 列") % {"column": letters(place + 1)}
        rows = [
            number
            for path, number in self.row_of.items()
            if len(path) == fault.among and self._table(path).get(fault.key) == fault.value
        ]
        return "、".join(address(number, place + 1) for number in rows)

    def _table(self, path):
        """The category, item or rule at a path of places."""
        table = self.definition
        for key, place in zip(("categories", "items", "rules"), path, strict=False):
            table = table[key][place - 1]
        return table
