"""公示: what everybody may read, from which second to which, and nothing beside it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from districts.doors import Refused
from districts.models import Event
from reports import actions
from reports.models import NoticeLine, PublicNotice, Title
from tests.reports.lists import OFFICE, hand_in_list, noticed

RARE = ["望碶社区", "黄璟社区", "松埼社区", "瞻甽社区", "澥浦社区", "鲒江居委会", "霅溪社区"]
LIST = reverse("reports:public_notices")
NONE = "现在没有正在进行的公示。"


@pytest.fixture(autouse=True)
def _october(time_machine):
    time_machine.move_to("2021-10-08 10:00 +0800", tick=False)


@pytest.fixture
def titled(people, places, year):
    """江北 has seven titles, 海曙 (first in the annex) two; nothing is published."""
    for place, lead, names, street in (
        (places.jiangbei, people.he, RARE, "甬江街道"),
        (places.haishu, people.zhou, ["牡丹社区", "春浪社区"], "白云街道"),
    ):
        submission = hand_in_list(place, year, names, by=lead, street=street, decision="recognised")
        actions.conclude(submission, by=people.shen)
    return list(Title.objects.order_by("pk"))


@pytest.fixture
def opened(titled, people, year):
    """Opened on 8 October through the door: it runs from the 11th to the 15th."""
    from datetime import date

    keys = [title.pk for title in titled]
    days = {"starts_on": date(2021, 10, 11), "ends_on": date(2021, 10, 15)}
    return actions.open_notice(year, keys=keys, by=people.shen, **days, **OFFICE)


def address(notice):
    return reverse("reports:public_notice", args=[notice.pk])


def text_of(response):
    """What stands on the page, without marks."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", response.content.decode()))


# --- from which second to which ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "status", "named"),
    [
        ("2021-10-10 23:59:59 +0800", 404, False),
        ("2021-10-11 00:00:00 +0800", 200, True),
        ("2021-10-15 23:59:59 +0800", 200, True),
        ("2021-10-16 00:00:00 +0800", 200, False),
    ],
)
def test_the_list_is_public_from_the_first_second_of_its_days_to_the_last(
    client, opened, time_machine, now, status, named
):
    time_machine.move_to(now, tick=False)
    page = client.get(address(opened))
    assert page.status_code == status
    assert [name for name in RARE if name in page.content.decode()] == (RARE if named else [])
    listed = client.get(LIST).content.decode()
    assert (address(opened) in listed, NONE in listed) == (named, not named)


def test_a_page_is_kept_by_nobody_beyond_midnight(client, opened, time_machine):
    for now, seconds in (("2021-10-15 12:00:00 +0800", 300), ("2021-10-15 23:59:59 +0800", 1)):
        time_machine.move_to(now, tick=False)
        assert client.get(address(opened))["Cache-Control"] == f"public, max-age={seconds}"
        assert client.get(LIST)["Cache-Control"] == f"public, max-age={seconds}"


def test_after_its_last_day_it_says_that_it_has_ended_and_names_nobody(client, opened, time_machine):
    time_machine.move_to("2021-10-16 00:00 +0800", tick=False)
    page = client.get(address(opened)).content.decode()
    assert "公示已于2021年10月15日 24 时结束。" in page
    assert not any(
        word in page
        for word in ("社区、", "江北区", "海曙区", *OFFICE.values())
        if word != "宁波市住房和城乡建设局"
    )


def test_one_more_day_is_one_more_day(client, opened, people, time_machine):
    from datetime import date

    time_machine.move_to("2021-10-15 23:59:59 +0800", tick=False)
    actions.extend_notice(opened, ends_on=date(2021, 10, 16), reason="系统停机半天。", by=people.shen)
    time_machine.move_to("2021-10-16 23:59:59 +0800", tick=False)
    assert "（2021年10月16日 24 时截止）" in client.get(address(opened)).content.decode()


def test_what_was_withdrawn_was_never_public(client, opened, people, time_machine):
    actions.withdraw_notice(opened, reason="日期有误。", by=people.shen)
    for now in ("2021-10-11 00:00 +0800", "2021-10-16 00:00 +0800"):
        time_machine.move_to(now, tick=False)
        assert client.get(address(opened)).status_code == 404
        assert NONE in client.get(LIST).content.decode()


def test_once_it_is_stopped_it_says_so_and_names_nobody(client, opened, people, time_machine):
    time_machine.move_to("2021-10-12 09:00 +0800", tick=False)
    how = {"received_on": opened.starts_on, "channel": "phone", "text": "电话打不通。"}
    made = actions.record_public_objection(opened, by=people.wang, **how)
    assert "望碶社区" in client.get(address(opened)).text
    actions.answer_public_objection(made, upheld=True, answer="电话有误。", by=people.shen)
    for now in ("2021-10-12 09:00 +0800", "2021-10-16 00:00 +0800"):
        time_machine.move_to(now, tick=False)
        page = client.get(address(opened))
        assert "<p>这次公示已停止，将重新公示。</p>" in page.text
        assert not any(word in page.text for word in (*RARE, OFFICE["phone"], OFFICE["address"], "电话"))
        assert NONE in client.get(LIST).text


def test_the_very_same_objection_is_recorded_once_however_often_its_form_is_sent(
    opened, people, time_machine
):
    time_machine.move_to("2021-10-12 09:00 +0800", tick=False)
    letter = {
        "received_on": opened.starts_on,
        "channel": "letter",
        "from_whom": "方先生",
        "text": "场地被占用。",
    }
    actions.record_public_objection(opened, by=people.wang, **letter)
    with pytest.raises(Refused, match="这件异议已经记录了"):
        actions.record_public_objection(opened, by=people.wang, **letter | {"text": "场地被占用。 "})
    actions.record_public_objection(opened, by=people.wang, **letter | {"from_whom": "另一位居民"})
    assert opened.objections.count() == 2


# --- what stands there -------------------------------------------------------------------------------------------


def test_the_page_says_what_for_how_long_on_what_ground_and_to_whom_to_write(client, opened, time_machine):
    time_machine.move_to("2021-10-12 09:00 +0800", tick=False)
    said = text_of(client.get(address(opened)))
    for words in (
        "关于拟认定2021年度绿色社区的公示",
        "依据甬建发〔2021〕55号，经社区申报、区县初评和市级评审，拟认定下列9个社区为2021年度绿色社区，现予公示。",
        "公示时间：2021年10月11日至2021年10月15日（2021年10月15日24时截止）。",
        "海曙区（2个）白云街道牡丹社区、春浪社区",
        "江北区（7个）甬江街道望碶社区、黄璟社区、松埼社区、瞻甽社区、澥浦社区、鲒江居委会、霅溪社区",
        *OFFICE.values(),
    ):
        assert words in said
    assert said.index("海曙区") < said.index("江北区")


def test_names_are_those_that_were_shown(client, opened, time_machine):
    line = opened.lines.get(community_name="牡丹社区")
    line.entry.community.name = line.entry.community_name = "牡丹新社区"
    line.entry.community.save()
    line.entry.save()
    time_machine.move_to("2021-10-12 09:00 +0800", tick=False)
    assert "牡丹社区" in client.get(address(opened)).content.decode()


def test_no_score_no_finding_no_person_no_telephone_but_the_office_s(client, opened, people, time_machine):
    """Whatever the portal knows of these communities stays inside: also what was objected, and by whom."""
    time_machine.move_to("2021-10-12 09:00 +0800", tick=False)
    actions.record_public_objection(
        opened,
        line=opened.lines.first(),
        received_on=opened.starts_on,
        channel="phone",
        from_whom="一位姓方的居民",
        text="健身场地被占用。",
        by=people.wang,
    )
    for page in (client.get(address(opened)).content.decode(), client.get(LIST).content.decode()):
        persons = [each.full_name for each in vars(people).values()]
        phones = [each.phone for each in vars(people).values() if each.phone]
        contact = ["周国平", "0574-00000001"]
        inside = [
            "96",
            "总分",
            "扣分",
            "异议内容",
            "健身场地",
            "姓方的居民",
            "/entries/",
            "/sheets/",
            "/titles/",
        ]
        assert [word for word in (*persons, *phones, *contact, *inside) if word in page] == []


def test_nothing_of_another_notice_is_told(client, opened, people, places, year, time_machine):
    from datetime import date

    other = hand_in_list(
        places.haishu.__class__.objects.get(name="镇海区"),
        year,
        ["招宝社区"],
        by=people.shen,
        street="招宝山街道",
        decision="recognised",
    )
    actions.conclude(other, by=people.shen)
    second = noticed(year, people.shen, starts_on=date(2021, 10, 14), ends_on=date(2021, 10, 20))
    time_machine.move_to("2021-10-12 09:00 +0800", tick=False)
    assert "招宝社区" not in client.get(address(opened)).content.decode()
    assert address(second) not in client.get(LIST).content.decode()
    assert client.get(address(second)).status_code == 404
    time_machine.move_to("2021-10-14 09:00 +0800", tick=False)
    assert "牡丹社区" not in client.get(address(second)).content.decode()
    listed = client.get(LIST).content.decode()
    assert address(opened) in listed and address(second) in listed


# --- how it is served --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [None, "zhou", "shen"])
def test_no_cookie_no_session_two_queries(client, opened, people, time_machine, who):
    time_machine.move_to("2021-10-12 09:00 +0800", tick=False)
    if who:
        client.force_login(getattr(people, who))
    for page, most in ((address(opened), 2), (LIST, 1)):
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(page)
        assert (answer.status_code, len(seen)) == (200, most)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert answer["X-Robots-Tag"] == "noindex, noarchive"
        assert "csrf" not in answer.content.decode().lower()


def test_before_its_day_it_is_as_if_it_were_not_there(client, opened):
    """The same answer as for a number no notice has, and no cookie either."""
    coming, none = client.get(address(opened)), client.get(reverse("reports:public_notice", args=[10**12]))
    assert (coming.status_code, none.status_code) == (404, 404)
    assert coming.content == none.content
    assert not coming.cookies


def test_everybody_reads_the_same(client, opened, people, time_machine):
    time_machine.move_to("2021-10-12 09:00 +0800", tick=False)
    stranger = client.get(address(opened)).content
    client.force_login(people.shen)
    assert client.get(address(opened)).content == stranger


def test_the_pages_are_only_read(client, opened, time_machine):
    time_machine.move_to("2021-10-12 09:00 +0800", tick=False)
    events = Event.objects.count()
    assert client.head(address(opened)).status_code == 200
    assert {client.post(page).status_code for page in (LIST, address(opened))} == {405}
    assert Event.objects.count() == events
    assert (PublicNotice.objects.count(), NoticeLine.objects.count()) == (1, 9)


def test_opening_it_again_shows_nothing_before_its_day(client, opened, people, year, titled):
    """Two people press at once: the second is told, and nothing is shown twice."""
    keys = [title.pk for title in titled]
    days = {"starts_on": opened.starts_on, "ends_on": opened.ends_on}
    with pytest.raises(Refused, match="白云街道 牡丹社区已在公示"):
        actions.open_notice(year, keys=keys, by=people.shen, **days, **OFFICE)
    assert PublicNotice.objects.count() == 1
