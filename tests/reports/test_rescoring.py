"""复评: the city's score beside the district's, item by item, with the reason wherever they differ."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from districts.doors import Refused
from reports import actions
from reports.models import Submission
from scoring.actions import save_item
from scoring.models import ScoreSheet, Stage
from scoring.rescoring import agree
from tests.files import a_pdf
from tests.scenes import attach, clean_findings, fill, hand_in


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel("2021-09-15 10:00+08:00", tick=False):
        yield


@pytest.fixture
def entry(participants, people, places, year):
    """春浪社区: 86 points, of which 2 are the bonus; items 2 and 9 lost all their points."""
    sheet = participants["春浪社区"]
    with time_machine.travel("2021-08-26 10:00+08:00", tick=False):
        fill(sheet, people.chen, r2a=True, r2b=True, r9a=True, r9b=True, r17a=2)
        attach(sheet, 17, people.chen)
        hand_in(Submission.objects.get(district=places.haishu, year=year), people.zhou)
    return sheet.entries.get()


@pytest.fixture
def rescore(entry, people):
    return actions.start_rescore(entry, by=people.wang)


def found(sheet, number, **codes):
    row = sheet.items.select_related("sheet").get(number=number)
    clean = clean_findings(sheet.rubric.parsed.item(number))
    return row, clean | {code.removeprefix("r"): value for code, value in codes.items()}


def save(sheet, number, by, reason="现场所见。", **codes):
    row, findings = found(sheet, number, **codes)
    return save_item(row, findings=findings, reason=reason, version=row.version, by=by)


def versions(sheet):
    return dict(sheet.items.values_list("number", "version"))


def test_a_re_score_uses_the_rubric_of_the_initial_sheet_and_is_made_once(entry, rescore, people):
    assert (rescore.stage, rescore.rubric_id, rescore.items.count()) == ("review", entry.sheet.rubric_id, 17)
    assert actions.start_rescore(entry, by=people.shen) == rescore


def test_what_differs_from_the_district_needs_a_reason(rescore, people):
    with pytest.raises(Refused, match="与区县初评不同，请写明理由"):
        save(rescore, 5, people.wang, reason=" ", r5a=True)
    save(rescore, 2, people.wang, reason="", r2a=True, r2b=True)  # the same as the district: none needed
    assert save(rescore, 5, people.wang, r5a=True).item.points == 4


def test_a_part_of_an_item_found_as_the_district_did_needs_no_reason_until_the_rest_differs(
    client, entry, rescore, people
):
    row = rescore.items.select_related("sheet").get(number=2)  # the district found 2a and 2b
    saved = save_item(row, findings={"2a": True}, reason="", version=0, by=people.wang)
    assert (saved.item.findings, saved.item.points) == ({"2a": True}, None)
    with pytest.raises(Refused, match="与区县初评不同，请写明理由"):
        save_item(row, findings={"2a": True, "2b": False}, reason="", version=1, by=people.wang)
    client.force_login(people.wang)
    item = reverse("scoring:item", args=[rescore.pk, 8])
    assert client.post(item, {"8a": "0", "version": "0"}).status_code == 302
    assert rescore.items.get(number=8).findings == {"8a": 0}
    differs = client.post(item, {"8a": "0", "8b": "1", "version": "1"})
    assert (differs.status_code, "与区县初评不同" in differs.content.decode()) == (422, True)


def test_agreeing_takes_over_findings_and_reasons_of_what_is_untouched(entry, rescore, people):
    save(rescore, 5, people.wang, r5a=True)
    assert agree(rescore, versions(rescore), by=people.wang) == [n for n in range(1, 18) if n != 5]
    rescore.refresh_from_db()
    ours = {row.number: row for row in rescore.items.all()}
    theirs = {row.number: row for row in entry.sheet.items.all()}
    assert (rescore.total, ours[2].findings, ours[2].reason) == (
        entry.total - 2,
        theirs[2].findings,
        theirs[2].reason,
    )
    with pytest.raises(Refused, match="没有可以一并评为与初评一致的项"):
        agree(rescore, versions(rescore), by=people.wang)


def test_a_re_score_below_the_pass_mark_cannot_be_recognised(entry, rescore, people):
    save(rescore, 5, people.wang, r5a=True)
    save(rescore, 11, people.wang, r11a=True)
    agree(rescore, versions(rescore), by=people.wang)
    with pytest.raises(Refused, match="复评 78 分，低于达标线 80 分，不能认定"):
        actions.decide(entry, decision="recognised", seen="pending", by=people.wang)
    actions.decide(entry, decision="declined", seen="pending", reason="复评未达标。", by=people.wang)


def test_the_district_sees_the_re_score_once_it_is_decided_or_returned(client, entry, rescore, people):
    client.force_login(people.zhou)
    assert client.get(rescore.get_absolute_url()).status_code == 404
    actions.decide(
        entry, decision="returned", seen="pending", reason="见复评。", due=date(2021, 9, 20), by=people.wang
    )
    assert client.get(rescore.get_absolute_url()).status_code == 200
    assert "逐项初评和复评" in client.get(entry.get_absolute_url()).content.decode()


def test_who_filled_in_the_initial_sheet_does_not_re_score_it(entry, people):
    people.chen.role, people.chen.district = "reviewer", None
    people.chen.save()
    with pytest.raises(Refused, match="您填过这份初评评分表"):
        actions.start_rescore(entry, by=people.chen)


def test_who_filled_in_the_initial_sheet_does_not_write_a_re_score_another_has_begun(client, rescore, people):
    people.chen.role, people.chen.district = "reviewer", None
    people.chen.save()
    posts = [
        (reverse("scoring:item", args=[rescore.pk, 5]), {"5a": "on", "reason": "现场所见。", "version": "0"}),
        (reverse("scoring:item", args=[rescore.pk, 5]), {"intent": "agree", "version": "0"}),
        (reverse("scoring:agree", args=[rescore.pk]), {"seen-5": "0"}),
        (reverse("scoring:add_evidence", args=[rescore.pk, 5]), {"file": a_pdf("现场.pdf")}),
    ]
    client.force_login(people.chen)
    refused = [client.post(address, data) for address, data in posts]
    assert [each.status_code for each in refused] == [403] * 4
    assert "您填过这份初评评分表，不能由您评审" in refused[0].content.decode()
    assert client.get(rescore.get_absolute_url()).context["page"].editable is False
    item = rescore.items.get(number=5)
    assert (item.version, item.evidence.count()) == (0, 0)
    client.force_login(people.shen)
    assert [client.post(address, data).status_code for address, data in posts[:1]] == [302]


# --- the pages -------------------------------------------------------------------------------------------------


def test_the_verdict_stands_in_two_columns_with_difference_and_reason(client, entry, rescore, people):
    save(rescore, 5, people.wang, reason="东门道路没有治理。", r5a=True)
    client.force_login(people.wang)
    page = client.get(entry.get_absolute_url()).context["page"]
    items = {each.item.number: each for _title, group in page.groups for each in group}
    assert (items[5].theirs.row.points, items[5].ours.row.points, items[5].difference) == (6, 4, -2)
    assert (items[5].differs, items[5].ours.row.reason) == (True, "东门道路没有治理。")
    assert (items[2].ours.row.points, items[2].difference, items[2].differs) == (None, None, False)
    assert (page.rescored, page.difference, page.unable) == (
        1,
        None,
        "南门街道 春浪社区的复评还没有评完：评完，或把其余各项评为与初评一致，再认定。",
    )


def test_the_sheet_shows_the_districts_finding_and_one_press_agrees(client, rescore, people):
    client.force_login(people.wang)
    page = client.get(rescore.get_absolute_url())
    assert "其余 17 项与初评一致" in page.content.decode()
    item = reverse("scoring:item", args=[rescore.pk, 2])
    assert client.post(item, {"intent": "agree", "version": "0"}).status_code == 302
    assert rescore.items.get(number=2).points == 0
    refused = client.post(reverse("scoring:item", args=[rescore.pk, 5]), {"5a": "on", "version": "0"})
    assert (refused.status_code, "与区县初评不同，请写明理由" in refused.content.decode()) == (422, True)
    rest = {f"seen-{row.number}": row.version for row in rescore.items.exclude(number=2)}
    client.post(reverse("scoring:agree", args=[rescore.pk]), rest)
    rescore.refresh_from_db()
    assert rescore.total == 86


def test_from_the_entry_to_the_re_score_and_back(client, entry, people):
    client.force_login(people.wang)
    started = client.post(reverse("reports:start_rescore", args=[entry.pk]))
    sheet = ScoreSheet.objects.get(stage=Stage.REVIEW)
    assert started.url == sheet.get_absolute_url()
    back = reverse("reports:entry_of", args=[sheet.pk])
    assert back in client.get(started.url).content.decode()
    assert client.get(back).url == entry.get_absolute_url()


# --- both scores on the page of the entry ------------------------------------------------------------------------


def words_of(markup):
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_the_two_totals_and_the_differences_stand_beside_each_other(client, entry, rescore, people):
    """The city finds item 2 better than the district did, and everything else the same."""
    versions_seen = {number: version for number, version in versions(rescore).items() if number not in (2, 9)}
    save(rescore, 2, people.wang, r2a=True)
    client.force_login(people.wang)
    open_page = client.get(entry.get_absolute_url()).content.decode()
    assert "相差 复评中，尚无总分" in words_of(open_page)
    agree(ScoreSheet.objects.get(pk=rescore.pk), versions_seen, by=people.wang)
    save(rescore, 9, people.wang, r9a=True, r9b=True)
    page = client.get(entry.get_absolute_url())
    shown = page.content.decode()
    difference = page.context["page"].difference
    assert (
        words_of(shown).count(f"初评总分 86 不计附加分 84 复评总分 {86 + difference} 相差 +{difference}") == 1
    )
    assert "绿条是复评，细线是初评 86 分" in shown
    rows = {
        number: re.search(rf'<tr id="item-{number}".*?</tr>', shown, re.S).group() for number in (1, 2, 3)
    }
    apart = {
        number: words_of(re.search(r'<td class="gc-num gc-apart">(.*?)</td>', row, re.S).group(1))
        for number, row in rows.items()
    }
    assert apart == {1: "相差 0", 2: f"相差 +{difference}", 3: "相差 0"}


def test_a_re_score_belongs_to_the_review_in_everybodys_menu_and_an_initial_sheet_to_the_communities(
    client, entry, rescore, people
):
    def current(who, sheet):
        client.force_login(who)
        nav = client.get(sheet.get_absolute_url()).context["nav"]
        return [str(line["label"]) for line in nav if line["current"]]

    assert current(people.wang, rescore) == ["评审队列"]
    assert current(people.wang, entry.sheet) == ["社区"]
    actions.decide(entry, decision="declined", seen="pending", reason="场地被占用。", by=people.wang)
    assert current(people.zhou, rescore) == ["上报"]
