"""Reading one table of a rubric file: every field asked for by name, every fault kept, nothing guessed."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from .rules import is_percent, is_whole, shown

T = TypeVar("T")
Names = Mapping[tuple[int, str], str]

LONGEST = 1000  # characters of one text; no criterion of a rubric comes near
UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}  # controls, line breaks, lone halves: no table carries them unharmed
NONCHARACTERS = {"\ufffe", "\uffff"}


@dataclass(frozen=True)
class Fault:
    """One thing to put right: where in the rubric (empty: the whole), under which key, and which table of the file,
    as the places (from 1) of category, item and rule. One that several tables make together names none of them: `among`
    is their depth (1 category, 2 item, 3 rule), `value` what they all say under the key (None: each its own)."""

    message: str
    where: str = ""
    key: str = ""
    path: tuple[int, ...] = ()
    among: int = 0
    value: object = None

    def __str__(self) -> str:
        return f"{self.where}：{self.message}" if self.where else self.message


class Table:
    """One table of the file.

    A field that will not do is noted in `faults` and read as nothing (0, "", false), so that reading goes on and
    every fault is found; close() notes the keys nobody asked for. `names` says what the person who wrote the file
    calls a key or a choice at a depth (0 whole, 1 category, 2 item, 3 rule), where that is not the word itself.
    """

    def __init__(
        self,
        raw: object,
        faults: list[Fault],
        names: Names,
        where: str = "",
        path: tuple[int, ...] = (),
    ) -> None:
        self.where = where
        self.path = path
        self.faults = faults
        self.names = names
        self.raw: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        self.asked: set[str] = set()
        if not isinstance(raw, Mapping):
            self.fault("应为表（对象）")

    def below(self, raw: object, place: int, where: str) -> "Table":
        """A table that stands inside this one, at a place counted from 1."""
        return Table(raw, self.faults, self.names, where, (*self.path, place))

    def named(self, word: str) -> str:
        """What the file calls a key, or with key=choice a choice."""
        return self.names.get((len(self.path), word), word.rpartition("=")[2])

    def fault(self, message: str, key: str = "") -> None:
        self.faults.append(Fault(message, self.where, key, self.path))

    def text(self, key: str, default: str | None = None, longest: int = LONGEST) -> str:
        """A text on one line; left out it is the default, empty it is refused unless the default is."""
        value = self._take(key, default)
        if not isinstance(value, str) or not (value.strip() or default == ""):
            return self._unfit(key, "一段文字", value, "")
        if value != value.strip() or any(map(unprintable, value)):
            return self._unfit(key, "一行文字，前后没有空格，中间没有换行和控制字符", value, "")
        if len(value) > longest:
            self.fault(f"{self.named(key)} 最多 {longest} 字，现在 {len(value)} 字", key)
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        value = self._take(key)
        if is_whole(value) and low <= value <= high:
            return value
        return self._unfit(key, f"{low} 至 {high} 的整数", value, 0)

    def optional_whole(self, key: str, low: int, high: int) -> int | None:
        self.asked.add(key)
        return self.whole(key, low, high) if key in self.raw else None

    def percent(self, key: str) -> Decimal:
        """A percentage 0-100 with at most two decimals."""
        value = self._take(key)
        if is_percent(value):
            return Decimal(value)
        return self._unfit(key, "0 至 100 的百分数（最多两位小数）", value, Decimal(0))

    def optional_percent(self, key: str) -> Decimal | None:
        self.asked.add(key)
        return self.percent(key) if key in self.raw else None

    def flag(self, key: str) -> bool:
        """True or false; false when left out."""
        value = self._take(key, False)
        if isinstance(value, bool):
            return value
        return self._unfit(key, f"{self.named('true')} 或 {self.named('false')}", value, False)

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        value = self._take(key)
        if isinstance(value, str) and value in choices:
            return value
        return self._unfit(
            key, " 或 ".join(self.named(f"{key}={choice}") for choice in choices), value, choices[0]
        )

    def rows(self, key: str) -> list[object]:
        """A list of at least one table."""
        value = self._take(key)
        return value if isinstance(value, list) and value else self._unfit(key, "不为空的列表", value, [])

    def close(self) -> None:
        for key in self.raw:
            if key not in self.asked:
                known = (len(self.path), key) in self.names
                self.fault(f"{self.named(key)} 在这里不用，请留空" if known else f"不认识的字段“{key}”", key)

    def _take(self, key: str, default: object = None) -> Any:
        self.asked.add(key)
        return self.raw.get(key, default)

    def _unfit(self, key: str, expected: str, value: object, stand_in: T) -> T:
        problem = f"现在是 {shown(value)}" if key in self.raw else "缺少"
        self.fault(f"{self.named(key)} 应为 {expected}，{problem}", key)
        return stand_in


def unprintable(character: str) -> bool:
    return unicodedata.category(character) in UNPRINTABLE or character in NONCHARACTERS
