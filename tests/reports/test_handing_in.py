"""The district hands in its year: what it prepares, what is checked, and what happens when it says so."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from districts.models import Event
from reports.actions import save_contact, submit
from reports.checklist import checklist
from reports.models import Entry, Receipt, Submission
from scoring.models import Lock, ScoreSheet
from tests.scenes import attach, fill, hand_in, prepare


@pytest.fixture(autouse=True)
def late_august():
    with time_machine.travel("2021-08-26 16:42:07+08:00", tick=False):
        yield


@pytest.fixture
def submission(participants, places, year):
    return Submission.objects.get(district=places.haishu, year=year)


@pytest.fixture
def scored(participants, people):
    """Two communities pass, one is short of it, three are not finished."""
    fill(participants["春浪社区"], people.chen)
    fill(participants["天一社区"], people.chen, r5b=True)
    fill(participants["万宁社区"], people.chen, r2a=True, r2b=True, r9a=True, r9b=True, r11a=True, r5a=True)
    return participants


@pytest.fixture
def ready(submission, scored, people):
    prepare(submission, people.chen)
    return submission


def address(name, submission):
    return reverse(f"reports:{name}", args=[submission.pk])


def codes(submission):
    return [point.code for point in checklist(submission).confirm]


def text(response):
    return response.content.decode()


# --- who comes in --------------------------------------------------------------------------------------------


def test_my_submission_leads_to_the_districts_own(client, people, submission):
    client.force_login(people.chen)
    assert client.get("/2021/submission/").url == submission.get_absolute_url()


def test_a_street_editor_is_told_who_hands_in(client, people, submission):
    client.force_login(people.lin)
    refused = client.get("/2021/submission/")
    assert refused.status_code == 403
    assert "上报由区县办理" in text(refused)
    assert client.get(submission.get_absolute_url()).status_code == 404


def test_another_district_finds_nothing(client, people, submission):
    client.force_login(people.he)
    for name in ("submission", "check"):
        assert client.get(address(name, submission)).status_code == 404
    for name in ("save_contact", "add_report", "submit", "resubmit"):
        assert client.post(address(name, submission)).status_code == 404


def test_the_city_looks_and_does_not_touch(client, people, ready):
    client.force_login(people.wang)
    page = client.get(ready.get_absolute_url())
    assert (page.status_code, "保存联系人" in text(page), "上传新版本" in text(page)) == (200, False, False)
    assert "陈淑芬 0574-00000001" in text(page)
    assert client.post(address("save_contact", ready), {"name": "王", "phone": "1234567"}).status_code == 403


# --- the contact --------------------------------------------------------------------------------------------


def test_the_contact_is_saved(client, people, submission):
    client.force_login(people.chen)
    sent = client.post(address("save_contact", submission), {"name": "陈淑芬", "phone": "０５７４-12345678"})
    assert sent.url == submission.get_absolute_url()
    submission.refresh_from_db()
    assert (submission.contact_name, submission.contact_phone) == ("陈淑芬", "0574-12345678")


@pytest.mark.parametrize(
    ("name", "phone", "sentence"),
    [
        ("", "0574-12345678", "请填联系人姓名。"),
        ("陈淑芬", "", "请填联系电话。"),
        ("陈淑芬", "问门卫", "请填可以打通的电话号码，如 0574-12345678。"),
    ],
)
def test_a_contact_nobody_can_call_is_refused_with_its_sentence(
    client, people, submission, name, phone, sentence
):
    client.force_login(people.chen)
    page = client.post(address("save_contact", submission), {"name": name, "phone": phone})
    assert page.status_code == 422
    assert sentence in text(page)
    assert (f'value="{name}"' in text(page)) is bool(name)
    submission.refresh_from_db()
    assert (submission.contact_name, submission.contact_phone) == ("", "")


# --- handing in ----------------------------------------------------------------------------------------------


def test_the_lead_hands_in_and_lands_on_the_receipt(client, people, ready):
    client.force_login(people.zhou)
    sent = client.post(address("submit", ready), {"confirm": codes(ready)})
    receipt = Receipt.objects.get()
    assert sent.url == receipt.get_absolute_url()
    ready.refresh_from_db()
    assert (ready.status, receipt.number, receipt.listed) == ("submitted", "330203-2021-001", 2)


def test_only_passing_communities_are_listed_in_registry_order(people, ready):
    hand_in(ready, people.zhou)
    listed = [(entry.street_name, entry.community_name, entry.total) for entry in ready.entries.all()]
    assert listed == [("南门街道", "春浪社区", 96), ("月湖街道", "天一社区", 94)]


def test_handing_in_locks_all_initial_sheets_of_the_district_and_no_others(people, places, ready):
    hand_in(ready, people.zhou)
    locks = ScoreSheet.objects.values_list("district", "lock")
    assert sorted(set(locks)) == sorted({(places.haishu.pk, Lock.HANDED_IN), (places.jiangbei.pk, Lock.OPEN)})
    assert ScoreSheet.objects.filter(lock=Lock.HANDED_IN).count() == 6


def test_a_locked_sheet_refuses_a_save_and_says_why(client, people, ready, scored):
    hand_in(ready, people.zhou)
    client.force_login(people.chen)
    row = scored["柳堤社区"].items.get(number=2)
    page = client.post(
        reverse("scoring:item", args=[row.sheet_id, 2]), {"version": 0, "reason": "", "2a": "on"}
    )
    assert page.status_code == 403
    assert "海曙区已于2021年8月26日 16:42由周国平上报2021年度名单，评分表随上报锁定。" in text(page)
    row.refresh_from_db()
    assert (row.version, row.findings) == (0, {})


def test_an_editor_prepares_and_does_not_hand_in(client, people, ready):
    client.force_login(people.chen)
    page = client.get(address("check", ready))
    assert "由区县审核人上报。" in text(page) and "周国平（0574-00000001）" in text(page)
    assert 'id="hand-in"' not in text(page)
    refused = client.post(address("submit", ready), {"confirm": codes(ready)})
    assert refused.status_code == 403
    assert "只有海曙区住建局的区县审核人可以上报。" in text(refused)
    assert Receipt.objects.count() == 0


def test_a_second_hand_in_is_refused_and_changes_nothing(client, people, ready):
    hand_in(ready, people.zhou)
    before = list(Entry.objects.values()), list(Receipt.objects.values())
    client.force_login(people.zhou)
    page = client.post(address("submit", ready), {"confirm": codes(ready)})
    assert page.status_code == 409
    assert "海曙区 2021年度上报已于2021年8月26日 16:42上报，不能重复上报。" in text(page)
    assert "看回执 330203-2021-001" in text(page)
    assert (list(Entry.objects.values()), list(Receipt.objects.values())) == before


def test_an_unconfirmed_point_is_named_and_the_ticked_ones_stay_ticked(client, people, ready):
    client.force_login(people.zhou)
    first, *rest = codes(ready)
    page = client.post(address("submit", ready), {"confirm": rest})
    assert page.status_code == 409
    assert "请先逐条确认：申报社区 101 个，名录 6 个" in text(page)
    assert f'value="{rest[0]}" form="hand-in" checked' in text(page)
    assert f'value="{first}" form="hand-in">' in text(page)
    ready.refresh_from_db()
    assert (ready.status, Entry.objects.count(), Receipt.objects.count()) == ("draft", 0, 0)


def test_a_confirmation_is_of_exactly_what_was_seen(client, people, ready, scored):
    seen = codes(ready)
    fill(scored["望碶社区居委会"], people.yue, r4b=True)
    assert "unfinished-3" in seen
    client.force_login(people.zhou)
    page = client.post(address("submit", ready), {"confirm": seen})
    assert (page.status_code, "请先逐条确认：2 个社区还没有评完" in text(page)) == (409, True)


def test_an_empty_list_may_be_handed_in_when_confirmed(client, people, submission):
    prepare(submission, people.chen)
    assert "empty" in codes(submission)
    client.force_login(people.zhou)
    client.post(address("submit", submission), {"confirm": codes(submission)})
    receipt = Receipt.objects.get()
    assert (receipt.listed, receipt.declared, Entry.objects.count()) == (0, 101, 0)
    page = client.get(receipt.get_absolute_url())
    assert "本年度没有新达标的社区，数量 0。" in text(page)


def test_the_refused_hand_in_stands_in_the_trail(client, people, ready):
    client.force_login(people.zhou)
    client.post(address("submit", ready), {})
    event = Event.objects.filter(action="submission_submitted").get()
    assert (event.actor, event.result, event.row_key) == (people.zhou, "refused", ready.pk)


def test_names_are_frozen_at_the_hand_in(client, people, ready, scored):
    receipt = hand_in(ready, people.zhou)
    community = scored["春浪社区"].community
    community.name = "春浪新村社区"
    community.save()
    assert [str(entry) for entry in ready.entries.all()] == ["南门街道 春浪社区", "月湖街道 天一社区"]
    client.force_login(people.zhou)
    for page in (ready, receipt):
        shown = text(client.get(page.get_absolute_url()))
        assert ("春浪社区" in shown, "春浪新村社区" in shown) == (True, False)


# --- what the pages show -------------------------------------------------------------------------------------


def test_the_submission_page_leads_to_the_next_step(client, people, ready):
    def step(user):
        client.force_login(user)
        return client.get(ready.get_absolute_url()).context["step"]

    assert step(people.chen) == ("去核对", address("check", ready))
    assert step(people.shen) is None
    receipt = hand_in(ready, people.zhou)
    assert step(people.zhou) == ("看回执", receipt.get_absolute_url())
    assert step(people.wang) == ("去评审", "/2021/review/?district=330203")


def test_the_two_goals_are_two_facts(client, people, ready):
    client.force_login(people.zhou)
    page = client.get(address("check", ready)).context["page"]
    assert page.listed == 2
    assert [(goal.label, goal.words, goal.verdict) for goal in page.goals] == [
        ("附件2目标 41 个（40.59%）", "名单 2 个，差 39 个", "未到"),
        ("40% 线（申报社区 101 个）", "名单占 1.98%", "未到"),
    ]


@pytest.mark.parametrize("name", ["submission", "check"])
def test_a_page_costs_the_same_at_3_and_at_30_communities(client, people, ready, year, name):
    from districts.models import Community, Participation
    from scoring.actions import make_sheets

    def more(number):
        start = Community.objects.count()
        street = ScoreSheet.objects.first().community.street
        made = Community.objects.bulk_create(
            [Community(street=street, name=f"新{start + n}社区") for n in range(number)]
        )
        Participation.objects.bulk_create([Participation(community=each, year=year) for each in made])
        for sheet in make_sheets(made, district=ready.district, year=year, stage="initial"):
            ScoreSheet.objects.filter(pk=sheet.pk).update(total=88, passed=True)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address(name, ready)).status_code == 200
        return len(seen)

    client.force_login(people.zhou)
    client.get(address(name, ready))
    more(3)
    few = queries()
    more(27)
    assert queries() == few


def test_evidence_is_counted_for_the_listed_communities(client, people, ready, scored):
    attach(scored["春浪社区"], 1, people.chen)
    attach(scored["万宁社区"], 1, people.chen)
    client.force_login(people.zhou)
    assert client.get(address("check", ready)).context["page"].evidence == 1


def test_submit_through_the_door_without_a_contact_is_refused(people, submission, scored):
    from districts.doors import Refused

    save_contact(submission, name="", phone="", by=people.chen)
    with pytest.raises(Refused, match="联系人及联系电话"):
        submit(submission, confirmed=codes(submission), by=people.zhou)
