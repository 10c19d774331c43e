"""What the districts have sent beside their lists: plans, approved methods, stamped scans, good practice."""

from datetime import date

from districts.models import Role
from scoring.uploads import REPORT_KINDS, SCAN_KINDS

from .. import actions
from ..models import Purpose, Receipt
from .papers import paper

WITHOUT_PLAN = "330213"  # 奉化区 still owes its 实施方案
WITHOUT_SCANS = ("330282", "330226")
TWICE = "330203"  # its plan came in two versions
APPROVED = date(2021, 6, 21)
PRACTICES = {
    "330203": (
        "楼组长带着做分类（演示）",
        "演示：每个单元由楼组长负责一个分类角，每月公布一次准确率，三个月后准确率提高。",
    ),
    "330212": (
        "老旧小区改造和绿化一起做（演示）",
        "演示：改造方案先在社区公示，绿化、停车、充电桩一次施工，少挖一次路。",
    ),
    "330281": ("公益课堂进社区（演示）", "演示：每季度一次，由志愿者讲节水、节电，孩子带动家里人。"),
}
ACCEPTED = "330203"


def send_papers(scene, district, year):
    """The plan and the method of a district, once for the programme; one district owes its plan."""
    if district.code != WITHOUT_PLAN:
        for version in range(2 if district.code == TWICE else 1):
            _send(
                scene, district, year, Purpose.PLAN, f"实施方案{'（修订）' if version else ''}", REPORT_KINDS
            )
    method = {
        "title": f"{district}绿色社区评估认定办法（演示）",
        "document_number": f"演示发〔2021〕{int(district.code[-2:])}号",
        "approved_by": f"{district}人民政府",
        "approved_on": APPROVED,
    }
    _send(scene, district, year, Purpose.METHOD, "评估认定办法", REPORT_KINDS, **method)


def send_scans(scene, district, year):
    """The stamped 附件3 and receipt of each hand-in, but for districts that still owe them."""
    if district.code in WITHOUT_SCANS:
        return
    receipts = Receipt.objects.filter(submission__district=district, submission__year=year)
    for receipt in receipts.select_related("submission"):
        for purpose in (Purpose.STAMPED_TABLE, Purpose.STAMPED_RECEIPT):
            _send(scene, district, year, purpose, f"{purpose.label} {receipt}", SCAN_KINDS, receipt=receipt)


def recommend(scene, district, year):
    """A good practice where the district has one; one of them the city has accepted."""
    if district.code not in PRACTICES:
        return
    title, summary = PRACTICES[district.code]
    words = {"title": title, "summary": summary}
    sent = _send(scene, district, year, Purpose.GOOD_PRACTICE, "典型做法", REPORT_KINDS, **words)
    if district.code == ACCEPTED:
        comment = "演示点评：办法简单，别的街道照着就能做。"
        actions.accept_practice(sent, comment=comment, by=scene.city_lead)


def _send(scene, district, year, purpose, what, kinds, **words):
    lines = [f"{district} {year}{what}（演示）", "本文件为演示数据，不是真实的文件。"]
    checked = paper(f"{district}{what}（演示）.pdf", lines, kinds)
    by = scene.of(district, Role.DISTRICT_LEAD)
    sent = actions.add_document(district, year=year, purpose=purpose, checked=checked, by=by, **words)
    scene.stored.append(sent)
    return sent
