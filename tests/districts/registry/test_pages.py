"""The registry's pages: the list, a file brought and confirmed, one community at a time."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from districts import doors
from districts.changes import Line
from districts.doors import Refused
from districts.exports.answer import download_header
from districts.models import Community, Event, Participation, RegistryFile, Street, Target, Year
from districts.registry import actions, apply
from districts.registry.participants import cut_short
from districts.registry.queries import declared_counts
from tests.districts.registry.conftest import csv_of, row_of

NANMEN, YUEHU = "330203001", "330203006"
RENAMED = {"day": date(2022, 1, 1), "name": "春浪新社区", "code": "330203001001"}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2022-03-01 12:00 +0800", tick=False)


@pytest.fixture
def zhou(client, people):
    client.force_login(people.zhou)
    return client


@pytest.fixture
def chunlang(places):
    return places.communities["春浪社区"]


def named(page):
    return [community.name for community in page.context["page_obj"]]


def said(page):
    """What the page says in its coloured notices."""
    return [str(message) for message in page.context["messages"]]


def ends():
    """(name, code, first day, last day, what it became part of) of those with any of these days."""
    rows = Community.objects.exclude(valid_from=None, valid_until=None).order_by("pk")
    return list(rows.values_list("name", "code", "valid_from", "valid_until", "merged_into__name"))


def last_event():
    return Event.objects.first()


# --- the list -------------------------------------------------------------------------------------------------


def test_a_lead_sees_the_own_district_and_the_city_all(client, people):
    seen = {}
    for name in ("zhou", "he", "shen", "guan"):
        client.force_login(getattr(people, name))
        seen[name] = len(named(client.get("/registry/")))
    assert seen == {"zhou": 6, "he": 2, "shen": 8, "guan": 8}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("text=碶", ["望碶社区居委会"]),
        ("text=月湖", ["天一社区", "天一家园社区", "望碶社区居委会"]),
        ("text=330203001002", ["柳堤社区"]),
        ("state=ended", ["春浪社区"]),
        ("state=valid&text=春浪", ["春浪新社区"]),
        ("state=nonsense&text=万宁", ["万宁社区"]),
        ("district=330205&text=浪", ["春浪社区", "春浪新社区"]),
    ],
)
def test_search_finds_by_name_street_code_and_state(zhou, people, chunlang, asked, found):
    actions.rename_community(chunlang, **RENAMED, by=people.zhou)
    assert named(zhou.get(f"/registry/?{asked}")) == found


def test_the_declared_number_beside_the_registrys_is_a_warning(zhou, people, places, year):
    Target.objects.filter(district=places.haishu, year=year).update(declared=6, target=None)
    page = zhou.get("/registry/")
    assert [(one.year.number, one.declared, one.registered) for one in page.context["differing"]] == [
        (2022, 101, 6)
    ]
    assert "2022年度：2022年3月1日名录有 6 个，申报 101 个" in page.content.decode()


def test_a_year_is_compared_with_the_registry_of_its_own_time(zhou, people, places, chunlang):
    actions.close_community(chunlang, day=date(2022, 1, 1), by=people.zhou)
    page = zhou.get("/registry/")
    assert [(one.day, one.registered) for one in page.context["declared"]] == [
        (date(2021, 8, 31), 6),
        (date(2022, 3, 1), 5),
    ]


def test_the_declared_numbers_cost_two_queries_for_any_number_of_years(
    places, year, django_assert_num_queries
):
    first = declared_counts([places.jiangbei])
    due = {"share_goal": 10, "report_due": date(2018, 8, 31), "review_due": date(2018, 9, 30)}
    for number in range(2015, 2019):
        earlier = Year.objects.create(programme=year.programme, number=number, **due)
        Target.objects.create(year=earlier, district=places.jiangbei, declared=2)
    with django_assert_num_queries(2):
        found = declared_counts([places.jiangbei])
    assert [(one.year.number, one.registered, one.differs) for one in found[:4]] == [
        (number, 2, False) for number in range(2015, 2019)
    ]
    assert found[4:] == first != []


def test_the_download_holds_what_the_filter_shows_and_goes_back_in(zhou, people, chunlang):
    actions.merge_community(
        chunlang, into=Community.objects.get(name="天一社区"), day=date(2022, 1, 1), by=people.zhou
    )
    answer = zhou.get("/registry/export.csv?state=ended")
    assert answer.getvalue().decode().splitlines()[1:] == [
        "330203,海曙区,330203001,南门街道,330203001001,春浪社区,,2022-01-01,月湖街道天一社区"
    ]
    assert answer["Content-Disposition"] == download_header(
        "社区名录-海曙区-已筛选-2022年3月1日.csv", "registry.csv"
    )
    event = last_event()
    assert (event.action, event.actor, event.district) == ("list_exported", people.zhou, people.zhou.district)
    assert (event.after["filter"], event.after["rows"]) == ("有效期：已终止", 1)
    whole = zhou.get("/registry/export.xlsx").getvalue()
    preview = bring(zhou, whole, "名录.xlsx")
    assert preview.context["report"].unchanged == 6
    assert not preview.context["report"].changes_anything


# --- a file -----------------------------------------------------------------------------------------------------


def bring(client, content, name="名录.csv"):
    return client.post("/registry/file/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def a_file(*rows):
    return csv_of([{"有效期止": "", "并入": "", **row_of(*row[:3], **(row[3:] or [{}])[0])} for row in rows])


RENAMING = (
    (NANMEN, "", "春浪社区", {"有效期止": "2022-01-01", "并入": "春浪新社区"}),
    (NANMEN, "３３０２０３００１００１", "春浪新社区"),
    (NANMEN, "330203001002", "柳堤社区"),
)


def test_nothing_is_written_before_it_is_confirmed(zhou, people):
    page = bring(zhou, a_file(*RENAMING))
    report = page.context["report"]
    assert (report.new, report.changed, report.unchanged, report.absent) == (1, 1, 1, 4)
    assert len(report.repairs) == 1
    assert ends() == []
    answer = zhou.post("/registry/file/preview/", {"seen": report.fingerprint}, follow=True)
    assert said(answer) == ["名录已导入：新增 1 个，变更 1 个，不变 1 个。"]
    assert ends() == [("春浪社区", "330203001001", None, date(2022, 1, 1), "春浪新社区")]
    event = last_event()
    assert (event.action, event.actor, event.district) == (
        "communities_loaded",
        people.zhou,
        people.zhou.district,
    )
    assert not RegistryFile.objects.exists()
    told = {change.label: (change.old, change.new) for change in Line(event, None).changes}
    assert told["文件"] == (None, "名录.csv")
    assert told["变更内容"] == (
        None,
        "海曙区南门街道“春浪社区”：有效期止 无 → 2022年1月1日、"
        "海曙区南门街道“春浪社区”：并入或更名为 无 → 南门街道春浪新社区",
    )
    assert set(told) == {"文件", "内容摘要", "变更内容", *(f"{word}街道" for word in ("新增", "变更"))} | {
        "新增社区",
        "变更社区",
        "不变的社区",
        "文件未列出的社区",
    }


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({}, "没有代码，没有起止日"),
        ({"community_code": "330203001009"}, "统计代码 330203001009，没有起止日"),
        ({"valid_from": "2030-01-01"}, "没有代码，2030年1月1日起"),
        ({"有效期止": "2021-09-01"}, "没有代码，2021年9月1日止（不含）"),
        (
            {"valid_from": "2020-01-01", "有效期止": "2021-09-01", "并入": "春浪社区"},
            "没有代码，2020年1月1日起，2021年9月1日止（不含），并入或更名为 南门街道春浪社区",
        ),
    ],
    ids=["nothing", "code", "from", "until", "merged"],
)
def test_the_preview_shows_all_the_file_says_of_a_new_community(zhou, row, sentence):
    rows = [{**row_of(NANMEN, "", "未来社区"), "valid_from": "", "有效期止": "", "并入": "", **row}]
    page = bring(zhou, csv_of(rows))
    assert page.context["report"].added == (f"海曙区南门街道“未来社区”：{sentence}",)
    assert f"海曙区南门街道“未来社区”：{sentence}" in page.content.decode()


def test_the_preview_tells_that_writing_goes_on(zhou):
    page = bring(zhou, a_file(*RENAMING)).content.decode()
    assert 'data-busy="正在写入…"' in page and "data-busy-says" in page and "gc/busy" in page


def test_every_fault_is_named_with_its_cell_and_no_file_is_kept(zhou):
    rows = [row_of(NANMEN, "3302", "春浪社区"), row_of(NANMEN, "", "")]
    rows.append(rows[0] | {"district_code": "330205", "district": "江北区", "street_code": "330205005"})
    page = bring(zhou, csv_of(rows))
    assert [str(fault) for fault in page.context["faults"]] == [
        "第 2 行 E 列（社区代码）：“3302” 应为 12 位数字",
        "第 3 行 F 列（社区）：不能为空",
        "第 4 行 A 列（区县代码）：“330205” 是江北区，您只能导入海曙区的社区，请删去本行",
        "第 4 行 E 列（社区代码）：“3302” 应为 12 位数字",
    ]
    assert not RegistryFile.objects.exists()


def test_a_preview_the_registry_has_moved_under_is_said_and_shown_again(zhou, people, chunlang):
    page = bring(zhou, a_file(*RENAMING))
    actions.close_community(chunlang, day=date(2022, 1, 1), by=people.guan)
    answer = zhou.post("/registry/file/preview/", {"seen": page.context["report"].fingerprint}, follow=True)
    assert said(answer) == ["预览以后名录或文件有了变化，没有写入。下面是重新核对的结果，请再看一遍。"]
    assert answer.context["report"].fingerprint != page.context["report"].fingerprint
    assert not Community.objects.filter(name="春浪新社区").exists()
    assert (last_event().action, last_event().result) == ("communities_loaded", "refused")


def test_a_file_that_no_longer_fits_says_where(zhou, people, chunlang):
    page = bring(zhou, a_file((NANMEN, "330203001001", "春浪社区")))
    actions.rename_community(chunlang, **RENAMED, by=people.zhou)
    answer = zhou.post("/registry/file/preview/", {"seen": page.context["report"].fingerprint}, follow=True)
    assert [fault.place.row for fault in answer.context["faults"]] == [2, 2]


def test_a_file_is_loaded_once(zhou):
    seen = bring(zhou, a_file(*RENAMING)).context["report"].fingerprint
    for _again in range(2):
        zhou.post("/registry/file/preview/", {"seen": seen})
    assert Community.objects.filter(name="春浪新社区").count() == 1
    assert Event.objects.filter(action="communities_loaded").count() == 1


def test_looking_takes_no_lock_and_opens_no_transaction(zhou):
    bring(zhou, a_file(*RENAMING))
    with CaptureQueriesContext(connection) as captured:
        assert zhou.get("/registry/file/preview/").context["report"].new == 1
    said = [query["sql"] for query in captured]
    assert [sql for sql in said if "FOR NO KEY UPDATE" in sql or "SAVEPOINT" in sql] == []


def test_the_file_is_read_before_the_door_opens(zhou, monkeypatch):
    seen = bring(zhou, a_file(*RENAMING)).context["report"].fingerprint
    read, inside = apply.read.table, []

    def watched(*args):
        inside.append(doors._inside.get())
        return read(*args)

    monkeypatch.setattr(apply.read, "table", watched)
    zhou.post("/registry/file/preview/", {"seen": seen})
    assert inside == [False]
    assert Community.objects.filter(name="春浪新社区").exists()


@pytest.mark.parametrize("newer", [b"no registry", b"x" * (2 * 1024**2 + 1)], ids=["faulty", "too big"])
def test_a_newer_file_that_cannot_be_taken_leaves_none_waiting(zhou, newer):
    bring(zhou, a_file(*RENAMING))
    bring(zhou, newer, "另一份.csv")
    assert said(zhou.get("/registry/file/preview/", follow=True)) == ["没有待导入的文件，请先选择文件。"]


def test_pressing_without_a_file_leaves_the_one_waiting(zhou):
    bring(zhou, a_file(*RENAMING))
    zhou.post("/registry/file/", {})
    assert zhou.get("/registry/file/preview/").context["report"].new == 1


def test_a_newer_file_takes_the_place_of_the_one_not_confirmed(zhou, time_machine):
    bring(zhou, a_file(*RENAMING))
    time_machine.move_to("2022-03-01 13:00 +0800", tick=False)
    bring(zhou, a_file(*RENAMING[2:]), "另一份.csv")
    (file,) = RegistryFile.objects.all()
    assert (file.name, file.at) == ("另一份.csv", timezone.now())


def test_a_file_replaced_while_the_old_one_is_confirmed_stays(people, zhou, time_machine):
    seen = bring(zhou, a_file(*RENAMING)).context["report"].fingerprint
    file = RegistryFile.objects.get()
    brought = apply.bring(file.name, bytes(file.content), only=people.zhou.district)
    time_machine.move_to("2022-03-01 13:00 +0800", tick=False)
    bring(zhou, a_file(*RENAMING[2:]), "另一份.csv")
    with pytest.raises(Refused, match="换成了另一份"):
        actions.load_held(file, brought=brought, seen=seen, by=people.zhou)
    assert RegistryFile.objects.get().name == "另一份.csv"
    assert ends() == []


def test_nobody_confirms_the_file_of_another(client, people, zhou):
    seen = bring(zhou, a_file(*RENAMING)).context["report"].fingerprint
    client.force_login(people.he)
    answer = client.post("/registry/file/preview/", {"seen": seen}, follow=True)
    assert said(answer) == ["没有待导入的文件，请先选择文件。"]
    assert ends() == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "这是空文件（0 字节），请重新选择。"),
        (b"x" * (2 * 1024**2 + 1), "文件超过 2 MB。全市名录也不到 1 MB，请核对是不是选错了文件。"),
    ],
)
def test_what_is_no_registry_is_refused_before_it_is_read(zhou, content, message):
    assert bring(zhou, content).context["form"].errors == {"file": [message]}


def test_what_is_no_spreadsheet_is_one_fault_of_the_whole_file(zhou):
    page = bring(zhou, b"PK\x03\x04 no zip at all", "名录.xlsx")
    (fault,) = page.context["faults"]
    assert fault.place is None


def test_the_whole_official_registry_is_looked_at(client, people, files):
    Community.objects.all().delete()
    Street.objects.exclude(people__isnull=False).delete()
    client.force_login(people.guan)
    report = bring(client, files.real).context["report"]
    assert (report.new, report.unchanged) == (len(files.rows_of(files.real)), 0)


# --- those who take part ----------------------------------------------------------------------------------------


@pytest.fixture
def taking_part(places, chunlang):
    """春浪社区 takes part in 2021 and 2022; 2021 was handed in."""
    for year in Year.objects.filter(number__in=(2021, 2022)):
        Participation.objects.create(community=chunlang, year=year)
    Target.objects.filter(district=places.haishu, year__number=2021).update(settled_at=timezone.now())


TOO_EARLY = (NANMEN, "", "春浪社区", {"有效期止": "2021-06-01"})
ASKED = "海曙区南门街道“春浪社区”从 2021年6月1日 起不在名录里，但它 2021、2022年度参与（2021年度名单已定）"


@pytest.mark.usefixtures("taking_part")
def test_a_file_that_ends_one_who_takes_part_asks_before_it_is_written(zhou):
    page = bring(zhou, a_file(TOO_EARLY, RENAMING[2]))
    assert page.context["report"].cut_short == (ASKED,)
    seen = {"seen": page.context["report"].fingerprint}
    answer = zhou.post("/registry/file/preview/", seen, follow=True)
    assert said(answer) == [f"没有写入：{ASKED}。日期填错了请改正；确认无误请勾选后再点一次。"]
    assert (ends(), answer.context["report"].cut_short) == ([], (ASKED,))
    answer = zhou.post("/registry/file/preview/", {**seen, "knowing": "on"}, follow=True)
    assert said(answer) == ["名录已导入：新增 0 个，变更 1 个，不变 1 个。"]
    assert ends() == [("春浪社区", "330203001001", None, date(2021, 6, 1), None)]


def test_who_begins_to_take_part_after_the_preview_is_asked_about_too(zhou, request):
    seen = bring(zhou, a_file(TOO_EARLY)).context["report"].fingerprint
    request.getfixturevalue("taking_part")
    for ticked in ({}, {"knowing": "on"}):
        answer = zhou.post("/registry/file/preview/", {"seen": seen, **ticked}, follow=True)
        assert answer.context["report"].cut_short == (ASKED,)
    assert ends() == []


@pytest.mark.usefixtures("taking_part")
@pytest.mark.parametrize(
    ("days", "asked"),
    [
        (
            {"有效期止": "2022-01-01"},
            "从 2022年1月1日 起不在名录里，但它 2022年度参与",
        ),
        ({"有效期止": "2023-01-01"}, None),
        (
            {"valid_from": "2022-01-01", "有效期止": ""},
            "到 2022年1月1日 才列入名录，但它 2021年度参与（2021年度名单已定）",
        ),
        ({"valid_from": "2021-12-31", "有效期止": ""}, None),
    ],
    ids=["before the last year", "after all", "begins after the first year", "begins within the first year"],
)
def test_asked_about_are_the_years_the_days_do_not_reach(zhou, days, asked):
    report = bring(zhou, a_file((NANMEN, "", "春浪社区", {"valid_from": "", **days}))).context["report"]
    assert report.cut_short == ((f"海曙区南门街道“春浪社区”{asked}",) if asked else ())


@pytest.mark.usefixtures("taking_part")
def test_days_that_stay_as_they_are_are_not_asked_about_again(zhou, chunlang):
    Community.objects.filter(pk=chunlang.pk).update(valid_until=date(2021, 6, 1))
    report = bring(zhou, a_file((*TOO_EARLY[:1], "330203001009", *TOO_EARLY[2:]))).context["report"]
    assert (report.changed, report.cut_short) == (1, ())


def test_asking_costs_one_query_for_any_number_of_communities(taking_part, places, django_assert_num_queries):
    those = list(Community.objects.select_related("street__district"))
    for each in those:
        each.valid_until = date(2021, 6, 1)
    with django_assert_num_queries(1):
        assert cut_short(those) == (ASKED,)
    with django_assert_num_queries(1):
        assert cut_short([each for each in those if each.name == "春浪社区"]) == (ASKED,)


ENDINGS = {
    "close": lambda others: {},
    "merge": lambda others: {"into": others["天一社区"].pk},
    "rename": lambda others: {"name": "春浪新社区"},
}


@pytest.mark.usefixtures("taking_part")
@pytest.mark.parametrize("change", ENDINGS)
def test_one_who_takes_part_ends_only_after_the_person_confirmed(zhou, places, chunlang, change):
    address = f"/registry/{chunlang.pk}/{change}/"
    typed = {"day": "2021-06-01", **ENDINGS[change](places.communities)}
    page = zhou.post(address, typed)
    assert page.context["asked"] == (ASKED,)
    assert ends() == []
    assert (last_event().action, last_event().result) == (
        {"close": "community_closed", "merge": "community_merged", "rename": "community_renamed"}[change],
        "refused",
    )
    zhou.post(address, {**typed, "knowing": ASKED})
    assert ends()[0][3] == date(2021, 6, 1)


@pytest.mark.usefixtures("taking_part")
def test_a_correction_of_the_last_day_asks_as_well(zhou, chunlang):
    asked = {"name": "春浪社区", "code": "330203001001", "valid_until": "2021-06-01"}
    assert correct(zhou, chunlang, **asked).context["asked"] == (ASKED,)
    assert ends() == []
    correct(zhou, chunlang, **asked, knowing=ASKED)
    assert ends()[0][3] == date(2021, 6, 1)


@pytest.mark.usefixtures("taking_part")
def test_what_was_confirmed_for_another_day_is_asked_again(zhou, chunlang):
    page = zhou.post(f"/registry/{chunlang.pk}/close/", {"day": "2022-04-01", "knowing": ASKED})
    assert page.context["asked"] == (
        "海曙区南门街道“春浪社区”从 2022年4月1日 起不在名录里，但它 2022年度参与",
    )
    assert ends() == []


# --- one community ----------------------------------------------------------------------------------------------


def test_a_rename_on_the_page_ends_the_old_name_and_begins_the_new(zhou, people, chunlang):
    asked = {"name": "春浪 新社区", "code": "３３０２０３００１００１", "day": "2022-01-01"}
    answer = zhou.post(f"/registry/{chunlang.pk}/rename/", asked, follow=True)
    assert said(answer) == ["春浪新社区的名录已改好。"]
    assert ends() == [
        ("春浪社区", "330203001001", None, date(2022, 1, 1), "春浪新社区"),
        ("春浪新社区", "330203001001", date(2022, 1, 1), None, None),
    ]
    event = last_event()
    assert (event.action, event.row_key, event.district) == (
        "community_renamed",
        chunlang.pk,
        people.zhou.district,
    )
    assert (event.before["merged_into"], event.after["merged_into"]) == (None, "春浪新社区")


def test_a_merger_keeps_the_sheets_and_counts_once(zhou, participants, chunlang):
    from reports.queries import survivor

    into = Community.objects.get(name="天一社区")
    zhou.post(f"/registry/{chunlang.pk}/merge/", {"into": into.pk, "day": "2022-01-01"})
    assert ends() == [("春浪社区", "330203001001", None, date(2022, 1, 1), "天一社区")]
    assert chunlang.sheets.count() == 1
    assert survivor()(chunlang.pk) == into.pk


def test_a_community_of_another_district_is_not_offered_for_a_merger(zhou, chunlang):
    other = Community.objects.get(name="鲒江居委会")
    page = zhou.post(f"/registry/{chunlang.pk}/merge/", {"into": other.pk, "day": "2022-01-01"})
    assert list(page.context["form"].errors) == ["into"]
    assert ends() == []


def test_a_closing_leaves_the_row(zhou, chunlang):
    zhou.post(f"/registry/{chunlang.pk}/close/", {"day": "2022-04-01"})
    assert ends() == [("春浪社区", "330203001001", None, date(2022, 4, 1), None)]
    assert Community.objects.get(pk=chunlang.pk).state == "valid"


def test_a_correction_undoes_a_closing_and_what_it_was_joined_to(zhou, people, chunlang):
    actions.rename_community(chunlang, **RENAMED | {"code": None}, by=people.zhou)
    asked = {"name": "春浪社区", "code": "330203001001", "valid_from": "1998-05-01", "valid_until": ""}
    correct(zhou, chunlang, **asked)
    assert ends()[0] == ("春浪社区", "330203001001", date(1998, 5, 1), None, None)
    assert last_event().action == "community_changed"


def test_a_correction_that_changes_nothing_writes_no_event(zhou, chunlang):
    before = Event.objects.count()
    correct(zhou, chunlang, name="春浪社区", code="330203001001")
    assert Event.objects.count() == before


@pytest.mark.parametrize("what", [{"valid_from": "1998-05-01"}, {"valid_until": ""}])
def test_a_correction_does_not_undo_what_somebody_did_meanwhile(zhou, people, chunlang, what):
    """The page of before is saved after another person has ended the community."""
    before = zhou.get(f"/registry/{chunlang.pk}/correct/").context["form"]["seen"].value()
    actions.close_community(chunlang, day=date(2022, 1, 1), by=people.guan)
    asked = {"name": "春浪社区", "code": "330203001001", "seen": before, **what}
    answer = zhou.post(f"/registry/{chunlang.pk}/correct/", asked, follow=True)
    assert said(answer) == ["您打开这一页以后，有人改过春浪社区，没有保存。下面是现在的内容，请再改一次。"]
    assert answer.context["form"]["valid_until"].value() == date(2022, 1, 1)
    assert ends() == [("春浪社区", "330203001001", None, date(2022, 1, 1), None)]
    assert (last_event().action, last_event().result) == ("community_changed", "refused")
    correct(zhou, chunlang, **asked)
    assert [row[3] for row in ends()] == ([] if what == {"valid_until": ""} else [None])


def correct(client, community, **asked):
    """Open the page, and save it with these fields."""
    address = f"/registry/{community.pk}/correct/"
    seen = client.get(address).context["form"]["seen"].value()
    return client.post(address, {**asked, "seen": seen}, follow=True)


def test_a_new_community_is_listed(zhou, places):
    asked = {"street": places.yuehu.pk, "name": "富巷居委会", "code": "", "valid_from": "2022-02-01"}
    zhou.post("/registry/new/", asked)
    zhou.post("/registry/new/", asked | {"name": "富巷社区"})
    assert ends() == [
        ("富巷居委会", None, date(2022, 2, 1), None, None),
        ("富巷社区", None, date(2022, 2, 1), None, None),
    ]


@pytest.mark.parametrize(
    ("asked", "errors"),
    [
        ({"name": "柳堤社区"}, {"__all__": ["南门街道已有柳堤社区，有效期与它重叠。"]}),
        (
            {"code": "330203001002"},
            {"__all__": ["统计代码 330203001002 现在是海曙区南门街道“柳堤社区”的，请更正代码或留空。"]},
        ),
        ({"code": "330203006009"}, {"code": ["应以南门街道的代码 330203001 开头。"]}),
        ({"code": "12"}, {"code": ["应为 12 位数字。"]}),
        ({"name": "=1+1"}, {"name": ["不能以 = + - @ 开头（全角也不行），Excel 会当成公式。"]}),
        ({"name": "甲\u0007乙"}, {"name": ["含有换行、控制字符或无法识别的字符。"]}),
        ({"valid_from": "1899-12-31"}, {"valid_from": ["请填 1900 年到 2099 年之间的日期。"]}),
    ],
)
def test_a_new_community_that_cannot_be(zhou, places, asked, errors):
    page = zhou.post("/registry/new/", {"street": places.nanmen.pk, "name": "新设社区", **asked})
    assert page.context["form"].errors == errors
    assert ends() == []


def test_a_street_of_another_district_is_not_offered(zhou, places):
    page = zhou.post("/registry/new/", {"street": places.kongpu.pk, "name": "新设社区"})
    assert list(page.context["form"].errors) == ["street"]


REFUSALS = {
    "an ended one": (
        lambda one, others, by: (
            actions.close_community(one, day=date(2022, 1, 1), by=by),
            actions.close_community(one, day=date(2022, 2, 1), by=by),
        ),
        "春浪社区已有终止日 2022年1月1日。办错了请用“更正”改终止日。",
    ),
    "the same name": (
        lambda one, others, by: actions.rename_community(one, **RENAMED | {"name": "春浪社区"}, by=by),
        "新名称和现在的一样。只改代码或更正错字，请用“更正”。",
    ),
    "a name that stands": (
        lambda one, others, by: actions.rename_community(one, **RENAMED | {"name": "柳堤社区"}, by=by),
        "南门街道已有柳堤社区，有效期与它重叠。",
    ),
    "into itself": (
        lambda one, others, by: actions.merge_community(one, into=one, day=date(2022, 1, 1), by=by),
        "请选本区县的另一个社区。",
    ),
    "into another district": (
        lambda one, others, by: actions.merge_community(
            one, into=others["鲒江居委会"], day=date(2022, 1, 1), by=by
        ),
        "请选本区县的另一个社区。",
    ),
    "into one that had ended": (
        lambda one, others, by: (
            actions.close_community(others["柳堤社区"], day=date(2021, 1, 1), by=by),
            actions.merge_community(one, into=others["柳堤社区"], day=date(2022, 1, 1), by=by),
        ),
        "柳堤社区在 2022年1月1日 不在名录有效期内，不能并入。",
    ),
    "before its beginning": (
        lambda one, others, by: (
            corrected(one, by, valid_from=date(2022, 1, 1)),
            actions.close_community(one, day=date(2022, 1, 1), by=by),
        ),
        "日期须晚于春浪社区的有效期起 2022年1月1日。",
    ),
    "before what merged into it": (
        lambda one, others, by: (
            actions.merge_community(others["柳堤社区"], into=one, day=date(2022, 2, 1), by=by),
            actions.close_community(one, day=date(2022, 2, 1), by=by),
        ),
        "柳堤社区在 2022年2月1日 才并入或更名为春浪社区，日期须晚于这一天。",
    ),
    "a correction that cuts a merger off": (
        lambda one, others, by: (
            actions.merge_community(others["柳堤社区"], into=one, day=date(2022, 2, 1), by=by),
            corrected(one, by, valid_from=date(2022, 2, 2)),
        ),
        "柳堤社区在 2022年2月1日 并入或更名为春浪社区，那一天须在春浪社区的有效期内。",
    ),
    "an end before the beginning": (
        lambda one, others, by: corrected(one, by, valid_from=date(2022, 2, 2), valid_until=date(2022, 2, 2)),
        "有效期止须晚于有效期起。",
    ),
}


def corrected(community, by, **changed):
    to = {name: getattr(community, name) for name in actions.FIELDS} | changed
    return actions.correct_community(community, to=to, seen=community.fingerprint, by=by)


@pytest.mark.parametrize("case", REFUSALS)
def test_what_the_doors_refuse(people, places, chunlang, case):
    act, sentence = REFUSALS[case]
    with pytest.raises(Refused) as refused:
        act(chunlang, places.communities, people.zhou)
    assert str(refused.value) == sentence
    assert (last_event().result, last_event().note) == ("refused", sentence)


def test_a_refusal_is_said_on_the_page(zhou, people, chunlang):
    page = zhou.post(f"/registry/{chunlang.pk}/rename/", {"name": "柳堤社区", "day": "2022-01-01"})
    assert page.context["form"].non_field_errors() == ["南门街道已有柳堤社区，有效期与它重叠。"]
    assert ends() == []


def test_a_code_goes_with_the_name_and_may_be_given_again(people, places, chunlang):
    """330205005017 once was 孔浦村安置社区 and then 甬江社区."""
    actions.close_community(chunlang, day=date(2022, 1, 1), by=people.zhou)
    made = Community(street=places.nanmen, name="甬江社区", code="330203001001", valid_from=date(2022, 1, 1))
    actions.add_community(made, by=people.zhou)
    assert [row[:2] for row in ends()] == [("春浪社区", "330203001001"), ("甬江社区", "330203001001")]


def test_a_street_renamed_keeps_its_communities(people, places):
    actions.rename_street(places.nanmen, name="南郊街道", by=people.guan)
    assert Community.objects.filter(street__name="南郊街道").count() == 3
    with pytest.raises(Refused, match="海曙区已有月湖街道，请换一个名称。"):
        actions.rename_street(places.nanmen, name="月湖街道", by=people.guan)


def test_a_lead_renames_a_street_on_the_page_and_the_file_then_fits(zhou, people, places, chunlang):
    renamed = csv_of([row_of(NANMEN, "", "春浪社区") | {"street": "南郊街道"}])
    (fault,) = bring(zhou, renamed).context["faults"]
    assert "打开“南门街道”的任一社区，点“街道改名”" in fault.message
    assert "街道改名" in zhou.get(chunlang.get_absolute_url()).content.decode()
    page = zhou.get(f"/registry/{chunlang.pk}/street/")
    assert (page.context["title"], page.context["form"]["name"].value()) == ("街道改名：南门街道", "南门街道")
    answer = zhou.post(f"/registry/{chunlang.pk}/street/", {"name": "南郊 街道"}, follow=True)
    assert said(answer) == ["南郊街道的名录已改好。"]
    event = last_event()
    assert (event.action, event.actor, event.district, event.after) == (
        "street_renamed",
        people.zhou,
        places.haishu,
        {"name": "南郊街道"},
    )
    assert bring(zhou, renamed).context["report"].unchanged == 1


@pytest.mark.parametrize(
    ("name", "errors"),
    [
        ("月湖街道", {"__all__": ["海曙区已有月湖街道，请换一个名称。"]}),
        ("南门街道", {"__all__": ["新名称和现在的一样。"]}),
        ("=1+1", {"name": ["不能以 = + - @ 开头（全角也不行），Excel 会当成公式。"]}),
    ],
)
def test_a_street_name_that_cannot_be(zhou, places, chunlang, name, errors):
    page = zhou.post(f"/registry/{chunlang.pk}/street/", {"name": name})
    assert page.context["form"].errors == errors
    assert Street.objects.get(pk=places.nanmen.pk).name == "南门街道"
