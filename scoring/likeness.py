"""Where a file, or nearly the same photo, stands already. The answer is a question to a person, never a deduction."""

from django.db.models import Case, Q, Value, When

from .models import Evidence, Stage
from .uploads.likeness import NEAR, distance

CANDIDATES = 500  # looked at closely: the same file, then the latest
COMPARED = ("sha256", "band_0", "band_1", "band_2", "band_3")


def used_elsewhere(item, checked):
    """The standing evidence of the item's district that is the same file (sha256) or nearly the same photo: first
    one of this very sheet, then the nearest; None if there is none. One query, by index: photos as near as this share at least one of four bands.

    The same item of the community's other stage of the year (摸底, 初评, 评审) is no question: it is the same matter. The
    city's own re-score is not told to a district."""
    sheet = item.sheet
    bands = checked.picture.bands if checked.picture else None
    alike = Q(sha256=checked.sha256)
    for place, band in enumerate(bands or ()):
        alike |= Q(**{f"band_{place}": band})
    rows = (
        Evidence.objects.standing()
        .filter(alike, item__sheet__district=sheet.district_id)
        .exclude(
            item__number=item.number,
            item__sheet__community=sheet.community_id,
            item__sheet__year=sheet.year_id,
        )
        .order_by(Case(When(sha256=checked.sha256, then=Value(0)), default=Value(1)), "-pk")
        .annotate(elsewhere=Case(When(item__sheet=sheet.pk, then=Value(0)), default=Value(1)))
        .only(*COMPARED)
    )
    if sheet.stage != Stage.REVIEW:
        rows = rows.exclude(item__sheet__stage=Stage.REVIEW)
    near = [(_apart(row, checked.sha256, bands), row) for row in rows[:CANDIDATES]]
    near = [(apart, row) for apart, row in near if apart <= NEAR]
    return min(near, key=lambda pair: (pair[1].elsewhere, pair[0]))[1] if near else None


def _apart(row, sha256, bands):
    """-1 for the same file, else in how many bits the photos differ."""
    return -1 if row.sha256 == sha256 else distance(row.bands, bands)
