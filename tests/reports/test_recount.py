"""Every number on a page, in a table, a document, a picture or an open-data file is the one a slow recount gives, for random
years."""

import json
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from districts.official.drawn import text_of
from districts.official.table import Names
from reports import queries
from reports.annex3 import annex3
from reports.annex3_files import annex3_table
from reports.drafts.city import city_report
from reports.official.annex2 import annex2
from reports.official.publication import publication
from reports.pictures import PROGRESS, SCORES, Scope
from reports.queries import Basis
from scoring.access import visible_sheets
from scoring.models import Stage
from tests.reports.random_years import TODAY, random_years
from tests.reports.recount import Recount, districts, years

pytestmark = pytest.mark.django_db
SEEDS = range(12)


@pytest.fixture(params=SEEDS)
def recount(request, annexes, staff, time_machine):
    time_machine.move_to("2022-10-20 10:00 +0800", tick=False)
    random_years(request.param, by=staff)
    return Recount(TODAY)


@pytest.fixture
def staff(annexes):
    """沈立群, who leads the city's side: all these numbers are hers to see."""
    from districts.models import Role, User

    return User.objects.create_user(
        "shen", "correct-horse-ningbo", full_name="沈立群", role=Role.CITY_LEAD, must_change_password=False
    )


def counted(p):
    """A Progress as the recount's dict."""
    fields = ("declared", "target", "participating", "assessed", "passing", "reported", "recognised")
    return {name: getattr(p, name) for name in fields} | {"share": p.recognised_share}


def test_every_page_table_picture_and_file_has_the_recounts_numbers(recount, staff, client):
    client.force_login(staff)
    for year in years():
        progress_and_what_is_made_of_it(recount, year, staff, client)
        for basis in Basis:
            annex_3(recount, year, basis)
        what_is_published(recount, year, client)
        the_drafted_report(recount, year, staff)
        scores(recount, year, staff)


def progress_and_what_is_made_of_it(recount, year, staff, client):
    expected = {d.name: recount.district(d, year) for d in districts()}
    rows = queries.progress(year, districts())
    assert {p.district.name: counted(p) for p in rows} == expected
    for street in {p.community.street for p in recount.participations if p.year_id == year.pk}:
        own = [
            p for p in recount.participations if p.year_id == year.pk and p.community.street_id == street.pk
        ]
        assert queries.street_counts(year, street).participating == len(own)
    # 附件2, the picture of the targets and the export of 全市进展 say the same.
    cells = {row[1]: row for row in annex2(year, today=TODAY).rows}
    scope = Scope(staff, year, None, TODAY)
    drawn = {row[0]: row for row in PROGRESS["targets"](scope).table.rows}
    export = client.get(reverse("reports:progress_export", args=[year.number, "csv"]))
    lines = [
        line.split(",") for line in b"".join(export.streaming_content).decode("utf-8-sig").splitlines()[1:]
    ]
    exported = {line[0]: line for line in lines}
    for name, e in expected.items():
        silent = e["reported"] is None and not e["recognised"]
        shown = None if silent else e["recognised"]
        assert cells[name][2:8] == (
            e["declared"],
            e["target"],
            e["participating"],
            e["passing"],
            e["reported"],
            shown,
        )
        assert text_of(cells[name][8]) == ("" if silent else f"{e['share']}%")
        assert drawn[name][1:6] == (
            e["declared"],
            e["target"],
            e["reported"],
            shown,
            None if silent else e["share"],
        )
        numbers = [e["declared"], e["participating"], e["passing"], e["reported"], shown, e["target"]]
        assert exported[name][1:7] == ["" if n is None else str(n) for n in numbers]


def annex_3(recount, year, basis):
    asked = [y for y in years() if y.number <= year.number]
    table = annex3(year, basis=basis, today=TODAY)
    form = annex3_table(table)
    whole = {}
    for district, row, drawn in zip(districts(), table.rows, form.rows, strict=True):
        distinct, last = set(), None
        for position, number in enumerate(table.year_numbers):
            one = next((y for y in asked if y.number == number), None)
            listed = recount.listed(district, one, basis.value) if one else None
            cell = row.years[position]
            if listed is None:
                assert cell is None
                assert drawn[1 + 3 * position : 4 + 3 * position] == (None, None, None)
                continue
            declared = recount.targets[district.pk, one.pk].declared
            assert (cell.count, cell.share) == (len(listed), recount.share(len(listed), declared))
            assert sorted(
                name.removeprefix(street) for name, (_o, street, _n) in zip(cell.names, listed, strict=True)
            ) == sorted(name for _one, _street, name in listed)
            assert drawn[1 + 3 * position] == Names(cell.names)
            distinct |= {root for root, _street, _name in listed}
            last = declared
            whole.setdefault(number, []).append(len(listed))
        assert row.share == (None if last is None else recount.share(len(distinct), last))
    for position, number in enumerate(table.year_numbers):
        cell = table.total.years[position]
        assert (cell.count if cell else None) == (sum(whole[number]) if number in whole else None)
    assert len(table.listing) == sum(map(sum, whole.values()))


def what_is_published(recount, year, client):
    expected = {d.name: recount.published(d, year) for d in districts()}
    found = {
        each.district.name: (
            each.recognised,
            each.cumulative,
            sorted(t.street + t.community for t in each.titles),
        )
        for each in queries.published(year, TODAY)
    }
    assert found == expected
    page = client.get(reverse("reports:public_summary", args=[year.number]))
    published = any(
        t.published_on and t.published_on <= TODAY for t in recount.titles if t.year_id == year.pk
    )
    assert page.status_code == (200 if published else 404)
    if not published:
        return
    data = json.loads(client.get(f"/public/{year.number}/districts.json").content, parse_float=Decimal)
    for row in data["rows"]:
        new, cumulative, names = expected[row["district"]]
        if row["recognised_in_year"] is None:
            assert names == []
            continue
        assert (row["recognised_in_year"], row["recognised_cumulative"]) == (new, cumulative)
        assert Decimal(row["share_percent"]) == recount.share(cumulative, row["declared_communities"])
    data = json.loads(client.get(f"/public/{year.number}/communities.json").content)
    listed = sorted(row["street"] + row["community"] for row in data["rows"] if row["status"] == "valid")
    assert listed == sorted(name for _new, _all, names in expected.values() for name in names)
    official = [name for section in publication(year, today=TODAY).sections for name in section.names]
    assert set(listed) <= set(official)


def the_drafted_report(recount, year, staff):
    """The city's, whose numbers are the districts' together."""
    rows = [recount.district(d, year) for d in districts()]
    whole = {
        name: sum(row[name] or 0 for row in rows)
        for name in ("declared", "participating", "assessed", "passing", "recognised")
    }
    said = city_report(Scope(staff, year, None, TODAY)).text
    for words in (
        f"申报社区 {whole['declared']} 个，参与建设 {whole['participating']} 个",
        f"初评评完 {whole['assessed']} 个，初评达标（累计）{whole['passing']} 个",
        f"认定占 {recount.share(whole['recognised'], whole['declared'])}%",
    ):
        assert words in said


def scores(recount, year, staff):
    scope = Scope(staff, year, None, TODAY)
    assert dict(queries.totals(year).counts) == recount.totals(year)
    assert queries.totals(year).by_bonus == recount.by_bonus(year)
    assert {c.code: (c.points, c.communities) for c in queries.rule_costs(year)} == recount.rule_costs(year)
    heat = {row[0]: row[1:] for row in SCORES["heat"](scope).table.rows}
    means = queries.item_means(year)
    numbers = sorted({number for _place, number in means})
    for district in districts():
        expected = tuple(recount.mean(year, district, number) for number in numbers)
        assert heat[district.name] == expected
        assert queries.one_step_short(year, queries.BY_DISTRICT, district).get(
            district.pk, 0
        ) == recount.near(year, district)
    found = queries.stages(visible_sheets(staff), year)
    for before, after in ((Stage.BASELINE, Stage.INITIAL), (Stage.INITIAL, Stage.REVIEW)):
        move = found.moves[before, after]
        assert (move.rose, move.same, move.fell, move.points) == recount.moves(year, before, after)
    differences = queries.rescore_differences(year)
    for district in districts():
        rose, same, fell, points = recount.moves(year, "initial", "review", district)
        assert differences.get(district.pk, (0, 0)) == (rose + same + fell, points)


def test_the_random_years_hold_every_corner(annexes, staff, time_machine):
    """Otherwise an equality would say little."""
    time_machine.move_to("2022-10-20 10:00 +0800", tick=False)
    seen = set()
    for seed in SEEDS:
        with transaction.atomic():
            random_years(seed, by=staff)
            seen |= corners(Recount(TODAY))
            transaction.set_rollback(True)
    assert seen == {
        *("draft", "submitted", "concluded", "sent back", "unpublished", "published", "revoked"),
        *(
            "titled, then merged",
            "both titled, then merged",
            "titled again after a revocation",
            "passes by the bonus",
        ),
        *(
            "pending",
            "returned",
            "recognised",
            "declined",
            "withdrawn",
            "no total",
            "listed while its survivor is titled",
        ),
    }


def corners(r):
    seen = {e.decision for e in r.entries} | {s.status for s in r.submissions.values()}
    seen |= {"sent back" for s in r.submissions.values() if s.sent_back_at}
    seen |= {"no total" for s in r.sheets if s.total is None}
    for title in r.titles:
        seen.add("revoked" if title.revoked_on else "published" if title.published_on else "unpublished")
        if r.root(title.community_id) != title.community_id:
            seen.add("titled, then merged")
    roots = [r.root(t.community_id) for t in r.titles if not t.revoked_on]
    if len(set(roots)) < len(roots):
        seen.add("both titled, then merged")
    own = [t.community_id for t in r.titles]
    if len(set(own)) < len(own):
        seen.add("titled again after a revocation")
    if any(r.by_bonus(year) for year in years()):
        seen.add("passes by the bonus")
    first = r.first_titles(9999)
    for e in r.entries:
        number = e.submission.year.number
        if first.get(r.root(e.community_id), (number,))[0] < number and e.submission.status != "draft":
            seen.add("listed while its survivor is titled")
    return seen
