"""`manage.py demo`: a city that is visibly invented, real in every state and sum, and never mixed with real data."""

import io
import stat
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from districts import triggers
from districts.models import (
    Community,
    District,
    Event,
    Extension,
    HandOver,
    Programme,
    Street,
    Target,
    User,
    Year,
)
from districts.queries import dormant
from reports.annex3 import annex3
from reports.demo import people
from reports.demo.findings import BONUS, kind_of
from reports.demo.names import RARE, REAL
from reports.demo.papers import pdf
from reports.document_queries import accepted_practices, missing_documents, waiting_practices
from reports.models import (
    DecisionChoices,
    Document,
    Entry,
    Evaluation,
    Objection,
    Receipt,
    Sample,
    SpotCheck,
    StatusChoices,
    Submission,
    Title,
)
from reports.notice_queries import notice_state
from reports.queries import Basis, city_total, progress
from reports.sample_page import drawn_again
from scoring.engine.score import score_item
from scoring.models import Evidence, ItemScore, Lock, ScoreSheet, Stage, State
from scoring.results import result_of

COMMUNITIES = 150


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """One city for all these tests, which only look at it; the tables are emptied after the last."""
    folder = tmp_path_factory.mktemp("demo")
    said = io.StringIO()
    with django_db_blocker.unblock(), override_settings(VAR_DIR=folder, MEDIA_ROOT=folder / "evidence"):
        call_command("demo", "--no-server", "--communities", str(COMMUNITIES), stdout=said)
        yield SimpleNamespace(folder=folder, said=said.getvalue())
        triggers.remove(connection)
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def city(built, db, settings):
    settings.VAR_DIR, settings.MEDIA_ROOT = built.folder, built.folder / "evidence"
    return SimpleNamespace(
        said=built.said,
        first=Year.objects.get(number=2021),
        second=Year.objects.get(number=2022),
        xiangshan=District.objects.get(name="象山县"),
        accounts=people.kept(),
    )


def all_rows():
    return {model: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}


# --- what the city is like ------------------------------------------------------------------------------------


def test_2021_is_concluded_everywhere_and_its_recognised_communities_hold_titles(city):
    submissions = Submission.objects.filter(year=city.first)
    assert Counter(submissions.values_list("status", flat=True)) == {StatusChoices.CONCLUDED: 10}
    decisions = Counter(Entry.objects.filter(submission__year=city.first).values_list("decision", flat=True))
    assert set(decisions) == {DecisionChoices.RECOGNISED, DecisionChoices.DECLINED}
    assert Title.objects.filter(year=city.first).count() == decisions[DecisionChoices.RECOGNISED]
    assert set(ScoreSheet.objects.filter(year=city.first).values_list("lock", flat=True)) == {Lock.CONCLUDED}


def test_in_2022_nine_districts_have_handed_in_two_are_concluded_and_one_is_open(city):
    statuses = dict(Submission.objects.filter(year=city.second).values_list("district__name", "status"))
    assert Counter(statuses.values()) == {
        StatusChoices.SUBMITTED: 7,
        StatusChoices.CONCLUDED: 2,
        StatusChoices.DRAFT: 1,
    }
    assert statuses["象山县"] == StatusChoices.DRAFT
    under_review = Entry.objects.filter(
        submission__year=city.second, submission__status=StatusChoices.SUBMITTED
    )
    assert set(under_review.values_list("decision", flat=True)) == {
        DecisionChoices.PENDING,
        DecisionChoices.RECOGNISED,
        DecisionChoices.DECLINED,
        DecisionChoices.RETURNED,
    }


def test_the_city_has_drawn_visited_published_evaluated_and_been_objected_to(city):
    assert set(Title.objects.filter(year=city.first).values_list("document_number", flat=True)) == {
        "演示发〔2021〕1号"
    }
    assert all(drawn_again(sample) == _drawn(sample) for sample in Sample.objects.all())
    assert SpotCheck.objects.count() >= 5
    whole = ScoreSheet.objects.filter(stage=Stage.REVIEW, total__isnull=False)
    begun = ScoreSheet.objects.filter(stage=Stage.REVIEW, total__isnull=True)
    assert whole.exists() and begun.exists()
    assert Objection.objects.filter(upheld=None).exists()
    assert Evaluation.objects.filter(submission__year=city.second).count() == 2


def test_two_people_are_away_and_two_accounts_lie_unused(city):
    away = HandOver.objects.values_list("leaver__username", "successor__username")
    assert set(away) == {("xiangshan-street", "xiangshan-editor"), ("reviewer2", "reviewer1")}
    unused = User.objects.filter(dormant()).values_list("username", flat=True)
    assert set(unused) == {"cixi-editor", "ninghai-editor"}
    assert not User.objects.filter(is_active=False).exists()


def test_one_district_owes_its_plan_two_their_scans_and_the_city_has_accepted_one_good_practice(city):
    names = dict(District.objects.values_list("pk", "name"))
    missing = {names[key]: labels for key, labels in missing_documents(city.first).items()}
    assert missing["奉化区"] == ["实施方案"]
    assert sorted(missing) == ["奉化区", "宁海县", "慈溪市"]
    assert [accepted.document.district.name for accepted in accepted_practices()] == ["海曙区"]
    assert waiting_practices().count() == 2


def test_the_notice_of_2021_has_ended_and_that_of_2022_runs_with_an_objection_open(city, client):
    before, now = notice_state(city.first), notice_state(city.second)
    assert (len(before.ended), before.objections, dict(before.titles)) == (1, 0, {})
    assert (len(now.running), now.days_left, now.objections) == (1, 5, 1)
    titles = Title.objects.filter(year=city.second)
    assert set(titles.values_list("entry__notice_lines__notice", flat=True)) == {now.running[0].pk}
    page = client.get(reverse("reports:public_notice", args=[now.running[0].pk])).text
    assert "演示数据：社区名称和得分均为虚构" in page
    assert f"拟认定下列 {titles.count()} 个社区为2022年度绿色社区" in page
    assert "演示异议" not in page


def _drawn(sample):
    return sorted(sample.checks.values_list("entry", flat=True))


def test_a_returned_community_has_a_reason_ten_days_and_an_open_sheet(city):
    for entry in Entry.objects.filter(decision=DecisionChoices.RETURNED).select_related("sheet"):
        assert entry.reason
        assert entry.due == timezone.localdate() + timedelta(days=10)
        assert entry.sheet.lock == Lock.OPEN


def test_the_open_district_has_two_weeks_and_the_reason_says_it_is_a_demonstration(city):
    extension = Extension.objects.filter(district=city.xiangshan, year=city.second).first()
    assert extension.until == timezone.localdate() + timedelta(days=14)
    assert extension.reason == "演示数据：留出两周试用上报"
    assert set(Extension.objects.exclude(pk=extension.pk).values_list("reason", flat=True)) == {
        "演示数据：补录材料"
    }


def test_the_open_district_meets_every_state_of_a_sheet_before_its_hand_in(city):
    sheets = ScoreSheet.objects.filter(district__name="象山县", year__number=2022).select_related("rubric")
    rubric = sheets[0].rubric.parsed
    results = {sheet: result_of(rubric, sheet.items.all()) for sheet in sheets}
    started = set(ItemScore.objects.filter(version__gt=0).values_list("sheet", flat=True))
    assert [sheet for sheet in sheets if sheet.pk not in started]
    assert [sheet for sheet in sheets if sheet.pk in started and sheet.total is None]
    assert [sheet for sheet in sheets if sheet.total is not None and 74 <= sheet.total <= 79]
    assert [result for result in results.values() if result.complete and kind_of(rubric, result) == BONUS]
    assert set(sheets.values_list("lock", flat=True)) == {Lock.OPEN}


def test_declared_numbers_and_targets_of_2021_stay_those_of_annex_2(city):
    first = Target.objects.filter(year=city.first)
    assert sum(first.values_list("declared", flat=True)) == 659
    assert sum(first.values_list("target", flat=True)) == 264
    assert Target.objects.get(year=city.second, district__name="海曙区").target == 61
    assert "2022年度目标（社区数的 60%，进位取整）只为演示设定，文件没有规定。" in city.said


# --- every number holds ---------------------------------------------------------------------------------------


def test_every_total_is_the_engines_over_the_sheets_own_rows(city):
    for sheet in ScoreSheet.objects.select_related("rubric").prefetch_related("items"):
        rubric, items = sheet.rubric.parsed, list(sheet.items.all())
        result = result_of(rubric, items)
        assert (sheet.total, sheet.passed) == (result.total, result.passed)
        assert [row.number for row in items] == [item.number for item in rubric.items]
        for row in items:
            assert row.points == score_item(rubric.item(row.number), row.findings).points


def test_every_assessed_item_has_its_line_in_the_trail(city):
    confirmed = ItemScore.objects.filter(state=State.CONFIRMED)
    saved = Event.objects.filter(action__in=["item_saved", "items_agreed"])
    assert set(saved.values_list("row_key", flat=True)) >= set(confirmed.values_list("pk", flat=True))
    assert Counter(Event.objects.values_list("result", flat=True)) == {"done": Event.objects.count()}


def test_a_deduction_that_was_a_choice_has_its_reason(city):
    for row in ItemScore.objects.exclude(findings="{}").select_related("sheet__rubric"):
        rules = row.sheet.rubric.parsed.item(row.number).rules
        chosen = [rule for rule in rules if rule.kind == "range" and row.findings.get(rule.code)]
        assert row.reason or not chosen


def test_what_is_listed_is_what_passed_and_what_the_receipt_counts(city):
    for receipt in Receipt.objects.select_related("submission"):
        submission = receipt.submission
        sheets = ScoreSheet.objects.filter(
            district=submission.district_id, year=submission.year_id, passed=True, stage=Stage.INITIAL
        )
        listed = set(submission.entries.values_list("sheet", flat=True))
        assert listed == set(sheets.values_list("pk", flat=True))
        assert receipt.listed == len(listed)


def test_the_progress_page_and_annex_3_do_not_contradict_each_other(city):
    table = annex3(city.second, basis=Basis.RECOGNISED)
    total = city_total(progress(city.second, list(District.objects.all())), city.second)
    assert sum(cell.count for cell in table.total.years if cell) == total.recognised
    assert table.total.years[0].count == Title.objects.filter(year=city.first).count()
    xiangshan = next(row for row in table.rows if row.name == "象山县")
    assert xiangshan.years[1] is None


def test_the_list_is_whole_where_a_bonus_was_given(city):
    awarded = ItemScore.objects.filter(number=17, points__gt=0, sheet__entries__isnull=False)
    assert awarded.exists()
    assert set(awarded.values_list("pk", flat=True)) <= set(Evidence.objects.values_list("item", flat=True))


# --- visibly invented -----------------------------------------------------------------------------------------


def test_every_street_is_called_a_demonstration_and_no_community_bears_a_real_name(city):
    assert {name[:2] for name in Street.objects.values_list("name", flat=True)} == {"演示"}
    names = set(Community.objects.values_list("name", flat=True))
    assert not names & {f"{stem}社区" for stem in REAL}
    assert {f"{stem}社区" for stem in RARE} <= names


@pytest.mark.parametrize("username", [None, "citylead", "xiangshan-street", "dept-fagai", "auditor"])
def test_the_first_page_says_that_the_data_are_invented(city, client, username):
    if username:
        client.force_login(User.objects.get(username=username))
    address = reverse("home" if username else "districts:sign_in")
    assert "演示数据：社区名称和得分均为虚构" in client.get(address).text


def test_annex_3_says_so_in_its_foot(city):
    assert annex3(city.first).footnotes == ("演示数据：社区名称和得分均为虚构。",)
    Programme.objects.update(demo=False)
    assert annex3(Year.objects.get(number=2021)).footnotes == ()


def test_the_papers_say_so_themselves(city):
    for row in [Document.objects.first(), Evidence.objects.first()]:
        assert "演示" in row.name
        with row.file.open() as file:
            assert "演示" in PdfReader(file).pages[0].extract_text()


def test_a_paper_keeps_every_character(tmp_path):
    read = PdfReader(io.BytesIO(pdf(["演示：碶璟埼甽澥鲒霅", "2021年度（演示）"]))).pages[0].extract_text()
    assert read.splitlines()[:2] == ["演示：碶璟埼甽澥鲒霅", "2021年度（演示）"]


# --- people and passwords -------------------------------------------------------------------------------------


def test_there_is_somebody_of_every_kind_ready_to_sign_in(city, client):
    counted = Counter(User.objects.values_list("role", flat=True))
    assert counted == {
        "editor": 12,
        "district_lead": 10,
        "reviewer": 2,
        "city_lead": 1,
        "department": 7,
        "administrator": 1,
        "auditor": 1,
    }
    assert {p.district.name for p in User.objects.filter(street__isnull=False)} == {"海曙区", "象山县"}
    assert not User.objects.filter(must_change_password=True).exists()
    lead = next(account for account in city.accounts if account.username == "xiangshan-lead")
    signed_in = client.post(
        reverse("districts:sign_in"), {"username": lead.username, "password": lead.password}
    )
    assert signed_in.url == reverse("home")


def test_the_people_worth_trying_are_printed_with_their_passwords(city):
    worth = {a.username: a for a in city.accounts if a.username in people.WORTH_TRYING}
    assert len(worth) == len(people.WORTH_TRYING)
    for account in worth.values():
        assert all(cell in city.said for cell in account.cells)
    assert f"全部 34 人的用户名和密码：{people.path()}" in city.said


def test_only_the_owner_may_read_the_list_of_passwords(city):
    assert stat.S_IMODE(people.path().stat().st_mode) == 0o600


def test_no_password_stands_in_the_database_or_the_trail(city):
    everything = repr(all_rows())
    assert not [account.username for account in city.accounts if account.password in everything]
