"""Reminders go before due days, and only to those with something missing."""

import io
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import Extension
from reports import actions
from reports.models import Digest, Submission
from reports.telling import reminders
from reports.telling.digests import unserved
from reports.telling.reminders import DAYS_BEFORE, reminders_of
from tests.reports import joint
from tests.reports.lists import hand_in_list
from tests.scenes import fill, hand_in, prepare, send_document


def reminded(day, *people):
    """username -> lines, of these people."""
    lines = reminders_of(day, list(unserved(day))).lines
    return {person.username: lines[person.pk] for person in people if person.pk in lines}


@pytest.fixture
def august(participants, addressed, time_machine):
    time_machine.move_to("2021-08-20 09:00 +0800", tick=False)
    return addressed


@pytest.mark.parametrize("left", range(16))
def test_a_district_is_reminded_on_five_days_before_its_own(left, august, year):
    day = year.report_due - timedelta(days=left)
    assert bool(reminded(day, august.zhou)) == (left in DAYS_BEFORE)


def test_each_hears_what_is_missing_on_his_part(august, participants, places, year):
    fill(participants["春浪社区"], august.chen)
    when = "2021年度上报 2021年8月31日 24 时截止，还有 3 天"
    papers = "联系人及联系电话、年度总结评估报告"
    assert reminded(date(2021, 8, 28), august.zhou, august.chen, august.lin, august.yue, august.wu) == {
        "zhou": [f"{when}，还缺：{papers}、5 个社区没有评完"],
        "chen": [f"{when}，还缺：{papers}、5 个社区没有评完"],
        "lin": [f"{when}，还缺：2 个社区没有评完"],
        "wu": [f"{when}，还缺：{papers}、2 个社区没有评完"],
    }


def test_where_everything_is_there_only_the_lead_is_reminded_to_hand_in(august, participants, places, year):
    for name, sheet in participants.items():
        if sheet.district_id == places.haishu.pk:
            fill(participants[name], august.chen)
    prepare(Submission.objects.get(district=places.haishu, year=year), august.chen)
    assert reminded(date(2021, 8, 31), august.zhou, august.chen, august.lin) == {
        "zhou": ["2021年度上报 2021年8月31日 24 时截止，就是今天，都齐了，只差上报"]
    }


def test_an_extension_moves_the_reminders_of_its_district_alone(august, places, year):
    Extension.objects.create(
        year=year, district=places.haishu, until=date(2021, 9, 10), reason="台风", granted_by=august.shen
    )
    assert set(reminded(date(2021, 8, 28), august.zhou, august.he)) == {"he"}
    assert reminded(date(2021, 9, 10), august.zhou, august.he)["zhou"][0].startswith(
        "2021年度上报 2021年9月10日 24 时截止，就是今天"
    )
    assert reminded(date(2021, 9, 11), august.zhou) == {}


def test_who_has_handed_in_is_not_reminded(august, places, year):
    hand_in_list(places.haishu, year, ["牡丹社区"], by=august.zhou, street="南门街道")
    assert reminded(date(2021, 8, 28), august.zhou, august.chen, august.lin) == {}


@pytest.fixture
def september(addressed, places, year, time_machine):
    time_machine.move_to("2021-09-10 09:00 +0800", tick=False)
    return hand_in_list(places.haishu, year, ["牡丹社区", "澄浪社区"], by=addressed.zhou, street="南门街道")


def test_what_was_returned_is_reminded_of_before_its_own_day(september, addressed):
    first, _second = september.entries.all()
    due = date(2021, 9, 20)
    actions.return_entries(september, reasons={first.pk: "缺表。"}, due=due, by=addressed.wang)
    line = f"2021年度退回补正 2021年9月20日 24 时截止，还有 3 天，还没有再次上报：{first}"
    assert reminded(date(2021, 9, 17), addressed.zhou, addressed.lin, addressed.he) == {
        "zhou": [line],
        "lin": [line],
    }
    assert reminded(date(2021, 9, 18), addressed.zhou) == {}
    assert reminded(date(2021, 9, 21), addressed.zhou) == {}


def test_the_city_lead_is_reminded_while_something_is_undecided(september, addressed):
    day = date(2021, 9, 27)
    line = "2021年度评审 2021年9月30日 24 时截止，还有 3 天，还有 2 个社区待评审"
    assert reminded(day, addressed.shen, addressed.wang) == {"shen": [line]}
    first, second = september.entries.all()
    actions.decide(first, decision="recognised", seen="pending", by=addressed.wang)
    declined = actions.decide(second, decision="declined", seen="pending", reason="占用。", by=addressed.wang)
    assert reminded(day, addressed.shen) == {}
    actions.make_objection(declined, text="已腾退。", by=addressed.zhou)
    assert reminded(day, addressed.shen)["shen"][0].endswith("还有 1 件申述没有答复")


def test_the_leads_are_reminded_of_documents_before_the_plans_day(addressed, year, time_machine):
    time_machine.move_to("2021-06-27 09:00 +0800", tick=False)
    line = "2021年度文件报送 2021年6月30日 24 时截止，还有 3 天，还缺：实施方案、评估认定办法"
    assert reminded(date(2021, 6, 27), addressed.zhou, addressed.chen) == {"zhou": [line]}
    send_document(addressed.zhou.district, year, "plan", addressed.zhou)
    left = line.replace("实施方案、", "")
    assert reminded(date(2021, 6, 27), addressed.zhou, addressed.he) == {"zhou": [left], "he": [line]}
    assert reminded(date(2021, 6, 28), addressed.zhou) == {}
    assert reminded(date(2021, 7, 1), addressed.zhou) == {}


def test_a_department_is_reminded_of_opinions_while_one_is_missing(august, participants, places, year):
    for name in ("春浪社区", "天一社区"):
        fill(participants[name], august.chen)
    listed = hand_in(Submission.objects.get(district=places.haishu, year=year), august.zhou).submission
    joint.assign(year, august.shen, due=date(2021, 9, 20), shengtai={5, 10})
    line = "2021年度会审意见 2021年9月20日 24 时截止，还有 3 天，还有 2 个社区没有提"
    assert reminded(date(2021, 9, 17), august.huan) == {"huan": [line]}
    first, second = listed.entries.all()
    joint.say(first, august.huan)
    assert reminded(date(2021, 9, 20), august.huan)["huan"][0].endswith("就是今天，还有 1 个社区没有提")
    joint.say(second, august.huan, t5="道路破损。")
    assert reminded(date(2021, 9, 20), august.huan) == {}


def test_only_what_concerns_the_people_asked_for_is_looked_up(august, participants, year):
    day = date(2021, 8, 28)

    def asked(*people):
        with CaptureQueriesContext(connection) as queries:
            found = reminders_of(day, people)
        return set(found.lines), len(queries)

    of_one, once = asked(august.zhou)
    of_two, twice = asked(august.zhou, august.he)
    assert (of_one, of_two) == ({august.zhou.pk}, {august.zhou.pk, august.he.pk})
    assert once < twice
    assert asked(august.zhou, august.chen, august.lin)[1] == once
    assert asked(august.guan)[0] == set()


def test_a_reminder_that_fails_keeps_no_other_back_and_ends_the_command_with_its_name(
    september, monkeypatch, time_machine
):
    def broken_due(year, today, people):
        raise KeyError("no target")

    monkeypatch.setattr(reminders, "REMINDERS", (broken_due, *reminders.REMINDERS))
    time_machine.move_to("2021-09-27 08:00 +0800", tick=False)
    fault = "2 种提醒没有做成：2021年度 broken_due、2022年度 broken_due。原因见日志。"
    with pytest.raises(CommandError, match=fault):
        run("--dry-run")
    with pytest.raises(CommandError, match=fault):
        run()
    assert [message.to for message in mail.outbox] == [["shen@example.invalid"]]


# --- the command -----------------------------------------------------------------------------------------------


def run(*arguments):
    out = io.StringIO()
    call_command("send_reminders", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_run_twice_sends_once_and_says_to_how_many(september, time_machine):
    time_machine.move_to("2021-09-27 08:00 +0800", tick=False)
    assert run() == "2021年9月27日：已发 1 封，每人一封。\n"
    assert run() == "2021年9月27日：已发 0 封，每人一封。\n"
    assert [message.to for message in mail.outbox] == [["shen@example.invalid"]]
    time_machine.move_to("2021-09-28 00:00:00 +0800", tick=False)
    assert run() == "2021年9月28日：已发 0 封，每人一封。\n"  # no day of reminding


def test_a_reminder_goes_with_the_first_mail_of_its_day(september, addressed, commit, time_machine):
    time_machine.move_to("2021-09-27 00:10 +0800", tick=False)
    entry = september.entries.first()
    commit(actions.withdraw, entry, reason="正在拆迁。", by=addressed.zhou)
    [told] = [message for message in mail.outbox if message.to == ["shen@example.invalid"]]
    assert told.subject == "绿色社区：海曙区 1 条消息，1 件事要办"
    assert "还有 1 个社区待评审" in told.body


def test_a_dry_run_lists_and_sends_nothing(september, time_machine):
    said = run("--dry-run", "--on", "2021-09-30")
    assert said.startswith("2021年9月30日：要发 1 封（没有发送）。\n\n沈立群 <shen@example.invalid>\n")
    assert "2021年9月30日 24 时截止，就是今天" in said
    assert (mail.outbox, Digest.objects.count()) == ([], 0)


def test_another_day_is_only_looked_at(annexes):
    with pytest.raises(CommandError, match="只能与 --dry-run 一起用"):
        run("--on", "2021-09-30")


def test_a_server_that_does_not_answer_ends_the_command_with_the_names(september, settings, time_machine):
    settings.EMAIL_BACKEND = "tests.reports.telling.test_digests.Unreachable"
    time_machine.move_to("2021-09-27 08:00 +0800", tick=False)
    with pytest.raises(CommandError, match="1 人没有发成，内容留到下一次：沈立群"):
        run()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run() == "2021年9月27日：已发 1 封，每人一封。\n"
