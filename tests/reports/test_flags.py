"""What the city asks about a listed community: each a question with its numbers, and the same for page and filter."""

from datetime import date

import pytest

from districts.models import Community, Year
from reports.flags import ANY, FLAGS, asked_about, flags, with_flags
from reports.models import Entry
from scoring.actions import make_sheets
from scoring.models import ScoreSheet, Stage
from tests.reports.lists import hand_in_list
from tests.scenes import photograph

PASS_MARK = 80


@pytest.fixture
def submission(people, places, year):
    """江北 has handed in two with 96 points each."""
    return hand_in_list(places.jiangbei, year, ["外滩社区", "盐仓社区"], by=people.he)


@pytest.fixture
def entry(submission):
    return submission.entries.get(community_name="外滩社区")


def scored(community, year, stage, total):
    """The community's sheet of another stage or year, with a total."""
    place = {"district": community.street.district, "year": year, "stage": stage}
    [sheet] = make_sheets([community], **place)
    ScoreSheet.objects.filter(pk=sheet.pk).update(total=total, passed=total >= PASS_MARK)


def asked(entry, **values):
    """(the codes whose filter leaves the entry, the sentences on its page) with these frozen numbers."""
    Entry.objects.filter(pk=entry.pk).update(**values)
    rows = with_flags(Entry.objects.filter(pk=entry.pk))
    codes = [code for code, flag in FLAGS.items() if rows.filter(flag.condition).exists()]
    assert rows.filter(ANY).exists() is bool(codes)
    assert asked_about(entry.submission, [entry]) == ({entry.pk} if codes else set())
    return codes, flags(rows.get(), PASS_MARK)


def test_nothing_is_asked_of_a_clear_pass(entry):
    assert asked(entry) == ([], [])


@pytest.mark.parametrize(
    ("total", "without", "codes", "sentences"),
    [
        (82, 80, [], []),
        (82, 79, ["bonus"], ["不计附加分 79 分，只靠附加分达标，附加分站得住吗？"]),
        (81, 81, ["barely"], ["刚到 81 分，扣分有没有漏记？"]),
        (80, 80, ["barely"], ["刚到 80 分，扣分有没有漏记？"]),
    ],
)
def test_a_narrow_pass_is_asked_about(entry, total, without, codes, sentences):
    assert asked(entry, total=total, without_bonus=without) == (codes, sentences)


@pytest.mark.parametrize(
    ("before", "codes", "sentences"),
    [
        (82, [], []),
        (81, ["jump"], ["比摸底高 15 分（81 → 96），是怎么提高的？"]),
    ],
)
def test_a_jump_over_the_baseline_is_asked_about(entry, year, before, codes, sentences):
    scored(entry.community, year, Stage.BASELINE, before)
    assert asked(entry) == (codes, sentences)


def test_a_jump_is_over_the_latest_year_before(people, places):
    later = hand_in_list(places.jiangbei, Year.objects.get(number=2022), ["外滩社区"], by=people.he)
    entry = later.entries.get()
    scored(entry.community, Year.objects.get(number=2021), Stage.INITIAL, 70)
    assert asked(entry) == (["jump"], ["比上一次初评高 26 分（70 → 96），是怎么提高的？"])


def test_a_community_renamed_or_merged_is_compared_with_what_it_was(people, places):
    later = hand_in_list(places.jiangbei, Year.objects.get(number=2022), ["外滩社区"], by=people.he)
    entry = later.entries.get()
    ended = {"valid_until": date(2022, 1, 1), "merged_into": entry.community}
    for name, total in (("老外滩社区", 70), ("滨江社区", 60)):
        former = Community.objects.create(street=entry.community.street, name=name, **ended)
        scored(former, Year.objects.get(number=2021), Stage.INITIAL, total)
    assert asked(entry) == (["jump"], ["比上一次初评高 26 分（70 → 96），是怎么提高的？"])


def test_evidence_used_elsewhere_is_asked_about_while_both_stand(entry, submission, people):
    other = submission.entries.get(community_name="盐仓社区")
    ScoreSheet.objects.update(lock="", locked_at=None, locked_by=None)
    first = photograph(other.sheet, 8, people.he, "广场.jpg")
    second = photograph(entry.sheet, 8, people.he, "现场.jpg")
    assert second.same_as == first
    assert asked(entry) == (["repeated"], ["有材料在别处也用过，确实适用吗？"])
    first.withdrawn_at, first.withdrawn_by = first.uploaded_at, people.he
    first.save()
    assert asked(entry) == ([], [])
