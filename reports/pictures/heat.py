"""Mean points of every item, by district or street."""

from django.utils.translation import gettext as _

from districts.exports import Column
from districts.pictures import Picture
from districts.pictures.marks import link, rect, text, together

from .rows import table_out

CELL, HEAD, WIDE = 34, 28, 720  # pixels: a row, the head, the least width
CHARACTER = 14  # pixels of a name's character
LONGEST = 9  # characters of a name beside the fields
# Mean points of an item of six, from where each shade begins; below the last it is darkest.
SHADES = ("5.3", "4.7", "4.1", "3.3")


def heat(scope):
    """Mean points of every item, by district or street: the darker, the fewer; the number stands in each field."""
    means = scope.item_means
    numbers = sorted({number for _place, number in means})
    bonus = _bonus(scope)
    places = [
        (key, name) for key, name in scope.places if scope.city or any((key, n) in means for n in numbers)
    ]
    width = 100 / max(len(numbers), 1)
    body = [
        link(
            scope.sheets_of(item=n),
            _("第 %(n)s 项有扣分的社区") % {"n": n},
            rect("p-zone", i * width, 0, width, HEAD - 2),
            text(str(n), (i + 0.5) * width, 18, anchor="middle", kind="p-quiet"),
        )
        for i, n in enumerate(numbers)
    ]
    side = []
    for row, (key, name) in enumerate(places):
        y = HEAD + row * CELL
        side.append(text(short(name), 0, y + 21, kind="p-strong"))
        if not any((key, n) in means for n in numbers):
            body.append(rect("p-none", 0, y + 1, 99.8, CELL - 3))
            body.append(text(_("未评"), 50, y + 21, anchor="middle", kind="p-quiet"))
            continue
        cells = [_cell(means.get((key, n)), i * width, y, width, n in bonus) for i, n in enumerate(numbers)]
        body.append(link(scope.sheets_of(key), _("%(name)s：看社区") % {"name": name}, *cells))
    return Picture(
        name="heat",
        title=_("各区县逐项平均分") if scope.city else _("各街道逐项平均分"),
        note=_("评完的初评评分表；颜色越深，得分越低"),
        words="；".join(_worst_words(name, key, means, numbers, bonus) for key, name in places),
        height=HEAD + CELL * len(places),
        body=together(body),
        side=together(side),
        side_width=CHARACTER * max([len(short(name)) for _key, name in places] or [0]) + 8,
        least_width=WIDE,
        legend=(
            ("p-heat-0", _("5.3 以上")),
            ("p-heat-1", "4.7–5.2"),
            ("p-heat-2", "4.1–4.6"),
            ("p-heat-3", "3.3–4.0"),
            ("p-heat-4", _("低于 3.3（附加项不着色）")),
        ),
        table=table_out(
            scope,
            "item-means",
            _("逐项平均分"),
            [
                Column(_("区县（市）") if scope.city else _("街道（乡镇）"), 16),
                *(Column(_("第 %(n)s 项") % {"n": n}, 9) for n in numbers),
            ],
            [(name, *(means.get((key, n)) for n in numbers)) for key, name in places],
        ),
        empty="" if numbers else _("还没有评完的初评评分表。"),
    )


def short(name):
    """A place's name as it fits beside its row; the whole one stands in the table."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _bonus(scope):
    return {item.number for item in scope.rubric.parsed.items if item.bonus} if scope.rubric else set()


def shade(mean):
    """0 (pale) to 4 (dark) of an item's mean points."""
    return sum(mean < type(mean)(each) for each in SHADES)


def _cell(mean, x, y, width, is_bonus):
    if mean is None:
        return rect("p-none", x, y + 1, width - 0.2, CELL - 3)
    level = 0 if is_bonus else shade(mean)
    return together(
        [
            rect(f"p-heat-{level}", x, y + 1, width - 0.2, CELL - 3),
            text(
                str(mean),
                x + width / 2,
                y + 21,
                anchor="middle",
                kind="p-light-text" if level == 4 else "p-text",
            ),
        ]
    )


def _worst_words(name, key, means, numbers, bonus):
    found = [(means[key, n], n) for n in numbers if (key, n) in means and n not in bonus]
    if not found:
        return _("%(name)s未评") % {"name": name}
    mean, number = min(found)
    return _("%(name)s第%(n)s项最低，%(mean)s 分") % {"name": name, "n": number, "mean": mean}
