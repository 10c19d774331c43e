"""`manage.py demo` beyond the city: made-up districts in constant memory, every total the engine's, every reference whole."""

import io
from collections import Counter
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count

from districts.models import Community, District, Event, Participation, Programme, Street, Target, Year
from reports.demo import nation
from reports.demo.nation import Size, patterns
from reports.demo.nation.pour import keys_are_used, next_key, pour
from reports.models import DecisionChoices, Entry, StatusChoices, Submission, Title
from scoring.items import snapshot
from scoring.models import ItemScore, Lock, Rubric, ScoreSheet, Stage, State
from scoring.results import result_of

pytestmark = pytest.mark.django_db
SIZE = Size(communities=120, districts=20, earlier=1)
YEARS = 3


@pytest.fixture
def added(annexes, people):
    told = []
    with transaction.atomic():
        nation.add(SIZE, seed=7, tell=lambda model, count: told.append((model, count)))
    return dict(told)


def made_up():
    return District.objects.filter(code__startswith="9")


# --- in constant memory ---------------------------------------------------------------------------------------


def test_rows_are_written_lot_by_lot_and_never_more_than_a_lot_is_taken_ahead(annexes):
    """Each row looks, while it is being made, at how many stand in the table: all but those of its own lot."""
    district, seen = District.objects.first(), []

    def rows():
        for number in range(25):
            seen.append(number - Street.objects.count())
            yield district.pk, f"演示{number}街道"

    told = []
    count = pour(Street, ("district", "name"), rows(), lot=10, tell=lambda model, n: told.append((model, n)))
    assert count == 25
    assert seen == [n % 10 for n in range(25)]
    assert told == [(Street, 10), (Street, 20), (Street, 25)]


def test_text_comes_out_as_it_went_in_and_nothing_is_not_empty(annexes):
    district = District.objects.first()
    names = ["制表\t符", "换\n行", "回\r车", "反斜\\杠", "\\N", "柳碶"]
    rows = [(district.pk, None if n % 2 else f"{n:09d}", name) for n, name in enumerate(names)]
    pour(Street, ("district", "code", "name"), rows)
    assert list(Street.objects.order_by("pk").values_list("district", "code", "name")) == rows


def test_keys_go_on_after_those_that_were_poured(annexes):
    district, first = District.objects.first(), next_key(Street)
    pour(Street, ("id", "district", "name"), [(first + n, district.pk, f"演示{n}街道") for n in range(3)])
    keys_are_used(Street)
    assert Street.objects.create(district=district, name="后来的街道").pk == first + 3


# --- what is there ---------------------------------------------------------------------------------------------


def test_there_is_as_much_as_was_asked_for(added):
    assert made_up().count() == 20
    communities = Community.objects.filter(street__district__in=made_up())
    assert communities.count() == 120
    assert set(made_up().annotate(n=Count("streets__communities")).values_list("n", flat=True)) == {6}
    assert [year.number for year in Year.objects.order_by("number")] == [2020, 2021, 2022]
    assert Participation.objects.count() == ScoreSheet.objects.count() == 120 * YEARS
    assert ItemScore.objects.count() == 120 * YEARS * 17
    assert added == {
        District: 20,
        Street: 20,
        Community: 120,
        type(Event.objects.first().actor): 40,
        Target: 20 * YEARS,
        Submission: 20 * YEARS,
        Participation: 120 * YEARS,
        ScoreSheet: 120 * YEARS,
        ItemScore: 120 * YEARS * 17,
        Entry: Entry.objects.count(),
        Title: Title.objects.count(),
        Event: ItemScore.objects.exclude(state=State.BLANK).count(),
    }


def test_every_total_is_the_engines_and_every_item_has_its_event(added):
    sheets = ScoreSheet.objects.select_related("rubric").prefetch_related("items")
    for sheet in sheets:
        result = result_of(sheet.rubric.parsed, sheet.items.all())
        assert (sheet.total, sheet.passed) == (result.total, result.passed)
        for item in sheet.items.all():
            assert item.points == result.item(item.number).points
    assert Counter(sheets.values_list("passed", flat=True)).keys() == {True, False, None}
    for event in Event.objects.filter(action="item_saved").order_by("pk")[:400]:
        item = ItemScore.objects.select_related("sheet__community", "sheet__year").get(pk=event.row_key)
        assert event.after == snapshot(item)
        assert (event.row_name, event.district_id, event.actor, event.at) == (
            str(item),
            item.district_id,
            item.changed_by,
            item.changed_at,
        )


def test_lists_titles_and_locks_agree(added):
    for entry in Entry.objects.select_related("sheet", "submission", "community__street"):
        sheet = entry.sheet
        assert (entry.total, entry.community_name) == (sheet.total, entry.community.name)
        assert (entry.street_name, sheet.passed) == (entry.community.street.name, True)
        assert (sheet.year_id, sheet.district_id) == (entry.submission.year_id, entry.submission.district_id)
        concluded = entry.submission.status == StatusChoices.CONCLUDED
        recognised = entry.decision == DecisionChoices.RECOGNISED
        assert hasattr(entry, "title") == (concluded and recognised)
        returned = entry.decision == DecisionChoices.RETURNED
        assert sheet.lock == (Lock.OPEN if returned else Lock.CONCLUDED if concluded else Lock.HANDED_IN)
    last = Year.objects.order_by("number").last()
    handed_in = ScoreSheet.objects.exclude(lock=Lock.OPEN)
    assert not handed_in.filter(passed=True, entries=None).exists()
    assert Counter(Submission.objects.filter(year=last).values_list("status", flat=True)) == {
        "draft": 2 + 10,  # the ten districts have nothing here
        "submitted": 10,
        "concluded": 8,
    }
    assert set(Title.objects.valid_today().values_list("year", flat=True)) == {last.pk}


def test_the_earlier_years_are_a_demonstration_with_a_programme_targets_and_submissions_for_every_district(
    added,
):
    assert Programme.objects.get(first_year=2020).demo
    year = Year.objects.get(number=2020)
    assert Target.objects.filter(year=year).count() == Submission.objects.filter(year=year).count() == 30


def test_the_same_seed_tells_the_same_story(annexes, people):
    told = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            nation.add(Size(30, 3), seed=seed, tell=lambda model, count: None)
            sheets = ScoreSheet.objects.order_by("pk").values_list("community__name", "total", "lock")
            told.append((list(sheets), list(Entry.objects.order_by("pk").values_list("decision", flat=True))))
            transaction.set_rollback(True)
    assert told[0] == told[1] != told[2]


def test_patterns_are_of_every_kind_and_many(annexes):
    rubric = Rubric.objects.get().parsed
    found = patterns.complete(Random("patterns"), rubric)
    assert len(found) == patterns.DIFFERENT
    assert {pattern.passed for pattern in found} == {True, False}
    assert any(p.passed and p.without_bonus < rubric.pass_mark for p in found)
    assert {pattern.total for pattern in patterns.begun(Random("patterns"), rubric)} == {None}


# --- the command -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--communities", "0"], "大于 0"),
        (["--communities", "40", "--districts", "12"], "十个区县、两个年度"),
        (["--communities", "40", "--years", "5"], "十个区县、两个年度"),
        (["--communities", "700", "--districts", "10"], "41 个社区可以分给 1 至 41 个虚构的区县"),
        (["--communities", "700", "--districts", "52"], "41 个社区可以分给 1 至 41 个虚构的区县"),
        (["--communities", "99000", "--districts", "11"], "一个区县最多 7992 个社区"),
        (["--communities", "700", "--years", "1"], "年度数不合适"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_before_anything_is_made(arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("demo", "--no-server", *arguments, stdout=io.StringIO())
    assert Programme.objects.count() == 0


@pytest.mark.parametrize(("communities", "districts"), [(5941, 91), (66, 1), (67, 2)])
def test_unless_told_districts_are_as_large_as_the_citys(communities, districts):
    size = Size.usual(communities)
    assert (size.districts, sum(size.counts()), list(size.faults())) == (districts, communities, [])


def test_references_are_checked(added):
    connection.check_constraints()
    assert set(ScoreSheet.objects.values_list("stage", flat=True)) == {Stage.INITIAL}
