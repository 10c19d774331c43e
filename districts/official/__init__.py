"""Official tables: what stands in one first (table), a file second (the writers beside it). One table gives every file,
so that no two can disagree."""

from .table import Col, Names, OfficialTable, Share

__all__ = ["Col", "Names", "OfficialTable", "Share"]
