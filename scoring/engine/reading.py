"""Reading one table of a rubric file: every field asked for by name, every fault kept, nothing guessed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from .rules import is_percent, is_whole, shown

T = TypeVar("T")


class Table:
    """One table of the file.

    A field that will not do is noted in `faults`, under `where`, and read as nothing (0, "", false), so that
    reading goes on and every fault is found; close() notes the keys nobody asked for.
    """

    def __init__(self, raw: object, where: str, faults: list[str]) -> None:
        self.where = where
        self.faults = faults
        self.raw: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        self.asked: set[str] = set()
        if not isinstance(raw, Mapping):
            self.fault("应为表（对象）")

    def fault(self, message: str) -> None:
        self.faults.append(f"{self.where}：{message}" if self.where else message)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; left out it is the default, empty it is refused unless the default is."""
        value = self._take(key, default)
        if isinstance(value, str) and (value.strip() or default == ""):
            return value
        return self._unfit(key, "一段文字", value, "")

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
        return value if isinstance(value, bool) else self._unfit(key, "true 或 false", value, False)

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        value = self._take(key)
        if isinstance(value, str) and value in choices:
            return value
        return self._unfit(key, " 或 ".join(choices), value, choices[0])

    def rows(self, key: str) -> list[object]:
        """A list of at least one table."""
        value = self._take(key)
        return value if isinstance(value, list) and value else self._unfit(key, "不为空的列表", value, [])

    def close(self) -> None:
        for key in self.raw:
            if key not in self.asked:
                self.fault(f"不认识的字段“{key}”")

    def _take(self, key: str, default: object = None) -> Any:
        self.asked.add(key)
        return self.raw.get(key, default)

    def _unfit(self, key: str, expected: str, value: object, stand_in: T) -> T:
        problem = f"现在是 {shown(value)}" if key in self.raw else "缺少"
        self.fault(f"{key} 应为 {expected}，{problem}")
        return stand_in
