"""The city sends a whole submission back, and the district hands in again: what is unchanged keeps its decision, what was
changed is judged anew. A concluded review is opened again, before its titles are published."""

import json
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from districts.actions import grant_extension
from districts.doors import Refused
from districts.models import Event
from reports import actions
from reports.checklist import checklist
from reports.evaluation import facts_of, facts_shown
from reports.models import Submission, Title
from scoring.actions import choose_participants, confirm_group, save_item
from scoring.models import ScoreSheet, Stage
from scoring.rescoring import agree
from tests.reports.lists import forget_items, noticed
from tests.scenes import REASON, clean_findings, fill, hand_in

LISTED = ("春浪社区", "柳堤社区", "万宁社区", "天一社区")
DUE = date(2021, 9, 25)
WHY = "年度总结评估报告与名单不符。"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2021-09-15 10:00+08:00") as moving:
        yield moving


@pytest.fixture
def submission(participants, places, people, year):
    """海曙 has handed in four communities with 96 points each by 31 August."""
    submission = Submission.objects.get(district=places.haishu, year=year)
    with time_machine.travel("2021-08-26 16:42+08:00"):
        for name in LISTED:
            fill(participants[name], people.chen)
        hand_in(submission, people.zhou)
    submission.refresh_from_db()
    return submission


def entry(submission, name):
    return submission.entries.select_related("sheet__rubric", "submission").get(community_name=name)


def decided(submission, name, decision, by, **grounds):
    one = entry(submission, name)
    grounds = {"reason": REASON, "due": date(2021, 9, 20)} | grounds
    return actions.decide(one, decision=decision, seen=one.version, by=by, **grounds)


def sent_back(submission, people, **how):
    how = {"reason": WHY, "due": DUE} | how
    return actions.send_back(submission, by=people.shen, **how)


def save(sheet, number, by, reason=REASON, **found):
    row = sheet.items.select_related("sheet").get(number=number)
    findings = clean_findings(sheet.rubric.parsed.item(number)) | {
        code.removeprefix("r"): value for code, value in found.items()
    }
    return save_item(row, findings=findings, reason=reason, version=row.version, by=by)


def ruin(sheet, by):
    """So much is deducted that the community passes no longer (78)."""
    save(sheet, 2, by, r2a=True, r2b=True)
    save(sheet, 9, by, r9a=True, r9b=True)
    save(sheet, 11, by, r11a=True)


def handed_in_again(submission, people):
    codes = {point.code for point in checklist(submission).confirm}
    return actions.submit(submission, confirmed=codes, by=people.zhou)


def decisions(submission):
    return {each.community_name: (each.decision, each.total) for each in submission.entries.all()}


def check_page(client, submission):
    return client.get(reverse("reports:check", args=[submission.pk]))


def text(response):
    return response.content.decode()


# --- sending back ---------------------------------------------------------------------------------------------


def test_every_initial_sheet_opens_and_communities_may_join_until_the_day(submission, people, places, year):
    sent_back(submission, people)
    submission.refresh_from_db()
    assert (submission.status, submission.sent_back_why) == ("draft", WHY)
    sheets = ScoreSheet.objects.filter(district=places.haishu, stage=Stage.INITIAL)
    assert set(sheets.values_list("lock", flat=True)) == {""}
    standing = [sheet.community for sheet in sheets.select_related("community")]
    assert choose_participants(places.haishu, year=year, communities=standing, by=people.zhou) == (0, 0)
    event = Event.objects.get(action="submission_sent_back")
    assert (event.actor, event.after) == (
        people.shen,
        {"status": "draft", "reason": WHY, "due": "2021-09-25"},
    )


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"reason": " "}, "请写明理由，区县要看到为什么。"),
        ({"due": None}, "请填补正截止日。"),
        ({"due": date(2021, 9, 14)}, "补正截止日不能早于今天（2021年9月15日）。"),
        ({"due": date(2022, 9, 25)}, "请核对年份"),
    ],
)
def test_without_a_reason_or_a_possible_day_nothing_is_sent_back(submission, people, how, sentence):
    with pytest.raises(Refused, match=sentence):
        sent_back(submission, people, **how)
    submission.refresh_from_db()
    assert submission.status == "submitted"


def test_what_is_not_under_review_is_not_sent_back(submission, people):
    sent_back(submission, people)
    with pytest.raises(Refused, match="现在是“未上报”，不能整体退回。"):
        sent_back(submission, people)


def test_after_the_day_the_district_needs_an_extension(submission, people, places, year, clock):
    sent_back(submission, people)
    clock.move_to("2021-09-26 08:00+08:00")
    with pytest.raises(Refused, match="截止日是 2021年9月25日"):
        handed_in_again(submission, people)
    grant_extension(places.haishu, year=year, until=date(2021, 9, 30), reason="台风", by=people.shen)
    assert handed_in_again(submission, people).listed == 4


# --- handing in again ----------------------------------------------------------------------------------------


@pytest.fixture
def worked_on(submission, people):
    """春浪 recognised, 柳堤 declined, 万宁 recognised and now changed, 天一 returned; sent back whole; then 万宁 corrected
    to 94 points and 天一 ruined."""
    decided(submission, "春浪社区", "recognised", people.wang)
    decided(submission, "柳堤社区", "declined", people.wang)
    decided(submission, "万宁社区", "recognised", people.wang)
    decided(submission, "天一社区", "returned", people.wang)
    sent_back(submission, people)
    save(entry(submission, "万宁社区").sheet, 5, people.chen, r5b=True)
    ruin(entry(submission, "天一社区").sheet, people.chen)
    submission.refresh_from_db()
    return submission


def test_the_page_says_beforehand_exactly_what_the_hand_in_does(client, worked_on, people):
    client.force_login(people.zhou)
    page = check_page(client, worked_on)
    shown = page.context["page"]
    said = {
        name: [str(each) for each in getattr(shown, name)] for name in ("going_back", "withdrawing", "kept")
    }
    assert said == {
        "going_back": ["南门街道 万宁社区"],
        "withdrawing": ["月湖街道 天一社区"],
        "kept": ["南门街道 春浪社区", "南门街道 柳堤社区"],
    }
    assert [words for _icon, words in page.context["effects"]][:4] == [
        "名单、年度总结评估报告和附件3交给市住建局评审",
        "2 个没有改动的社区保留已作的评审决定",
        "1 个改动过的或退回的社区重新评审",
        "1 个不再符合条件的社区自动撤回",
    ]
    stands = client.get(worked_on.get_absolute_url()).context["page"]
    receipt = handed_in_again(worked_on, people)
    names = [each["community"] for each in json.loads(receipt.content)["entries"]]
    assert (names, shown.names) == (["春浪社区", "万宁社区"], [("南门街道", ["春浪社区", "万宁社区"])])
    assert (shown.listed, stands.listed, receipt.listed) == (2, 2, 2)


def test_the_unchanged_keep_their_decision_and_the_changed_are_judged_anew(worked_on, people):
    handed_in_again(worked_on, people)
    assert decisions(worked_on) == {
        "春浪社区": ("recognised", 96),
        "柳堤社区": ("declined", 96),
        "万宁社区": ("pending", 94),
        "天一社区": ("withdrawn", 96),
    }
    gone = entry(worked_on, "天一社区")
    assert (gone.reason, gone.due, gone.decided_by) == (
        "重新上报时总分 78 分，未达标，自动撤回。",
        None,
        None,
    )
    locks = ScoreSheet.objects.filter(stage=Stage.INITIAL, district=worked_on.district).values_list(
        "lock", flat=True
    )
    assert set(locks) == {"handed_in"}


def test_after_a_receipt_without_items_everything_counts_as_changed(client, submission, people):
    decided(submission, "春浪社区", "recognised", people.wang)
    forget_items(submission)
    sent_back(submission, people)
    client.force_login(people.zhou)
    assert "旧回执没有逐项内容，不能逐项比较。" in text(check_page(client, submission))
    handed_in_again(submission, people)
    assert set(decisions(submission).values()) == {("pending", 96)}


def test_who_was_withdrawn_by_a_person_stays_off_and_who_passes_again_is_back(client, submission, people):
    actions.withdraw(entry(submission, "春浪社区"), reason="社区拆迁。", by=people.zhou)
    decided(submission, "天一社区", "returned", people.wang)
    ruin(entry(submission, "天一社区").sheet, people.chen)
    actions.resubmit(submission, by=people.zhou)
    assert decisions(submission)["天一社区"] == ("withdrawn", 96)
    sent_back(submission, people)
    fill(entry(submission, "天一社区").sheet, people.chen)
    client.force_login(people.zhou)
    page = check_page(client, submission)
    assert [str(each) for each in page.context["page"].stays_off] == ["南门街道 春浪社区"]
    assert "撤回过，本年度不再列入" in text(page) and "撤回的理由：社区拆迁。" in text(page)
    receipt = handed_in_again(submission, people)
    assert (decisions(submission)["春浪社区"], decisions(submission)["天一社区"], receipt.listed) == (
        ("withdrawn", 96),
        ("pending", 96),
        3,
    )


def test_who_locked_a_re_score_stays_written_on_it(submission, people):
    one = entry(submission, "春浪社区")
    rescore = actions.start_rescore(one, by=people.wang)
    agree(rescore, dict(rescore.items.values_list("number", "version")), by=people.wang)
    decided(submission, "春浪社区", "recognised", people.wang)
    sent_back(submission, people)
    handed_in_again(submission, people)
    rescore.refresh_from_db()
    assert (rescore.lock, rescore.locked_by) == ("handed_in", people.wang)


# --- a re-score does not outlive what it scored ---------------------------------------------------------------


@pytest.fixture
def rescored(submission, people):
    """万宁社区 is re-scored: item 1 otherwise than the district, everything else as the district found it."""
    rescore = actions.start_rescore(entry(submission, "万宁社区"), by=people.wang)
    save(rescore, 1, people.wang, reason="东门杂物。", r1a=True)
    agree(rescore, dict(rescore.items.values_list("number", "version")), by=people.wang)
    rescore.refresh_from_db()
    return rescore


def waiting(rescore):
    """Number -> reason of the items to be looked at again."""
    return dict(rescore.items.filter(state="to_confirm").values_list("number", "reason"))


def test_a_changed_item_is_looked_at_again_before_the_community_is_recognised(submission, rescored, people):
    decided(submission, "万宁社区", "returned", people.wang)
    save(entry(submission, "万宁社区").sheet, 5, people.chen, r5b=True)
    actions.resubmit(submission, by=people.zhou)
    rescored.refresh_from_db()
    assert (rescored.total, waiting(rescored)) == (None, {5: ""})
    event = Event.objects.get(action="item_reopened")
    assert (event.actor, event.before["points"], event.after["points"], event.note) == (
        people.zhou,
        6,
        None,
        "区县再次上报时改动了这一项，请再看。",
    )
    with pytest.raises(Refused, match="复评还没有评完"):
        decided(submission, "万宁社区", "recognised", people.wang)
    version = rescored.items.get(number=5).version
    with pytest.raises(
        Refused, match="没有可以确认的项"
    ):  # it differs from the district now, without a reason
        confirm_group(rescored, {5: version}, by=people.wang)
    agree(rescored, {5: version}, by=people.wang)
    decided(submission, "万宁社区", "recognised", people.wang)
    assert facts_of(submission)["mean_difference"] == str(rescored_total(rescored) - 94) + ".00"


def rescored_total(rescore):
    rescore.refresh_from_db()
    return rescore.total


def test_the_reviewers_own_words_stay_where_an_item_is_looked_at_again(submission, rescored, people):
    sent_back(submission, people)
    save(entry(submission, "万宁社区").sheet, 1, people.chen, r1b=1)
    handed_in_again(submission, people)
    assert waiting(rescored) == {1: "东门杂物。"}


def test_what_nobody_changed_needs_no_second_look(submission, rescored, people):
    decided(submission, "万宁社区", "returned", people.wang)
    actions.resubmit(submission, by=people.zhou)
    assert waiting(rescored) == {}


def test_a_community_drawn_after_its_re_score_is_looked_at_again_item_by_item(
    client, submission, rescored, people
):
    actions.draw_sample(submission, share=100, by=people.wang)
    rescored.refresh_from_db()
    assert (rescored.total, sorted(waiting(rescored))) == (None, list(range(1, 18)))
    with pytest.raises(Refused, match="复评还没有评完"):
        decided(submission, "万宁社区", "recognised", people.wang)
    client.force_login(people.wang)
    page = client.get(rescored.get_absolute_url())
    assert "其余 17 项与初评一致" not in text(page) and "抽中抽查" not in waiting(rescored).values()
    confirm_group(rescored, dict(rescored.items.values_list("number", "version")), by=people.wang)
    assert decided(submission, "万宁社区", "recognised", people.wang).decision == "recognised"


def test_a_press_made_before_the_district_changed_an_item_agrees_to_nothing_of_it(submission, people):
    """Pressed where there was no network, and sent when the item beside it was no longer the one that was seen."""
    rescore = actions.start_rescore(entry(submission, "万宁社区"), by=people.wang)
    seen = dict(rescore.items.values_list("number", "version"))
    decided(submission, "万宁社区", "returned", people.wang)
    save(entry(submission, "万宁社区").sheet, 5, people.chen, r5b=True)
    actions.resubmit(submission, by=people.zhou)
    assert agree(rescore, seen, by=people.wang) == [n for n in range(1, 18) if n != 5]
    item = rescore.items.get(number=5)
    assert (item.state, item.findings, item.points) == ("blank", {}, None)


def test_a_reason_taken_over_goes_also_from_an_item_that_was_to_be_confirmed(submission, rescored, people):
    actions.draw_sample(submission, share=100, by=people.wang)
    assert waiting(rescored)[5] == REASON
    decided(submission, "万宁社区", "returned", people.wang)
    save(entry(submission, "万宁社区").sheet, 5, people.chen, r5b=True)
    actions.resubmit(submission, by=people.zhou)
    assert waiting(rescored)[5] == ""


def test_agreeing_and_looking_again_stand_in_the_history_of_a_re_score(client, submission, rescored, people):
    client.force_login(people.wang)
    address = reverse("scoring:history", args=[rescored.pk])
    assert len(client.get(address).context["lines"]) == 17  # one item by hand, sixteen agreed to
    decided(submission, "万宁社区", "returned", people.wang)
    save(entry(submission, "万宁社区").sheet, 5, people.chen, r5b=True)
    actions.resubmit(submission, by=people.zhou)
    assert len(client.get(address).context["lines"]) == 18


def test_an_unfinished_re_score_pauses_with_the_whole_and_stays_the_citys_own(client, submission, people):
    rescore = actions.start_rescore(entry(submission, "万宁社区"), by=people.wang)
    save(rescore, 1, people.wang, reason="东门杂物。", r1a=True)
    sent_back(submission, people)
    client.force_login(people.zhou)
    assert client.get(rescore.get_absolute_url()).status_code == 404
    assert "东门杂物" not in text(client.get(entry(submission, "万宁社区").get_absolute_url()))
    client.force_login(people.wang)
    assert "复评暂停。区县再次上报、社区回到待评审以后可以接着复评。" in text(
        client.get(rescore.get_absolute_url())
    )
    handed_in_again(submission, people)
    rescore.refresh_from_db()
    assert rescore.lock == ""


def test_a_re_score_of_a_community_taken_off_the_list_is_not_shown(client, submission, people):
    rescore = actions.start_rescore(entry(submission, "万宁社区"), by=people.wang)
    actions.withdraw(entry(submission, "万宁社区"), reason="社区要求撤回。", by=people.zhou)
    client.force_login(people.zhou)
    assert client.get(rescore.get_absolute_url()).status_code == 404


def test_the_days_for_an_objection_run_from_the_last_hand_in_of_the_whole(submission, people, clock):
    for name in LISTED[1:]:
        decided(submission, name, "recognised", people.wang)
    decided(submission, "春浪社区", "declined", people.wang)
    sent_back(submission, people)
    clock.move_to("2021-09-22 10:00+08:00")
    handed_in_again(submission, people)
    with pytest.raises(Refused, match="春浪社区不予认定还不满 5 天"):
        actions.conclude(submission, by=people.shen)
    clock.move_to("2021-09-27 10:01+08:00")
    assert actions.conclude(submission, by=people.shen) == 3


# --- what the district reads while everything is open ----------------------------------------------------------


def test_while_all_is_open_no_page_says_it_is_locked_or_waits(client, worked_on, people):
    client.force_login(people.zhou)
    until = "请在 2021年9月25日（当日 24 时）前改好，由区县审核人重新上报。"
    for name in LISTED:
        shown = text(client.get(entry(worked_on, name).get_absolute_url()))
        assert until in shown and "去改评分表" in shown
        for wrong in (
            "现在不用做什么",
            "评分表已随上报锁定",
            "只有这一份评分表已解锁",
            "在办结以前申述",
            "不能再次上报",
        ):
            assert wrong not in shown
    shown = text(client.get(worked_on.get_absolute_url()))
    assert "市住建局已整体退回，改好后重新上报。没有改动的社区保留已作的决定。" in shown
    assert "1 个，整体退回以前已经退回，随重新上报一并评审" in shown
    for wrong in ("还没有上报", "只解锁这些评分表", "补正截止 2021年9月20日"):
        assert wrong not in shown


def test_a_return_whose_day_has_gone_by_is_open_again_with_the_whole(client, worked_on, people, clock):
    clock.move_to("2021-09-22 08:00+08:00")
    client.force_login(people.zhou)
    shown = text(client.get(entry(worked_on, "天一社区").get_absolute_url()))
    assert ("不能再次上报" in shown, "重新上报后由市住建局评审。" in shown) == (False, True)


def test_a_listed_sheet_half_corrected_is_among_the_tasks(client, worked_on, people):
    row = entry(worked_on, "春浪社区").sheet.items.select_related("sheet").get(number=5)
    save_item(row, findings={}, reason="", version=row.version, by=people.chen)
    client.force_login(people.zhou)
    todos = client.get("/").context["page"].todos
    assert [(todo.title, todo.count, todo.detail) for todo in todos if "进行中" in todo.title] == [
        ("评完进行中的社区", 1, "共余 1 项未评。")
    ]


def test_the_day_is_the_send_backs_own_not_an_extension(client, worked_on, people, places, year):
    client.force_login(people.zhou)
    words = "2021年9月25日 24 时，还有 10 天（整体退回后的重新上报截止日）。"
    assert client.get(worked_on.get_absolute_url()).context["page"].due.words == words
    assert client.get("/").context["page"].clock.extension == "整体退回后的重新上报截止日"
    grant_extension(places.haishu, year=year, until=date(2021, 9, 30), reason="台风", by=people.shen)
    words = "2021年9月30日 24 时，还有 15 天（市住建局已延期：台风）。"
    assert client.get(worked_on.get_absolute_url()).context["page"].due.words == words


def test_every_page_calls_it_a_send_back(client, worked_on, people):
    client.force_login(people.zhou)
    home = client.get("/")
    (report,) = [step for step in home.context["year_strip"]().steps if step.label == "上报截止"]
    assert (report.day, report.moved) == ("9月25日", "整体退回后的重新上报截止日，原 8月31日")
    assert [(day.label, day.day) for day in home.context["page"].days][:1] == [
        ("上报截止（整体退回）", "2021年9月25日")
    ]
    client.force_login(people.shen)
    home = client.get("/")
    assert home.context["year_strip"]().elsewhere == "整体退回：海曙区至 9月25日"
    assert home.context["silent"][0] == "海曙区整体退回，2021年9月25日前重新上报"
    assert "海曙区整体退回，2021年9月25日前重新上报" in text(client.get("/2021/calendar/"))
    extensions = text(client.get("/2021/extensions/"))
    assert ("整体退回" in extensions, "整体退回重报" in extensions) == (True, False)
    client.logout()
    assert "批准延期" not in text(client.get("/login/"))


def test_an_annual_report_still_missing_is_due_by_the_day_of_the_send_back(client, worked_on, people):
    worked_on.district.documents.all().delete()
    client.force_login(people.wang)
    overview = client.get(reverse("reports:documents_overview", args=[worked_on.year.number])).context["page"]
    (detail,) = [
        detail
        for shelf, cells in overview.lines
        for cell, _kind, _words, detail in cells
        if (shelf.district, cell.purpose) == (worked_on.district, "annual_report")
    ]
    assert detail == "2021年9月25日截止（整体退回）"


def test_one_event_says_that_it_was_sent_back_and_from_which_day_to_which(submission, people):
    sent_back(submission, people)
    event = Event.objects.get(action="submission_sent_back")
    assert (event.before["due"], event.after["due"]) == ("2021-08-31", "2021-09-25")
    assert not Event.objects.filter(action="extension_granted").exists()


def test_handed_in_again_it_still_was_no_extension(client, worked_on, people):
    handed_in_again(worked_on, people)
    client.force_login(people.zhou)
    assert client.get(worked_on.get_absolute_url()).context["page"].due.moved_by == (
        "整体退回后的重新上报截止日"
    )


def test_the_facts_know_a_send_back_from_an_extension(worked_on, people):
    handed_in_again(worked_on, people)
    worked_on.refresh_from_db()
    facts = facts_of(worked_on)
    assert (facts["on_time"], facts["extended_until"], facts["returns"], facts["sent_back"]) == (
        True,
        None,
        2,
        1,
    )
    assert dict(facts_shown(facts))["退回补正"] == "2 次（含整体退回 1 次）"
    del facts["sent_back"]  # as kept by an evaluation written before
    assert dict(facts_shown(facts))["退回补正"] == "2 次"


def test_an_extension_granted_before_the_hand_in_is_named_though_it_was_sent_back_since(
    participants, people, places, year, clock
):
    submission = Submission.objects.get(district=places.haishu, year=year)
    clock.move_to("2021-09-03 10:00+08:00")
    fill(participants["春浪社区"], people.chen)
    grant_extension(places.haishu, year=year, until=date(2021, 9, 5), reason="台风", by=people.shen)
    hand_in(submission, people.zhou)
    clock.move_to("2021-09-15 10:00+08:00")
    sent_back(submission, people)
    submission.refresh_from_db()
    assert dict(facts_shown(facts_of(submission)))["首次上报"] == "2021年9月3日，延期（至 2021年9月5日）"


# --- an upheld objection ---------------------------------------------------------------------------------------


def test_what_an_upheld_objection_recognised_is_neither_put_back_nor_drawn(client, submission, people):
    one = decided(submission, "春浪社区", "declined", people.wang)
    made = actions.make_objection(one, text="照片为证。", by=people.zhou)
    actions.answer_objection(made, upheld=True, answer="属实。", by=people.shen)
    with pytest.raises(Refused, match="是申述成立后认定的，每个社区只能申述一次，认定不再改回。"):
        decided(submission, "春浪社区", "pending", people.wang)
    client.force_login(people.wang)
    shown = client.get(entry(submission, "春浪社区").get_absolute_url())
    assert (shown.context["may_reset"], shown.context["page"].why_not) == (
        False,
        "申述成立后认定的，不再改回；区县只能申述一次。",
    )
    sample = actions.draw_sample(submission, share=100, by=people.wang)
    assert [str(check.entry) for check in sample.checks.all()] == [
        "南门街道 柳堤社区",
        "南门街道 万宁社区",
        "月湖街道 天一社区",
    ]
    page = client.get(reverse("reports:sample", args=[submission.pk])).context["page"]
    assert (page.left, decisions(submission)["春浪社区"]) == (0, ("recognised", 96))


# --- opening a concluded review again ---------------------------------------------------------------------------


@pytest.fixture
def concluded(submission, people):
    for name in LISTED:
        decided(submission, name, "recognised", people.wang)
    actions.conclude(submission, by=people.shen)
    return submission


def test_reopening_takes_the_titles_back_and_leaves_the_decisions(concluded, people):
    assert actions.reopen(concluded, reason="漏看一处。", by=people.shen) == 4
    concluded.refresh_from_db()
    assert (concluded.status, concluded.concluded_at, Title.objects.count()) == ("submitted", None, 0)
    assert set(decisions(concluded).values()) == {("recognised", 96)}
    locks = ScoreSheet.objects.filter(district=concluded.district).values_list("lock", flat=True)
    assert set(locks) == {"handed_in"}
    event = Event.objects.get(action="submission_reopened")
    assert (event.before, event.after) == (
        {"status": "concluded", "titles": 4},
        {"status": "submitted", "reason": "漏看一处。"},
    )


def test_reopening_is_refused_without_a_reason_and_before_the_end(concluded, people):
    with pytest.raises(Refused, match="请写明重新开启的理由。"):
        actions.reopen(concluded, reason=" ", by=people.shen)
    actions.reopen(concluded, reason="漏看一处。", by=people.shen)
    with pytest.raises(Refused, match="还没有办结，不用重新开启。"):
        actions.reopen(concluded, reason="再来。", by=people.shen)


def test_reopening_is_refused_once_a_title_is_published(concluded, people, year):
    keys = list(Title.objects.values_list("pk", flat=True))
    number = "甬建发〔2021〕99号"
    noticed(year, people.shen)
    actions.publish_titles(
        year, keys=keys, batch="第一批", number=number, on=date(2021, 9, 15), by=people.shen
    )
    with pytest.raises(Refused, match="称号已于 2021年9月15日 以 甬建发〔2021〕99号 公布，评审不能重新开启"):
        actions.reopen(concluded, reason="漏看一处。", by=people.shen)
    assert Title.objects.count() == 4
