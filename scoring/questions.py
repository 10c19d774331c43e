"""What is asked about a file that also stands elsewhere, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import Evidence


@dataclass(frozen=True)
class Question:
    """One file and the one it resembles. Whoever may not see the other's sheet is told that it exists, not where."""

    evidence: Evidence

    @property
    def finding(self):
        return _("%(what)s“%(name)s”和%(where)s%(how)s。") % {
            "what": _("照片") if self.evidence.is_picture else _("文件"),
            "name": self.evidence.name,
            "where": self._where(),
            "how": _("相同") if self.evidence.is_same_file else _("几乎相同"),
        }

    def _where(self):
        if not self.evidence.same_visible:
            return _("本区县另一份评分表里的一份材料")
        other = self.evidence.same_as
        sheet = other.item.sheet
        return _(" %(year)s年 %(community)s 第 %(number)s 项的“%(name)s”") % {
            "year": sheet.year.number,
            "community": sheet.community,
            "number": other.item.number,
            "name": other.name,
        }

    @property
    def asked(self):
        if self.evidence.is_picture:
            return _("是同一次拍摄、确实适用于这一项吗？")
        return _("确实适用于这一项吗？")


def questions(evidence):
    """The questions among rows of evidence_queries.evidence_beside, answered or not."""
    return [Question(row) for row in evidence if row.used_elsewhere]
