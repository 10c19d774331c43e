"""Who is told of what by mail, and that nobody gets two mails on one day."""

from datetime import date
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from districts.actions import grant_extension
from reports import actions
from reports.models import Digest, Message, Submission
from reports.telling import digests
from reports.telling.digests import claim, send_all, unserved
from reports.telling.letter import letter
from reports.telling.reminders import Reminders
from tests.reports.lists import hand_in_list
from tests.scenes import fill
from tests.scenes import hand_in as hand_in_whole

MORNING = "2021-09-10 10:00 +0800"


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to(MORNING, tick=False)


@pytest.fixture
def submission(addressed, places, year):
    """海曙 has handed in two of 南门街道 and two of 月湖街道; nobody was told yet."""
    hand_in_list(places.haishu, year, ["牡丹社区", "澄浪社区"], by=addressed.zhou, street="南门街道")
    return hand_in_list(places.haishu, year, ["平桥社区", "县学社区"], by=addressed.zhou, street="月湖街道")


def entry(submission, name):
    return submission.entries.get(community_name=name)


def decide(submission, name, decision, by, reason="", due=None):
    found = entry(submission, name)
    return actions.decide(found, decision=decision, seen=found.version, reason=reason, due=due, by=by)


def post():
    """username -> (subject, body) of the mails since it was last looked at; each person's once."""
    taken = [(each.to[0].partition("@")[0], each.subject, each.body) for each in mail.outbox]
    mail.outbox.clear()
    assert len({name for name, _subject, _body in taken}) == len(taken)
    return {name: (subject, body) for name, subject, body in taken}


def lines(body):
    """What a mail tells: the paragraphs between the greeting and the link."""
    return [line for part in body.split("\n\n")[1:-2] for line in part.split("\n")]


# --- whom it concerns ------------------------------------------------------------------------------------------


def test_a_return_is_told_to_the_district_and_to_the_street_it_is_about(addressed, submission, commit):
    commit(
        decide,
        submission,
        "牡丹社区",
        "returned",
        addressed.wang,
        "请附培训签到表。",
        date(2021, 9, 25),
    )
    told = post()
    assert set(told) == {
        "zhou",
        "chen",
        "lin",
    }  # 岳明 of the other street has no address and no business here
    assert told["lin"][0] == "绿色社区：海曙区 1 条消息"
    assert lines(told["lin"][1]) == [
        "【海曙区 2021年度】",
        "退回补正 1 个",
        "  南门街道 牡丹社区：退回补正，2021年9月25日 24 时前：请附培训签到表。",
    ]


def test_a_street_hears_nothing_of_another_street(addressed, submission, commit):
    commit(decide, submission, "平桥社区", "recognised", addressed.wang)
    assert set(post()) == {"zhou", "chen"}


def test_handing_in_is_told_to_the_city_and_to_nobody_of_the_district(
    addressed, participants, places, year, time_machine, commit
):
    time_machine.move_to("2021-08-20 10:00 +0800", tick=False)
    submission = Submission.objects.get(district=places.haishu, year=year)
    fill(participants["春浪社区"], addressed.chen)
    commit(hand_in_whole, submission, addressed.zhou)
    told = post()
    assert set(told) == {"wang", "shen"}
    assert lines(told["wang"][1]) == ["【海曙区 2021年度】", "上报 1 个社区，回执 330203-2021-001"]
    assert "96" not in told["wang"][1] and "0574" not in told["wang"][1]


def test_withdrawing_and_objecting_are_told_to_the_city(addressed, submission, commit, time_machine):
    commit(actions.withdraw, entry(submission, "澄浪社区"), reason="正在拆迁。", by=addressed.zhou)
    assert lines(post()["shen"][1]) == [
        "【海曙区 2021年度】",
        "撤回 1 个社区",
        "  南门街道 澄浪社区：正在拆迁。",
    ]
    commit(decide, submission, "牡丹社区", "declined", addressed.wang, "场地被占用。")
    assert lines(post()["zhou"][1])[1:] == ["不予认定 1 个", "  南门街道 牡丹社区：不予认定：场地被占用。"]
    time_machine.move_to("2021-09-11 10:00 +0800", tick=False)
    commit(actions.make_objection, entry(submission, "牡丹社区"), text="已经腾退。", by=addressed.zhou)
    assert lines(post()["wang"][1])[1:] == ["申述 1 件", "  南门街道 牡丹社区：已经腾退。"]
    objection = entry(submission, "牡丹社区").objection
    commit(actions.answer_objection, objection, upheld=False, answer="复查仍被占用。", by=addressed.shen)
    assert lines(post()["zhou"][1])[1:] == [
        "答复申述 1 件",
        "  南门街道 牡丹社区：维持不予认定：复查仍被占用。",
    ]


def test_the_whole_sent_back_is_told_to_every_street_with_its_day(addressed, submission, commit):
    commit(
        actions.send_back,
        submission,
        reason="附件3与名单不符，\n请核对。",
        due=date(2021, 9, 30),
        by=addressed.shen,
    )
    told = post()
    assert set(told) == {"zhou", "chen", "lin"}
    assert lines(told["lin"][1]) == [
        "【海曙区 2021年度】",
        "整体退回，请在 2021年9月30日 24 时前重新上报：附件3与名单不符， 请核对。",
    ]


def test_an_extension_concluding_and_reopening_are_told_to_the_district(
    addressed, submission, places, year, commit, time_machine
):
    commit(
        grant_extension, places.jiangbei, year=year, until=date(2021, 9, 20), reason="台风", by=addressed.shen
    )
    assert {name: lines(body)[1:] for name, (_subject, body) in post().items()} == {
        "he": ["上报截止日改为 2021年9月20日 24 时：台风"],
        "wu": ["上报截止日改为 2021年9月20日 24 时：台风"],
    }
    for each in submission.entries.all():
        decide(submission, each.community_name, "recognised", addressed.wang)
    commit(actions.conclude, submission, by=addressed.shen)
    assert lines(post()["chen"][1])[1:] == ["认定 4 个", "评审办结，4 个社区取得称号"]
    time_machine.move_to("2021-09-11 10:00 +0800", tick=False)
    commit(actions.reopen, submission, reason="漏看一项。", by=addressed.shen)
    assert lines(post()["chen"][1])[1:] == ["评审重新开启：漏看一项。"]


def test_nobody_is_told_of_his_own_act(addressed, submission, commit):
    commit(actions.withdraw, entry(submission, "牡丹社区"), reason="正在拆迁。", by=addressed.zhou)
    assert "zhou" not in post()
    assert not Message.objects.filter(person=addressed.zhou).exists()


def test_what_is_put_back_to_pending_is_not_told_since_a_visit_is_not_announced(
    addressed, submission, commit, time_machine
):
    decide(submission, "牡丹社区", "recognised", addressed.wang)
    commit(decide, submission, "牡丹社区", "pending", addressed.wang)
    assert post() == {}
    time_machine.move_to("2021-09-11 08:00 +0800", tick=False)
    assert (len(send_all(date(2021, 9, 11)).sent), post()) == (0, {})


def test_a_refused_act_tells_nobody(addressed, submission, commit):
    from districts.doors import Refused

    with pytest.raises(Refused):
        commit(decide, submission, "牡丹社区", "declined", addressed.wang, " ")
    assert (post(), Message.objects.count()) == ({}, 0)


def test_who_left_the_district_meanwhile_is_not_told_of_it(
    addressed, submission, places, commit, time_machine
):
    commit(decide, submission, "牡丹社区", "recognised", addressed.wang)
    post()
    commit(decide, submission, "平桥社区", "recognised", addressed.wang)
    addressed.chen.district = places.jiangbei
    addressed.chen.save()
    addressed.zhou.is_active = False
    addressed.zhou.save()
    time_machine.move_to("2021-09-11 08:00 +0800", tick=False)
    send_all(date(2021, 9, 11))
    assert post() == {}


# --- many at once ----------------------------------------------------------------------------------------------


@pytest.fixture
def long_list(addressed, places, year):
    return hand_in_list(places.haishu, year, [f"第{n}社区" for n in range(1, 31)], by=addressed.zhou)


def test_many_recognised_at_once_are_one_line(addressed, long_list, year, commit):
    keys = list(long_list.entries.values_list("pk", flat=True))
    commit(actions.recognise_all, year, keys=keys, by=addressed.wang)
    told = post()
    assert set(told) == {"zhou", "chen"}
    assert lines(told["zhou"][1]) == ["【海曙区 2021年度】", "认定 30 个"]


def test_many_returned_at_once_are_counted_and_twenty_of_them_named(addressed, long_list, commit):
    reasons = {each.pk: f"{each.community_name}材料不全。" for each in long_list.entries.all()}
    commit(actions.return_entries, long_list, reasons=reasons, due=date(2021, 9, 25), by=addressed.wang)
    told = lines(post()["zhou"][1])
    first = long_list.entries.order_by("pk")[0]
    assert (told[1], told[2], len(told), told[-1]) == (
        "退回补正 30 个",
        f"  {first}：退回补正，2021年9月25日 24 时前：{first.community_name}材料不全。",
        23,
        "  其余 10 个请在网站上看",
    )


def test_telling_costs_the_same_for_three_communities_and_for_thirty(addressed, year, long_list):
    def cost(keys):
        with CaptureQueriesContext(connection) as asked:
            actions.recognise_all(year, keys=keys, by=addressed.wang)
        statements = [query["sql"] for query in asked.captured_queries]
        assert sum("reports_message" in sql for sql in statements) == 1
        return len(statements)

    keys = list(long_list.entries.order_by("pk").values_list("pk", flat=True))
    assert cost(keys[:3]) == cost(keys[3:])


# --- one a day -------------------------------------------------------------------------------------------------


def test_what_comes_later_on_a_day_waits_for_the_next_days_mail(addressed, submission, commit, time_machine):
    commit(decide, submission, "牡丹社区", "recognised", addressed.wang)
    assert set(post()) == {"zhou", "chen", "lin"}
    time_machine.move_to("2021-09-10 23:59:59 +0800", tick=False)
    commit(decide, submission, "澄浪社区", "declined", addressed.wang, "场地被占用。")
    commit(decide, submission, "平桥社区", "recognised", addressed.wang)
    send_all(date(2021, 9, 10))
    assert post() == {}
    time_machine.move_to("2021-09-11 00:00:00 +0800", tick=False)
    send_all(date(2021, 9, 11))
    told = post()
    assert lines(told["lin"][1])[1:] == ["不予认定 1 个", "  南门街道 澄浪社区：不予认定：场地被占用。"]
    assert lines(told["zhou"][1])[1:] == [
        "认定 1 个，不予认定 1 个",
        "  南门街道 澄浪社区：不予认定：场地被占用。",
    ]
    send_all(date(2021, 9, 11))
    assert post() == {}


def test_the_first_second_of_a_day_sends_at_once_again(addressed, submission, commit, time_machine):
    time_machine.move_to("2021-09-10 23:59:59 +0800", tick=False)
    commit(decide, submission, "牡丹社区", "recognised", addressed.wang)
    assert len(post()) == 3
    time_machine.move_to("2021-09-11 00:00:00 +0800", tick=False)
    commit(decide, submission, "澄浪社区", "recognised", addressed.wang)
    assert len(post()) == 3
    assert sorted(set(Digest.objects.values_list("day", flat=True))) == [
        date(2021, 9, 10),
        date(2021, 9, 11),
    ]


def test_the_database_refuses_a_second_mail_of_a_day(addressed):
    Digest.objects.create(person=addressed.zhou, day=date(2021, 9, 10))
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(person=addressed.zhou, day=date(2021, 9, 10))
    assert claim(addressed.zhou, date(2021, 9, 10), {addressed.zhou.pk: ["一件事"]}) == (None, None)


def test_who_has_no_address_or_may_not_sign_in_is_sent_nothing(addressed):
    addressed.chen.is_active = False
    addressed.chen.save()
    addressed.lin.must_change_password = True
    addressed.lin.save()
    served = {person.username for person in unserved(date(2021, 9, 10))}
    assert (served & {"yue", "chen"}, "lin" in served) == (set(), True)


def test_a_name_with_a_line_break_does_not_write_another_head(addressed, submission, commit, places):
    type(places.haishu).objects.filter(pk=places.haishu.pk).update(name="海曙区\nBcc: x@a.cn")
    commit(decide, Submission.objects.get(pk=submission.pk), "牡丹社区", "recognised", addressed.wang)
    [subject] = {subject for subject, _body in post().values()}
    assert subject == "绿色社区：海曙区 Bcc: x@a.cn 1 条消息"


# --- a mail server that fails ----------------------------------------------------------------------------------


class Unreachable(EmailBackend):
    asked = 0

    def open(self):
        type(self).asked += 1
        raise TimeoutError("no answer")


class RefusesZhou(EmailBackend):
    def send_messages(self, messages):
        for message in messages:
            if message.to == ["zhou@example.invalid"]:
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such box")})
        return super().send_messages(messages)


class HangsUp(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionResetError("gone")


def backend(settings, kind):
    settings.EMAIL_BACKEND = f"{__name__}.{kind.__name__}"


def test_an_unreachable_server_stops_no_act_and_is_not_asked_at_each(
    settings, addressed, submission, commit, time_machine
):
    backend(settings, Unreachable)
    Unreachable.asked = 0
    commit(decide, submission, "牡丹社区", "recognised", addressed.wang)
    commit(decide, submission, "澄浪社区", "recognised", addressed.wang)
    assert set(submission.entries.filter(street_name="南门街道").values_list("decision", flat=True)) == {
        "recognised"
    }
    assert (Unreachable.asked, Digest.objects.count(), post()) == (1, 0, {})
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_all(date(2021, 9, 10))  # the same day's run once the server is back
    assert lines(post()["lin"][1])[1:] == ["认定 2 个"]


def test_reminders_are_made_of_those_told_alone_and_only_once_the_server_answers(
    settings, addressed, submission, commit, monkeypatch
):
    asked = []

    def made(day, people):
        asked.append(sorted(person.username for person in people))
        return Reminders()

    monkeypatch.setattr(digests, "reminders_of", made)
    backend(settings, Unreachable)
    commit(decide, submission, "牡丹社区", "recognised", addressed.wang)
    assert asked == []
    cache.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    commit(decide, submission, "平桥社区", "recognised", addressed.wang)
    assert (asked, set(post())) == ([["chen", "zhou"]], {"chen", "zhou"})


def test_the_seconds_a_request_may_lose_count_the_reminders_too(addressed, submission, commit, monkeypatch):
    now = [0]
    monkeypatch.setattr(digests, "monotonic", lambda: now[0])

    def slow(day, people):
        now[0] += digests.IN_A_REQUEST + 1
        return Reminders()

    monkeypatch.setattr(digests, "reminders_of", slow)
    commit(decide, submission, "牡丹社区", "recognised", addressed.wang)
    assert (post(), Digest.objects.count()) == ({}, 0)


def test_a_letter_that_cannot_be_written_keeps_nobody_elses_back(addressed, submission, commit, monkeypatch):
    def written(person, *said):
        if person == addressed.chen:
            raise KeyError("reason")
        return letter(person, *said)

    monkeypatch.setattr(digests, "letter", written)
    commit(decide, submission, "牡丹社区", "recognised", addressed.wang)
    assert set(post()) == {"zhou", "lin"}
    day = date(2021, 9, 10)
    assert [run.failed for run in (digests.preview(day), send_all(day))] == [[addressed.chen]] * 2
    monkeypatch.undo()
    send_all(day)
    assert set(post()) == {"chen"}  # nothing of his was claimed


def test_a_refused_address_keeps_nobody_else_waiting_and_goes_again_the_next_day(
    settings, addressed, submission, commit, time_machine
):
    backend(settings, RefusesZhou)
    commit(decide, submission, "牡丹社区", "recognised", addressed.wang)
    assert set(post()) == {"chen", "lin"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_all(date(2021, 9, 10))
    assert post() == {}
    time_machine.move_to("2021-09-11 08:00 +0800", tick=False)
    send_all(date(2021, 9, 11))
    assert {name: lines(body)[1:] for name, (_subject, body) in post().items()} == {"zhou": ["认定 1 个"]}


def test_a_server_that_hangs_up_is_left_alone_and_the_rest_stay_unclaimed(
    settings, addressed, submission, commit
):
    backend(settings, HangsUp)
    commit(decide, submission, "牡丹社区", "recognised", addressed.wang)
    assert (post(), Digest.objects.filter(sent_at=None).count()) == ({}, 1)


def test_what_could_not_be_told_for_two_weeks_is_not_told_any_more(
    settings, addressed, submission, commit, time_machine
):
    backend(settings, Unreachable)
    commit(decide, submission, "牡丹社区", "recognised", addressed.wang)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    time_machine.move_to("2021-09-24 10:00:01 +0800", tick=False)
    send_all(date(2021, 9, 24))
    assert post() == {}
