"""Titles are published once they have been shown, and from every state the publication can be reached."""

from datetime import date

import pytest
from django.urls import reverse

from districts.doors import Refused
from reports.models import Entry, PublicNotice, Title
from reports.notice_queries import notice_state
from reports.publication import standings
from tests.reports.lists import OFFICE
from tests.reports.notices.acts import (
    FIRST,
    LAST,
    NUMBER,
    answer,
    decide_anew,
    object_to,
    of_district,
    publish,
    show,
    stands,
)


def test_without_a_notice_nothing_is_published(titled, people, year):
    with pytest.raises(Refused) as refusal:
        publish(year, people)
    assert str(refusal.value) == (
        "海曙区还不能公布。白云街道 牡丹社区：还没有公示，请先公示，期满没有异议再公布。"
    )


@pytest.mark.parametrize(
    ("now", "published"),
    [
        ("2021-09-20 23:59:59", False),
        ("2021-09-21 00:00:00", False),
        ("2021-09-27 23:59:59", False),
        ("2021-09-28 00:00:00", True),
    ],
)
def test_titles_are_published_from_the_second_after_the_last_day(opened, people, year, day, now, published):
    day(now)
    if published:
        assert publish(year, people) == 4
    else:
        with pytest.raises(Refused, match="公示到 2021年9月27日 24 时为止，期满以后才能公布。"):
            publish(year, people)
    assert Title.objects.filter(published_on__isnull=False).count() == (4 if published else 0)


def test_the_day_of_publication_lies_after_the_notice(opened, people, year, day):
    day("2021-09-30 10:00")
    with pytest.raises(Refused) as refusal:
        publish(year, people, on=LAST)
    assert str(refusal.value) == "公布日期须晚于公示截止日（白云街道 牡丹社区：2021年9月27日）。"
    assert publish(year, people, on=date(2021, 9, 28)) == 4


def test_a_district_is_published_whole(opened, people, year, day):
    day("2021-09-28 10:00")
    *some, left = of_district("江北区")
    with pytest.raises(Refused, match=f"一个区县的称号一起公布，{left.entry}不在其内"):
        publish(year, people, titles=some)
    assert publish(year, people, titles=[*some, left]) == 3


def test_an_open_objection_holds_its_district_until_it_is_answered(opened, people, year, day):
    day("2021-09-22 10:00")
    made = object_to(opened, people, "盐仓社区")
    day("2021-09-28 10:00")
    assert publish(year, people, titles=of_district("海曙区")) == 1
    with pytest.raises(Refused) as refusal:
        publish(year, people, titles=of_district("江北区"))
    assert str(refusal.value) == ("江北区还不能公布。中河街道 盐仓社区：公示异议还没有答复，请先答复。")
    answer(made, people, upheld=False)
    assert publish(year, people, titles=of_district("江北区")) == 3


def test_an_objection_to_the_whole_holds_everything(opened, people, year, day):
    day("2021-09-22 10:00")
    made = object_to(opened, people)
    day("2021-09-28 10:00")
    with pytest.raises(Refused, match=r"海曙区还不能公布。.*对整个公示的异议还没有答复，请先答复。"):
        publish(year, people)
    assert stands(year) == {"objected": 4}
    answer(made, people, upheld=False)
    assert publish(year, people) == 4


def test_a_letter_that_comes_late_is_answered_too(opened, people, year, day):
    day("2021-09-29 10:00")
    made = object_to(opened, people, "牡丹社区", received_on=date(2021, 9, 29))
    with pytest.raises(Refused, match="公示异议还没有答复"):
        publish(year, people)
    answer(made, people, upheld=False)
    assert publish(year, people) == 4
    with pytest.raises(
        Refused, match="海曙区 白云街道 牡丹社区已经公布，异议不再影响公布；请在称号页记录复查。"
    ):
        object_to(opened, people, "牡丹社区", received_on=date(2021, 9, 29))
    with pytest.raises(Refused, match="这次公示的社区已经公布"):
        object_to(opened, people, received_on=date(2021, 9, 29))


# --- the pages ---


def test_the_publish_page_lists_what_can_be_published_and_what_not_with_the_next_step(
    client, opened, people, year, day
):
    day("2021-09-22 10:00")
    client.force_login(people.shen)
    made = object_to(opened, people, "盐仓社区")
    page = reverse("reports:publish", args=[2021])
    running = client.get(page)
    assert (running.context["rows"], len(running.context["waiting"])) == ([], 2)
    assert 'name="number"' not in running.content.decode()
    day("2021-09-28 10:00")
    client.force_login(people.shen)  # the session has ended meanwhile
    shown = client.get(page)
    assert [row.entry.community_name for row in shown.context["rows"]] == ["牡丹社区"]
    said = shown.content.decode()
    assert "江北区还不能公布" in said
    assert f'href="{opened.get_absolute_url()}">去答复' in said
    answer(made, people, upheld=True)
    assert f'href="{reverse("reports:reopen", args=[made.line.entry.submission_id])}">重新开启评审' in (
        client.get(page).content.decode()
    )


def test_the_concluded_page_says_what_keeps_its_titles_from_being_published(
    client, opened, people, year, day
):
    def said(name):
        client.force_login(people.shen)
        submission = Entry.objects.get(community_name=name).submission
        page = client.get(reverse("reports:conclude", args=[submission.pk])).text
        return page.partition("<h3>公示</h3><p>")[2].partition("</p>")[0]

    until = "公示到 2021年9月27日 24 时为止，期满以后才能公布"
    day("2021-09-22 10:00")
    assert said("盐仓社区") == f"{until}。"
    made = object_to(opened, people, "盐仓社区")
    assert said("盐仓社区") == f"{until}；公示异议还没有答复，请先答复。"
    answer(made, people, upheld=True)
    day("2021-09-28 10:00")
    assert said("盐仓社区") == "公示异议成立，请重新开启本区县的评审，重新决定、办结。"
    assert said("牡丹社区") == "期满，没有异议，可以公布。"


def test_the_list_of_titles_leads_to_the_notice_first_and_then_to_the_publication(
    client, titled, people, year, day
):
    page = reverse("reports:titles", args=[2021])
    notices, publishing = reverse("reports:notices", args=[2021]), reverse("reports:publish", args=[2021])

    def offered():
        client.force_login(people.shen)
        said = client.get(page).content.decode()
        return (
            f'"btn btn-primary" href="{notices}">公示' in said,
            f'"btn btn-primary" href="{publishing}">公布 4 个' in said,
        )

    assert offered() == (True, False)
    show(year, people)
    day("2021-09-28 10:00")
    assert offered() == (False, True)
    publish(year, people)
    assert offered() == (False, False)


def test_the_state_of_a_year_counts_what_is_to_be_done(titled, people, year, day):
    def said():
        state = notice_state(year)
        counts = (len(state.coming), len(state.running), len(state.ended), state.objections)
        return counts, state.days_left, state.to_notify, state.to_publish, state.to_reopen

    assert said() == ((0, 0, 0, 0), None, 4, 0, 0)
    notice = show(year, people)
    assert said() == ((1, 0, 0, 0), None, 0, 0, 0)
    day("2021-09-25 10:00")
    made = object_to(notice, people, "盐仓社区")
    assert said() == ((0, 1, 0, 1), 2, 0, 0, 0)
    day("2021-09-28 10:00")
    assert said() == ((0, 0, 1, 1), None, 0, 1, 0)
    answer(made, people, upheld=True)
    assert said() == ((0, 0, 1, 0), None, 0, 1, 1)
    decide_anew(people, "盐仓社区", "declined")
    assert said() == ((0, 0, 1, 0), None, 0, 3, 0)
    publish(year, people)
    assert said() == ((0, 0, 1, 0), None, 0, 0, 0)


def test_of_two_notices_of_the_same_days_the_newer_one_decides(opened, titled, people, year):
    title = Title.objects.order_by("pk").first()
    later = PublicNotice.objects.create(
        year=year, starts_on=FIRST, ends_on=LAST, document_number=NUMBER, opened_by=people.shen, **OFFICE
    )
    line = opened.lines.get(entry=title.entry)
    line.pk, line.notice = None, later
    line.save(force_insert=True)
    assert standings([title])[title.pk].line == line
