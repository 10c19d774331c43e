"""A button that sends says so before it is pressed, and to how many; one that does not says nothing of the kind."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.announcing import NOBODY_IS_TOLD
from districts.models import User
from reports import actions
from reports.models import Digest, Submission
from tests.reports.lists import hand_in_list, noticed

SENDS = "发邮件："
TO_DISTRICT = "发邮件：2 人马上收到"
TO_CITY = "发邮件：2 人马上收到"
WITH_STREET = "发邮件：3 人马上收到"


@pytest.fixture
def submission(addressed, places, year, time_machine):
    """海曙 has handed in three of 南门街道; one is declined."""
    time_machine.move_to("2021-09-10 10:00 +0800", tick=False)
    names = ["牡丹社区", "澄浪社区", "朱雀社区"]
    made = hand_in_list(places.haishu, year, names, by=addressed.zhou, street="南门街道")
    declined = made.entries.get(community_name="朱雀社区")
    actions.decide(declined, decision="declined", seen="pending", reason="场地被占用。", by=addressed.wang)
    return made


@pytest.fixture
def look(client, addressed):
    def at(who, name, *args):
        client.force_login(getattr(addressed, who))
        page = client.get(reverse(name, args=args))
        assert page.status_code == 200
        return page.text

    return at


def pending(submission):
    return submission.entries.filter(decision="pending").first()


def test_what_the_city_does_to_a_list_says_who_is_told(look, submission, addressed):
    key, listed = submission.pk, pending(submission).pk
    assert WITH_STREET in look("wang", "reports:entry", listed)
    assert WITH_STREET in look("wang", "reports:recognise", 2021)
    assert f"{TO_DISTRICT}；街道填报员只在选中本街道的社区时收到" in look("wang", "reports:return_many", key)
    assert "发邮件：3 人马上收到；1 人没有填邮箱，请另行告知" in look("shen", "reports:send_back", key)
    for each in submission.entries.filter(decision="pending"):
        actions.decide(each, decision="recognised", seen="pending", by=addressed.wang)
    assert TO_DISTRICT in look("shen", "reports:conclude", key)


def test_what_the_district_does_says_that_the_city_is_told(look, submission, addressed):
    assert TO_CITY in look("zhou", "reports:withdraw", pending(submission).pk)
    declined = submission.entries.get(decision="declined")
    assert TO_CITY in look("zhou", "reports:object_to", declined.pk)
    actions.make_objection(declined, text="已腾退。", by=addressed.zhou)
    assert WITH_STREET in look("shen", "reports:answer", declined.pk)


def test_handing_in_again_and_reopening_say_so_too(look, submission, addressed):
    first, second = submission.entries.filter(decision="pending")
    actions.return_entries(submission, reasons={first.pk: "缺表。"}, due=date(2021, 9, 20), by=addressed.wang)
    assert TO_CITY in look("zhou", "reports:check", submission.pk)
    actions.withdraw(first, reason="正在拆迁。", by=addressed.zhou)
    actions.decide(second, decision="recognised", seen="pending", by=addressed.wang)
    actions.conclude(submission, by=addressed.shen, early=True)
    assert TO_DISTRICT in look("shen", "reports:reopen", submission.pk)


def test_the_first_hand_in_says_so(look, addressed, participants, places, year, time_machine):
    time_machine.move_to("2021-08-20 10:00 +0800", tick=False)
    draft = Submission.objects.get(district=places.haishu, year=year)
    assert TO_CITY in look("zhou", "reports:check", draft.pk)


def test_an_extension_says_so_before_its_district_is_chosen(look, addressed, year):
    assert "发邮件告知这个区县（市）" in look("shen", "districts:extensions", 2021)


def test_who_was_told_today_hears_of_it_with_tomorrows_mail(look, submission, addressed):
    Digest.objects.create(person=addressed.zhou, day=date(2021, 9, 10))
    assert "发邮件：今天还没有收到过邮件的 2 人马上收到，另 1 人并入明天的一封" in look(
        "wang", "reports:entry", pending(submission).pk
    )
    for person in (addressed.chen, addressed.lin):
        Digest.objects.create(person=person, day=date(2021, 9, 10))
    assert "发邮件：3 人今天已经收到过一封，并入明天的一封" in look(
        "wang", "reports:entry", pending(submission).pk
    )


def test_where_nobody_has_an_address_it_says_that_none_goes(look, submission):
    User.objects.update(email="")
    assert "不发邮件：应当知道的 3 人都没有填邮箱，请另行告知" in look(
        "wang", "reports:entry", pending(submission).pk
    )


def test_where_mails_are_only_printed_it_says_so(look, submission, settings):
    settings.MAIL_IS_PRINTED = True
    assert "发邮件：3 人马上收到（没有设置邮件服务器，邮件只写在服务器的记录里，请另行告知）" in look(
        "wang", "reports:entry", pending(submission).pk
    )


def test_what_sends_nothing_does_not_say_it_does(look, submission, addressed, year, time_machine):
    entry = pending(submission)
    quiet = [look("wang", "reports:sample", submission.pk)]
    for each in submission.entries.filter(decision="pending"):
        actions.decide(each, decision="recognised", seen="pending", by=addressed.wang)
    assert "改回不发通知" in look("wang", "reports:entry", entry.pk)
    actions.conclude(submission, by=addressed.shen, early=True)
    title = entry.title
    quiet.append(look("shen", "reports:open_notice", 2021))
    own_words = {
        "现在不发通知": look("shen", "reports:departments", 2021),
        "保存不发邮件": look("chen", "districts:email"),
    }
    noticed(year, addressed.shen)
    quiet += [
        look("shen", "reports:evaluate", submission.pk),
        look("shen", "reports:publish", 2021),
        look("guan", "districts:person_password", addressed.chen.pk),
        look("guan", "reports:hand_over", addressed.chen.pk),
        look("shen", "districts:year_page", 2021),
    ]
    on = {"batch": "第一批", "number": "甬建发〔2021〕88号", "on": timezone.localdate()}
    actions.publish_titles(year, keys=[t.pk for t in year.titles.all()], by=addressed.shen, **on)
    quiet += [look("shen", "reports:correct", title.pk), look("shen", "reports:recheck", title.pk)]
    assert not any(SENDS in page for page in quiet)
    assert not any(SENDS in page for page in own_words.values())
    assert [str(NOBODY_IS_TOLD[1]) in page for page in quiet] == [True] * len(quiet)
    assert [words in page for words, page in own_words.items()] == [True, True]
