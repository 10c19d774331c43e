"""`manage.py demo` as a command: run again, with another seed, on a database that holds real data."""

import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from districts.models import Community, District, Street, Target, User, Year
from reports.demo import people as demo_people
from reports.demo import places
from reports.demo.city import MOST
from reports.demo.papers import kept_files
from reports.models import Entry
from scoring.models import ScoreSheet
from tests.scenes import attach


@pytest.fixture
def demo(db, settings, tmp_path):
    """Run the command as it is typed, for the smallest city; returns what it prints."""
    settings.VAR_DIR = tmp_path

    def run(*arguments, communities=30):
        said = io.StringIO()
        call_command("demo", "--no-server", "--communities", str(communities), *arguments, stdout=said)
        return said.getvalue()

    return run


def all_rows():
    return {model: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}


# --- how many -------------------------------------------------------------------------------------------------


def test_the_whole_city_has_as_many_communities_in_each_district_as_annex_2(annexes):
    year = Year.objects.get(number=2021)
    declared = {target.district: target.declared for target in Target.objects.filter(year=year)}
    assert places.counts(year, MOST) == declared


@pytest.mark.parametrize("total", [30, 40, 61, 400, 658])
def test_a_smaller_city_keeps_the_proportions_and_at_least_three_in_each_district(annexes, total):
    counted = places.counts(Year.objects.get(number=2021), total)
    assert min(counted.values()) >= 3
    assert sum(counted.values()) == total


# --- again and again ------------------------------------------------------------------------------------------


def test_run_again_it_changes_no_row_and_prints_the_same_people(demo):
    first = demo()
    before = all_rows()
    said = demo()
    assert all_rows() == before
    assert "演示数据已在，原样保留。" in said
    assert first.split("\n\n", 1)[1] == said.split("\n\n", 1)[1]


@pytest.mark.parametrize("lost", ["gone", "of another city"])
def test_a_lost_list_means_new_passwords_and_says_so(demo, lost):
    demo()
    old = demo_people.kept()
    if lost == "gone":
        demo_people.path().unlink()
    else:
        User.objects.update(password="!")
    said = demo()
    assert "已给演示人员发放新密码，原密码作废。" in said
    new = demo_people.kept()
    assert [account.username for account in new] == [account.username for account in old]
    auditor = User.objects.get(username="auditor")
    assert auditor.check_password(new[-1].password)
    assert not auditor.check_password(old[-1].password)
    assert not User.objects.filter(must_change_password=True).exists()


def test_somebody_who_changed_his_own_password_does_not_cost_the_others_theirs(demo):
    demo()
    accounts = demo_people.kept()
    User.objects.filter(username="auditor").update(password="!")
    assert "原样保留。\n" in demo()
    assert demo_people.kept() == accounts


def looks():
    return (
        list(Community.objects.order_by("code").values_list("code", "name", "street__name")),
        list(User.objects.order_by("username").values_list("username", "full_name")),
        list(
            ScoreSheet.objects.order_by("year", "community__code", "stage").values_list(
                "community__code", "total"
            )
        ),
        list(
            Entry.objects.order_by("sheet__year", "sheet__community__code").values_list("decision", "total")
        ),
    )


def test_the_same_seed_makes_the_same_city_and_another_seed_another(demo):
    cities = []
    for seed in ("7", "7", "8"):
        with transaction.atomic():
            demo("--seed", seed)
            cities.append(looks())
            transaction.set_rollback(True)
    assert cities[0] == cities[1]
    assert all(one != other for one, other in zip(cities[0], cities[2], strict=True))


# --- never mixed with real data -------------------------------------------------------------------------------


@pytest.mark.parametrize("real", ["a person", "a community"])
def test_refuses_on_a_database_that_holds_anything_real(annexes, demo, real):
    if real == "a person":
        User.objects.create_user("guan", "correct-horse", full_name="管维", role="administrator")
    else:
        street = Street.objects.create(district=District.objects.first(), name="南门街道")
        Community.objects.create(street=street, name="春浪社区")
    before = all_rows()
    with pytest.raises(CommandError, match="不是演示数据；没有做任何改动，请换一个空的数据库"):
        demo()
    assert all_rows() == before
    assert not demo_people.path().exists()


def test_a_city_that_is_not_finished_leaves_no_file_behind(participants, people, settings):
    with pytest.raises(RuntimeError), kept_files() as stored:
        stored.append(attach(participants["春浪社区"], 17, people.chen))
        assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
        raise RuntimeError
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_refuses_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式环境"):
        call_command("demo", no_server=True)
    assert Community.objects.count() == 0
