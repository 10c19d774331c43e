"""绿色社区 titles: published under a document number, looked at again, revoked from a day; 附件3 follows."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from districts.doors import Refused
from districts.models import Community, Event, Year
from reports import actions
from reports.actions.titles import document_number
from reports.annex3 import annex3
from reports.models import Entry, Recheck, Title
from reports.queries import progress
from tests.reports.lists import hand_in_list, noticed

NUMBER = "甬建发〔2021〕99号"
OTHERWISE = "文号应写作“甬建发〔2021〕99号”：年份用六角括号〔〕，序号不加“第”、不编虚位，中间不留空格。"


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def submission(people, places, year):
    """江北 has handed in three; all are recognised, the review is not concluded yet."""
    names = ["外滩社区", "盐仓社区", "新马社区"]
    return hand_in_list(places.jiangbei, year, names, by=people.he, decision="recognised")


@pytest.fixture
def titled(submission, people):
    actions.conclude(submission, by=people.shen)
    return submission


@pytest.fixture
def published(titled, year, people, time_machine):
    """The three titles were published on 20 October; now it is 20 November."""
    time_machine.move_to("2021-10-20 10:00 +0800", tick=False)
    publish(year, people, on=date(2021, 10, 20))
    time_machine.move_to("2021-11-20 10:00 +0800", tick=False)
    return titled


def publish(year, people, *, on=date(2021, 9, 20), number=NUMBER, batch="第一批", titles=None):
    """Published after a notice without objections."""
    noticed(year, people.shen)
    keys = [title.pk for title in (titles or Title.objects.all())]
    return actions.publish_titles(year, keys=keys, batch=batch, number=number, on=on, by=people.shen)


def conclude_another(people, places, year):
    """海曙 gets one title, 牡丹社区, not published yet."""
    names = {"street": "白云街道", "decision": "recognised"}
    other = hand_in_list(places.haishu, year, ["牡丹社区"], by=people.zhou, **names)
    actions.conclude(other, by=people.shen)


def title(name):
    return Title.objects.get(entry__community_name=name)


def merge(name, into, on=date(2021, 9, 1)):
    Community.objects.filter(name=name).update(merged_into=Community.objects.get(name=into), valid_until=on)


def revoke(name, people, on=date(2021, 11, 5)):
    return actions.recheck_title(
        title(name), on=on, outcome="revoked", reason="垃圾分类长期不达标。", by=people.shen
    )


# --- merged communities ----------------------------------------------------------------------------------------


def test_communities_that_have_merged_get_one_title_between_them(submission, people):
    merge("盐仓社区", into="外滩社区")
    with pytest.raises(Refused) as refusal:
        actions.conclude(submission, by=people.shen)
    assert str(refusal.value) == (
        "中河街道 外滩社区、中河街道 盐仓社区已合并为一个社区，只能取得一个称号。"
        "请留一个，其余改为不予认定并写明理由，再办结。"
    )
    entry = Entry.objects.get(community_name="盐仓社区")
    entry = actions.decide(entry, decision="pending", seen=entry.version, by=people.wang)
    actions.decide(entry, decision="declined", seen=entry.version, reason="已并入外滩社区。", by=people.wang)
    assert actions.conclude(submission, early=True, by=people.shen) == 2


def test_titles_of_communities_merged_since_fall_together_and_the_tables_follow(
    published, people, places, year
):
    merge("盐仓社区", into="外滩社区", on=date(2021, 11, 1))
    [row] = progress(year, [places.jiangbei])
    assert row.recognised == 2
    revoke("盐仓社区", people)
    assert dict(Title.objects.values_list("entry__community_name", "revoked_on")) == {
        "外滩社区": date(2021, 11, 5),
        "盐仓社区": date(2021, 11, 5),
        "新马社区": None,
    }
    assert Recheck.objects.count() == Event.objects.filter(action="title_rechecked").count() == 2
    [row] = progress(year, [places.jiangbei])
    assert row.recognised == 1
    assert row_of(annex3(year), "江北区").years[0].names == ("新马社区",)


def test_a_title_not_published_yet_keeps_its_twin_from_being_revoked(titled, people, places, year):
    publish(year, people)
    conclude_another(people, places, year)
    merge("牡丹社区", into="外滩社区")
    with pytest.raises(Refused, match="白云街道 牡丹社区已与它合并，称号还没有公布"):
        revoke("外滩社区", people, on=date(2021, 9, 20))
    assert Title.objects.filter(revoked_on__isnull=False).count() == Recheck.objects.count() == 0


# --- publishing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [NUMBER, " 甬建发〔2021〕99号 "])
def test_a_number_written_officially_is_taken(text):
    assert document_number(text) == NUMBER


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("甬建发[2021]99号", OTHERWISE),
        ("甬建发（2021）99号", OTHERWISE),
        ("甬建发【2021】99", OTHERWISE),
        ("甬建发 〔2021〕 99 号", OTHERWISE),
        ("甬建发〔2021〕099号", OTHERWISE),
        ("甬建发〔2021〕第99号", OTHERWISE),
        ("甬建发〔2021〕99", OTHERWISE),
        ("2021年99号", "“2021年99号”不是文号，应如“甬建发〔2021〕55号”。"),
        ("甬建发〔1921〕99号", "“甬建发〔1921〕99号”不是文号，应如“甬建发〔2021〕55号”。"),
        ("", "“”不是文号，应如“甬建发〔2021〕55号”。"),
    ],
)
def test_a_number_written_otherwise_is_refused_with_what_would_be_right(text, told):
    with pytest.raises(Refused) as refusal:
        document_number(text)
    assert str(refusal.value) == told


def test_publishing_writes_batch_number_and_day_on_each_with_its_own_event(titled, people, year):
    assert publish(year, people) == 3
    assert set(Title.objects.values_list("batch", "document_number", "published_on")) == {
        ("第一批", NUMBER, date(2021, 9, 20))
    }
    events = Event.objects.filter(action="titles_published", result="done").order_by("row_key")
    assert [(each.row_type, each.row_name, each.after) for each in events] == [
        ("title", f"{name} 2021年度", {"batch": "第一批", "document_number": NUMBER, "on": "2021-09-20"})
        for name in ("外滩社区", "盐仓社区", "新马社区")
    ]


def test_titles_are_published_once_on_a_possible_day_all_or_none(titled, people, places, year):
    for change, told in (
        ({"on": date(2021, 9, 21)}, "公布日期不能晚于今天（2021年9月20日）。"),
        ({"on": date(2021, 9, 19)}, "公布日期不能早于认定日期（中河街道 外滩社区：2021年9月20日）。"),
        ({"batch": " "}, "请填批次。"),
    ):
        with pytest.raises(Refused) as refusal:
            publish(year, people, **change)
        assert str(refusal.value) == told
    publish(year, people)
    conclude_another(people, places, year)
    with pytest.raises(Refused, match=f"中河街道 外滩社区已经以 {NUMBER} 公布过了"):
        publish(year, people, number="甬建发〔2021〕100号")
    assert Title.objects.filter(published_on__isnull=True).count() == 1


def test_titles_of_another_year_are_not_published_with_these(titled, people):
    with pytest.raises(Refused, match="要公布的称号刚刚变动过"):
        publish(Year.objects.get(number=2022), people)


def test_the_page_publishes_exactly_the_titles_it_shows(client, titled, people, places, year):
    conclude_another(people, places, year)
    noticed(year, people.shen)
    client.force_login(people.shen)
    page = reverse("reports:publish", args=[2021]) + "?district=330205"
    shown = client.get(page)
    assert [each.entry.community_name for each in shown.context["rows"]] == [
        "外滩社区",
        "盐仓社区",
        "新马社区",
    ]
    assert "公布这 3 个称号" in shown.content.decode()
    keys = [each.pk for each in shown.context["rows"]]
    filled = {"batch": "第一批", "number": "甬建发[2021]99号", "on": "2021-09-20"}
    refused = client.post(page, filled | {"title": keys})
    assert (refused.status_code, refused.context["form"].non_field_errors()) == (
        409,
        [OTHERWISE],
    )
    done = client.post(page, filled | {"title": keys, "number": NUMBER})
    assert done.url == reverse("reports:titles", args=[2021]) + "?district=330205"
    assert set(Title.objects.filter(published_on=None).values_list("entry__community_name", flat=True)) == {
        "牡丹社区"
    }


@pytest.mark.parametrize("keys", [[], ["x"], ["9" * 30], ["-1"]])
def test_without_a_title_that_can_be_there_nothing_is_published(client, titled, people, keys):
    client.force_login(people.shen)
    filled = {"batch": "第一批", "number": NUMBER, "on": "2021-09-20", "title": keys}
    refused = client.post(reverse("reports:publish", args=[2021]), filled)
    assert refused.status_code in (409, 422)
    assert Title.objects.filter(published_on__isnull=False).count() == 0
    assert Event.objects.filter(action="titles_published", result="done").count() == 0


# --- looking again ---------------------------------------------------------------------------------------------


def row_of(table, name):
    return next(row for row in table.rows if row.name == name)


def test_a_title_revoked_drops_out_of_annex_3_from_its_date_with_a_footnote(
    published, people, year, time_machine
):
    made = revoke("盐仓社区", people)
    assert (made.outcome, made.on, made.checked_by) == ("revoked", date(2021, 11, 5), people.shen)
    before = annex3(year, today=date(2021, 11, 4))
    assert (row_of(before, "江北区").years[0].count, before.footnotes) == (3, ())
    after = annex3(year, today=date(2021, 11, 5))
    cell = row_of(after, "江北区").years[0]
    assert (cell.names, cell.count, cell.share) == (("外滩社区", "新马社区"), 2, Decimal("2.82"))
    assert after.footnotes == (
        "江北区中河街道盐仓社区（2021年认定）的称号已于2021年11月5日撤销，不计入本表。",
    )
    event = Event.objects.get(action="title_rechecked")
    assert (event.row_name, event.after) == (
        "盐仓社区 2021年度",
        {"on": "2021-11-05", "outcome": "revoked", "reason": "垃圾分类长期不达标。"},
    )


def test_a_title_kept_stays_and_the_look_is_on_record(published, people):
    kept = {"on": date(2021, 11, 5), "outcome": "kept", "reason": "仍符合标准。", "by": people.wang}
    actions.recheck_title(title("盐仓社区"), **kept)
    actions.recheck_title(title("盐仓社区"), **kept | {"on": date(2021, 11, 10)})
    assert [each.on for each in title("盐仓社区").rechecks.all()] == [date(2021, 11, 10), date(2021, 11, 5)]
    assert title("盐仓社区").revoked_on is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"on": date(2021, 10, 19)}, "复查日期应在 2021年10月20日（公布）至 2021年11月20日（今天）之间。"),
        ({"on": date(2021, 11, 21)}, "复查日期应在 2021年10月20日（公布）至 2021年11月20日（今天）之间。"),
        ({"reason": " "}, "请写明复查情况。"),
    ],
)
def test_a_look_has_a_day_since_publication_and_words(published, people, change, told):
    look = {"on": date(2021, 11, 5), "outcome": "revoked", "reason": "不达标。", "by": people.shen}
    with pytest.raises(Refused) as refusal:
        actions.recheck_title(title("盐仓社区"), **look | change)
    assert (str(refusal.value), title("盐仓社区").revoked_on) == (told, None)


def test_the_very_same_look_is_kept_once_however_often_its_form_is_sent(published, people):
    look = {"on": date(2021, 11, 5), "outcome": "kept", "reason": "仍符合标准。", "by": people.wang}
    actions.recheck_title(title("盐仓社区"), **look)
    with pytest.raises(Refused, match="这次复查已经记录了"):
        actions.recheck_title(title("盐仓社区"), **look | {"reason": " 仍符合标准。"})
    actions.recheck_title(title("盐仓社区"), **look | {"reason": "下午又看了一次。"})
    assert title("盐仓社区").rechecks.count() == 2


def test_what_is_not_published_or_already_revoked_is_not_looked_at_again(titled, people, year):
    with pytest.raises(Refused, match="称号还没有公布：办结有误，请重新开启评审"):
        revoke("盐仓社区", people, on=date(2021, 9, 20))
    publish(year, people)
    revoke("盐仓社区", people, on=date(2021, 9, 20))
    with pytest.raises(Refused, match="称号已于 2021年9月20日 撤销"):
        revoke("盐仓社区", people, on=date(2021, 9, 20))
    assert Recheck.objects.count() == 1


def test_a_title_is_taken_away_by_the_city_lead_alone(client, published, people):
    page = reverse("reports:recheck", args=[title("盐仓社区").pk])
    look = {"on": "2021-11-05", "outcome": "revoked", "reason": "不达标。"}
    client.force_login(people.wang)
    assert "撤销称号由市级负责人办理" in client.get(page).content.decode()
    refused = client.post(page, look)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["outcome"])
    assert client.post(page, look | {"outcome": "kept"}).status_code == 302
    assert title("盐仓社区").revoked_on is None
    client.force_login(people.shen)
    assert client.post(page, look | {"sure": "on"}).status_code == 302
    assert title("盐仓社区").revoked_on == date(2021, 11, 5)


def test_the_page_names_the_title_that_falls_with_it(client, published, people):
    merge("盐仓社区", into="外滩社区", on=date(2021, 11, 1))
    client.force_login(people.shen)
    page = client.get(reverse("reports:recheck", args=[title("盐仓社区").pk])).content.decode()
    assert "与它已合并为一个社区的中河街道 外滩社区（2021年度），结果一并记录" in page


# --- the list --------------------------------------------------------------------------------------------------


def test_the_list_narrows_to_a_state_and_the_file_holds_the_same(client, published, people):
    revoke("盐仓社区", people)
    client.force_login(people.he)
    address = reverse("reports:titles", args=[2021])
    page = client.get(address, {"state": "valid"})
    assert [(row[0].entry.community_name, row[2]) for row in page.context["rows"]] == [
        ("外滩社区", "有效"),
        ("新马社区", "有效"),
    ]
    revoked = client.get(reverse("reports:titles_export", args=[2021, "csv"]), {"state": "revoked"})
    lines = b"".join(revoked.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[-1].startswith("江北区,中河街道,盐仓社区,已撤销,")


# --- a publication corrected -----------------------------------------------------------------------------------

RIGHT = "甬建发〔2021〕100号"


def correct(people, **change):
    wanted = {
        "keys": list(Title.objects.values_list("pk", flat=True)),
        "batch": "第二批",
        "number": RIGHT,
        "on": date(2021, 10, 21),
        "reason": "文号印错。",
        "by": people.shen,
    }
    return actions.correct_publication(title("外滩社区"), **wanted | change)


def written():
    return set(Title.objects.values_list("batch", "document_number", "published_on"))


def test_correcting_rewrites_all_titles_published_together_with_one_event(published, people, year):
    revoke("盐仓社区", people)
    assert correct(people) == 3
    assert written() == {("第二批", RIGHT, date(2021, 10, 21))}
    event = Event.objects.get(action="publication_corrected")
    assert (event.row_type, event.before, event.after) == (
        "year",
        {"batch": "第一批", "document_number": NUMBER, "on": "2021-10-20"},
        {
            "batch": "第二批",
            "document_number": RIGHT,
            "on": "2021-10-21",
            "titles": 3,
            "reason": "文号印错。",
        },
    )
    assert title("盐仓社区").revoked_on == date(2021, 11, 5)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"number": "甬建发[2021]99号"}, OTHERWISE),
        ({"batch": " "}, "请填批次。"),
        ({"reason": " "}, "请写明更正的理由。"),
        ({"on": date(2021, 11, 21)}, "公布日期不能晚于今天（2021年11月20日）。"),
        ({"on": date(2021, 9, 19)}, "公布日期不能早于认定日期（中河街道 外滩社区：2021年9月20日）。"),
        ({"on": date(2021, 11, 6)}, "公布日期不能晚于复查日期（中河街道 盐仓社区：2021年11月5日）。"),
        (
            {"batch": "第一批", "number": NUMBER, "on": date(2021, 10, 20)},
            "批次、文号和日期都与现在的一样，没有要更正的。",
        ),
        ({"keys": []}, "这一批称号刚刚变动过，请看本页现在的内容再更正。"),
    ],
)
def test_what_cannot_be_right_corrects_nothing(published, people, change, told):
    revoke("盐仓社区", people)
    with pytest.raises(Refused) as refusal:
        correct(people, **change)
    assert (str(refusal.value), written()) == (told, {("第一批", NUMBER, date(2021, 10, 20))})


def test_titles_published_with_them_meanwhile_are_not_left_behind(published, people, places, year):
    keys = list(Title.objects.values_list("pk", flat=True))
    conclude_another(people, places, year)
    publish(year, people, on=date(2021, 11, 20), titles=[title("牡丹社区")])
    with pytest.raises(Refused, match="这一批称号刚刚变动过"):
        correct(people, keys=keys)
    assert correct(people, on=date(2021, 11, 20)) == 4


def test_the_city_lead_corrects_from_the_page_of_a_title(client, published, people):
    page = reverse("reports:correct", args=[title("盐仓社区").pk])
    client.force_login(people.wang)
    assert client.get(page).status_code == 403
    assert page not in client.get(title("盐仓社区").get_absolute_url()).content.decode()
    client.force_login(people.shen)
    assert page in client.get(title("盐仓社区").get_absolute_url()).content.decode()
    shown = client.get(page)
    assert "更正这 3 个称号" in shown.content.decode()
    keys = [row.pk for row in shown.context["rows"]]
    sent = {"title": keys, "batch": "第一批", "number": RIGHT, "on": "2021-10-20", "reason": "文号印错。"}
    assert client.post(page, sent).url == title("盐仓社区").get_absolute_url()
    assert written() == {("第一批", RIGHT, date(2021, 10, 20))}


def test_what_is_not_published_has_nothing_to_correct(client, titled, people):
    client.force_login(people.shen)
    found = title("盐仓社区")
    assert "更正公布文号" not in client.get(found.get_absolute_url()).content.decode()
    page = client.get(reverse("reports:correct", args=[found.pk]))
    assert "称号还没有公布；公布时记批次和文号。" in page.content.decode()


def test_a_number_used_for_another_year_is_asked_about_first(client, published, people, places, time_machine):
    following = Year.objects.get(number=2022)
    time_machine.move_to("2022-10-20 10:00 +0800", tick=False)
    conclude_another(people, places, following)
    with pytest.raises(Refused) as refusal:
        publish(following, people, on=date(2022, 10, 20), titles=[title("牡丹社区")])
    assert str(refusal.value) == (
        f"{NUMBER} 已用于公布2021年度的称号：请核对文号；确实是同一文件，请勾选确认。"
    )
    client.force_login(people.shen)
    page = reverse("reports:publish", args=[2022])
    assert "这次确实是同一文件" not in client.get(page).content.decode()
    sent = {"title": [title("牡丹社区").pk], "batch": "第一批", "number": NUMBER, "on": "2022-10-20"}
    asked = client.post(page, sent)
    assert (asked.status_code, asked.context["form"].errors) == (
        422,
        {"again": ["请核对文号；确实是同一文件，请勾选确认。"]},
    )
    assert "这个文号已用于公布2021年度的称号，这次确实是同一文件" in asked.content.decode()
    assert client.post(page, sent | {"again": "on"}).status_code == 302
    assert title("牡丹社区").document_number == NUMBER


# --- taking a title away is asked about ------------------------------------------------------------------------


def test_taking_a_title_away_asks_for_a_tick_that_says_what_follows(client, published, people):
    client.force_login(people.shen)
    page = reverse("reports:recheck", args=[title("盐仓社区").pk])
    assert (
        "撤销称号：附件3从复查日期起不再列入并加脚注，不能恢复，我已核对" in client.get(page).content.decode()
    )
    look = {"on": "2021-11-05", "outcome": "revoked", "reason": "不达标。"}
    asked = client.post(page, look)
    assert (asked.status_code, asked.context["form"].errors) == (
        422,
        {"sure": ["撤销以后不能恢复，请勾选确认。"]},
    )
    assert title("盐仓社区").revoked_on is None
    assert client.post(page, look | {"sure": "on"}).status_code == 302
    assert title("盐仓社区").revoked_on == date(2021, 11, 5)


def test_keeping_a_title_needs_no_tick(client, published, people):
    client.force_login(people.shen)
    page = reverse("reports:recheck", args=[title("盐仓社区").pk])
    kept = {"on": "2021-11-05", "outcome": "kept", "reason": "仍符合标准。"}
    assert client.post(page, kept).status_code == 302


# --- a published review does not open again ----------------------------------------------------------------------


def test_the_page_says_what_the_door_would_say_instead_of_a_form(client, published, people):
    client.force_login(people.shen)
    address = reverse("reports:reopen", args=[published.pk])
    page = client.get(address)
    refused = client.post(address, {"reason": "办结有误。"})
    assert refused.context["form"].non_field_errors() == [page.context["why_not"]]
    assert page.context["why_not"] == (
        f"称号已于 2021年10月20日 以 {NUMBER} 公布，评审不能重新开启；个别社区有问题，请在称号页复查、撤销。"
    )
    assert 'name="reason"' not in page.content.decode()


def test_the_pages_of_a_title_are_marked_as_such_in_the_menu(client, published, people):
    client.force_login(people.shen)
    for name in ("title", "correct", "recheck"):
        nav = client.get(reverse(f"reports:{name}", args=[title("盐仓社区").pk])).context["nav"]
        assert [str(line["label"]) for line in nav if line["current"]] == ["称号"]
