"""The check page: what must be put right is kept apart from what a person confirms, each with the way to it."""

import pytest
import time_machine
from django.urls import reverse

from districts.models import Community
from reports.checklist import Point, checklist
from reports.models import Submission
from tests.scenes import attach, fill, prepare


@pytest.fixture(autouse=True)
def late_august():
    with time_machine.travel("2021-08-26 16:42:07+08:00", tick=False):
        yield


@pytest.fixture
def submission(participants, places, year):
    return Submission.objects.get(district=places.haishu, year=year)


def prepared(submission, people):
    prepare(submission, people.chen)
    submission.refresh_from_db()


@pytest.fixture
def page(client, people, submission):
    """The check page as the district lead sees it."""
    client.force_login(people.zhou)
    return lambda: client.get(reverse("reports:check", args=[submission.pk]))


def test_missing_papers_must_be_put_right(submission):
    here = submission.get_absolute_url()
    assert checklist(submission).must_fix == [
        Point("contact", "联系人及联系电话", "还没有填写，附件3表头要用。", f"{here}#contact", "去填写"),
        Point("report", "年度总结评估报告", "还没有上传（pdf 或 docx）。", f"{here}#report", "去上传"),
    ]


def test_while_something_must_be_put_right_there_is_no_button_but_the_reason(submission, page):
    shown = page().content.decode()
    assert 'id="hand-in"' not in shown and 'type="checkbox"' not in shown
    assert "现在还不能上报。</strong>改完 2 处必须修改后，审核人在这里看到“上报”按钮。" in shown
    assert "2021年8月31日 24 时，还有 5 天" in shown
    assert f'class="btn btn-primary" href="{submission.get_absolute_url()}#contact"' in shown
    assert shown.count("btn-primary") == 1


def test_points_for_an_award_need_a_document(people, submission, participants):
    prepared(submission, people)
    sheet = fill(participants["春浪社区"], people.chen, r17a=2)
    row = sheet.items.get(number=17)
    assert checklist(submission).must_fix == [
        Point(
            f"evidence-{row.pk}",
            "南门街道 春浪社区　第 17 项",
            "加了 2 分，没有证明材料。奖状、证书、赞誉须附件。",
            f"{sheet.get_absolute_url()}?open=17#item-17",
            "去上传",
        )
    ]
    attach(sheet, 17, people.chen)
    assert checklist(submission).must_fix == []


def test_a_failing_community_needs_no_evidence_since_it_is_not_listed(people, submission, participants):
    prepared(submission, people)
    fill(
        participants["春浪社区"],
        people.chen,
        **{"r17a": 2, "2a": True, "2b": True, "9a": True, "9b": True, "11a": True, "5a": True},
    )
    assert checklist(submission).must_fix == []


def test_what_is_to_be_confirmed_is_named_to_the_number(people, submission, participants):
    prepared(submission, people)
    fill(participants["春浪社区"], people.chen)
    assert [(point.code, point.title) for point in checklist(submission).confirm] == [
        ("declared-6-101", "申报社区 101 个，名录 6 个"),
        ("unfinished-5", "5 个社区还没有评完"),
    ]


def test_passing_only_through_the_bonus_is_asked_about(people, submission, participants):
    prepared(submission, people)
    sheet = fill(
        participants["春浪社区"], people.chen, r2a=True, r9a=True, r9b=True, r11a=True, r5b=True, r17a=4
    )
    attach(sheet, 17, people.chen)
    bonus = [point for point in checklist(submission).confirm if point.code.startswith("bonus")]
    assert [(point.code, point.title, point.detail) for point in bonus] == [
        (
            f"bonus-{sheet.pk}-83",
            "南门街道 春浪社区靠附加分达标",
            "总分 83，不计附加分为 79 分。市里评审时会看到这个标记。",
        )
    ]


def test_a_registry_that_agrees_asks_nothing(people, places, submission):
    Community.objects.bulk_create([Community(street=places.yuehu, name=f"补{n}社区") for n in range(95)])
    assert [point.code for point in checklist(submission).confirm] == ["joined", "empty", "unfinished-6"]


def test_the_lead_gets_a_tick_for_each_point_and_one_button(people, submission, participants, page):
    prepared(submission, people)
    fill(participants["春浪社区"], people.chen)
    shown = page().content.decode()
    assert [f'value="{code}" form="hand-in"' in shown for code in ("declared-6-101", "unfinished-5")] == [
        True,
        True,
    ]
    assert (shown.count("btn-primary"), "上报市住建局</button>" in shown) == (1, True)


def test_the_page_says_what_the_click_does(people, submission, participants, page):
    prepared(submission, people)
    fill(participants["春浪社区"], people.chen)
    assert [sentence for _icon, sentence in page().context["effects"]] == [
        "名单、年度总结评估报告和附件3交给市住建局评审",
        "锁定本区县全部 6 份初评评分表",
        "生成带编号的回执，可打印盖章",
        "不能自行收回；要改，须由市住建局退回",
        "不发邮件：应当知道的 2 人都没有填邮箱，请另行告知",
    ]


def test_the_names_to_be_handed_in_stand_under_their_streets(people, submission, participants, page):
    for name in ("春浪社区", "天一社区", "天一家园社区"):
        fill(participants[name], people.chen)
    assert page().context["page"].names == [
        ("南门街道", ["春浪社区"]),
        ("月湖街道", ["天一社区", "天一家园社区"]),
    ]
