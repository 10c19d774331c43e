"""Bringing back for real: judged against the rows as they stand, all at once or not at all."""

import copy
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from districts.doors import Refused
from districts.models import Community, Event, Participation
from districts.spreadsheets import BadFile
from scoring import bring_back as bringing
from scoring.actions import make_sheets, save_item, start_baseline
from scoring.bring_back import ALL, Stale, keep_workbook, open_workbook, plan_of
from scoring.engine.load import rubric_from_mapping
from scoring.history import history_lines
from scoring.models import ItemScore, Lock, ScoreSheet, Stage, State, WorkbookUpload
from scoring.queries import sheet_events
from scoring.workbook import layout
from scoring.workbook.check import check
from scoring.workbook.read import WrongWorkbook
from tests.rubrics import ANNEX1, published
from tests.scenes import REASON, clean_findings, fill
from tests.scoring.workbook.books import address_of, columns_of, downloaded, edited, opened

EDITS = {
    ("柳堤社区", "5a"): "否",
    ("柳堤社区", "5b"): "是",
    ("柳堤社区", "5c"): "否",
    ("柳堤社区", 5): "东门一处",
    ("天一社区", "10a"): 89.5,
}


@pytest.fixture
def content(participants, people, year):
    """What 陈淑芬 downloads: 春浪社区 assessed, the others of 海曙 blank."""
    fill(participants["春浪社区"], people.chen, r5b=True, r7a=2, r10a=Decimal("89.5"))
    return downloaded(people.chen, year)


def kept(content, by, year, name="评分工作簿.xlsx"):
    """The workbook uploaded: its row, and the Opened it is."""
    opened = open_workbook(name, content, year=year, district=by.district, by=by)
    return keep_workbook(opened.upload, content=content, by=by), opened


def bring(content, by, year, **choices):
    """Upload, look, confirm."""
    upload, opened = kept(content, by, year)
    return bringing.bring_back(upload, opened, seen=plan_of(opened).digest, by=by, **choices)


def standing(sheet):
    return {
        row.number: (row.findings, row.reason, row.points, row.state, row.version)
        for row in sheet.items.all()
    }


def everything():
    return list(ItemScore.objects.order_by("pk").values_list("pk", "findings", "reason", "state", "version"))


def save(sheet, number, by, reason="", **found):
    row = ItemScore.objects.select_related("sheet").get(sheet=sheet, number=number)
    findings = {code.removeprefix("r"): value for code, value in found.items()}
    save_item(row, findings=findings, reason=reason, version=row.version, by=by)


def test_what_was_typed_is_written_scored_and_counted(content, participants, people, year):
    before = standing(participants["柳堤社区"])
    done = bring(edited(content, EDITS), people.chen, year)
    assert done == bringing.Brought(communities=2, new=2, changed=0, both=0, left=0)
    after = standing(participants["柳堤社区"])
    found = {"5a": False, "5b": True, "5c": False}
    assert after.pop(5) == (found, "东门一处", 4, State.CONFIRMED, 1)
    before.pop(5)
    assert after == before
    row = participants["天一社区"].items.get(number=10)
    assert (row.findings, row.points, row.changed_by) == ({"10a": Decimal("89.5")}, 5, people.chen)


def test_a_whole_sheet_gets_its_total_and_verdict(content, participants, people, year):
    sheet = participants["柳堤社区"]
    cells = {}
    for item in sheet.rubric.parsed.items:
        for code, value in clean_findings(item).items():
            cells["柳堤社区", code] = (
                {True: "√", False: "×"}[value] if isinstance(value, bool) else str(value)
            )
    bring(edited(content, cells | {("柳堤社区", "17a"): 2, ("柳堤社区", "9b"): "√"}), people.chen, year)
    sheet.refresh_from_db()
    as_saved = fill(participants["万宁社区"], people.chen, r17a=2, r9b=True)
    assert (sheet.total, sheet.passed) == (as_saved.total, as_saved.passed)


def test_a_change_leaves_a_new_total(content, participants, people, year):
    sheet = participants["春浪社区"]
    sheet.refresh_from_db()
    total = sheet.total
    bring(edited(content, {("春浪社区", "5b"): "否"}), people.chen, year)
    sheet.refresh_from_db()
    assert sheet.total == total + 2
    bring(edited(downloaded(people.chen, year), {("春浪社区", "5b"): None}), people.chen, year)
    sheet.refresh_from_db()
    assert (sheet.total, sheet.passed) == (None, None)


def test_taken_out_and_brought_back_it_changes_nothing(content, people, year):
    before = everything()
    _upload, opened = kept(content, people.chen, year)
    plan = plan_of(opened)
    assert (plan.changing, plan.both, plan.left, plan.unchanged) == ([], [], (), 17 * 6)
    with pytest.raises(Refused, match="没有要写入的内容：文件和网上一致。"):
        bring(content, people.chen, year)
    assert everything() == before


def test_the_trail_and_the_history_say_where_it_came_from(content, participants, people, year):
    bring(edited(content, EDITS), people.chen, year)
    sheet = participants["柳堤社区"]
    events, numbers = sheet_events(sheet)
    (line,) = history_lines(sheet.rubric.parsed, events, numbers)
    assert (line.event.actor, line.event.note, line.item.number) == (people.chen, "由评分工作簿导回。", 5)
    assert [(change.code, change.old, change.new) for change in line.changes] == [
        ("5a", "未评", "未发现"),
        ("5b", "未评", "存在"),
        ("5c", "未评", "未发现"),
        ("", "无", "东门一处"),
    ]
    (loaded,) = Event.objects.filter(action="scores_loaded")
    assert (loaded.actor, loaded.district, loaded.after) == (
        people.chen,
        people.chen.district,
        {"communities": 2, "new": 2, "changed": 0, "both": 0, "left": 0},
    )
    (uploaded,) = Event.objects.filter(action="workbook_uploaded")
    upload = WorkbookUpload.objects.get()
    assert uploaded.after == {"name": "评分工作簿.xlsx", "sha256": upload.sha256}
    assert upload.brought_back_at is not None


# --- all or nothing -------------------------------------------------------------------------------------------


FAULTY = EDITS | {("万宁社区", "1a"): "有"}


def test_one_bad_cell_and_nothing_is_written(content, people, year):
    before = everything()
    with pytest.raises(Refused, match="有 1 行要改正，没有写入任何内容。"):
        bring(edited(content, FAULTY), people.chen, year)
    assert everything() == before
    refused = Event.objects.get(action="scores_loaded")
    assert (refused.result, refused.note) == (Event.Result.REFUSED, "有 1 行要改正，没有写入任何内容。")


def test_the_good_rows_alone_are_a_choice(content, participants, people, year):
    before = standing(participants["万宁社区"])
    done = bring(edited(content, FAULTY | {("万宁社区", "5a"): "是"}), people.chen, year, good_rows=True)
    assert done == bringing.Brought(communities=2, new=2, changed=0, both=0, left=1)
    assert standing(participants["万宁社区"]) == before


def test_an_error_in_the_middle_of_writing_leaves_nothing_behind(content, people, year, monkeypatch):
    before = everything()

    def broken(*args):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(bringing, "write_totals", broken)
    with pytest.raises(RuntimeError):
        bring(edited(content, EDITS), people.chen, year)
    assert everything() == before
    assert not Event.objects.filter(action="scores_loaded").exists()
    assert WorkbookUpload.objects.get().brought_back_at is None


def test_a_workbook_is_brought_back_once(content, people, year):
    upload, opened = kept(edited(content, EDITS), people.chen, year)
    seen = plan_of(opened).digest
    bringing.bring_back(upload, opened, seen=seen, by=people.chen)
    with pytest.raises(Refused, match="已经导回过了"):
        bringing.bring_back(upload, opened, seen=seen, by=people.chen)


# --- somebody saved meanwhile ---------------------------------------------------------------------------------


def test_a_preview_gone_stale_is_said_and_writes_nothing(content, participants, people, year):
    upload, opened = kept(edited(content, EDITS), people.chen, year)
    seen = plan_of(opened)
    save(participants["柳堤社区"], 5, people.lin, r5a=True, r5b=True, r5c=False)
    before = everything()
    with pytest.raises(Stale, match="预览之后有人保存过，没有写入任何内容。") as stale:
        bringing.bring_back(upload, opened, seen=seen.digest, by=people.chen)
    assert everything() == before
    ((_one, change),) = stale.value.plan.both
    assert (change.row.changed_by, change.item.number) == (people.lin, 5)
    upload.refresh_from_db()
    assert upload.brought_back_at is None


def test_a_save_that_the_file_says_nothing_about_makes_no_preview_stale(content, participants, people, year):
    upload, opened = kept(edited(content, EDITS), people.chen, year)
    seen = plan_of(opened).digest
    save(participants["柳堤社区"], 8, people.lin, r8a=1, r8b=0, r8c=0)
    assert bringing.bring_back(upload, opened, seen=seen, by=people.chen).new == 2
    assert participants["柳堤社区"].items.get(number=8).findings == {"8a": 1, "8b": 0, "8c": 0}


def test_a_sheet_locked_after_the_preview_makes_it_stale(content, participants, people, year):
    upload, opened = kept(edited(content, EDITS), people.chen, year)
    seen = plan_of(opened).digest
    lock(participants["柳堤社区"], people.zhou)
    with pytest.raises(Stale) as stale:
        bringing.bring_back(upload, opened, seen=seen, by=people.chen)
    assert [row.name for row in stale.value.plan.left] == ["柳堤社区"]


def lock(sheet, by):
    ScoreSheet.objects.filter(pk=sheet.pk).update(lock=Lock.HANDED_IN, locked_at=timezone.now(), locked_by=by)


@pytest.fixture
def both(content, participants, people, year):
    """Item 5 of 柳堤社区 typed into the file, and saved on the site by 林小萍 after it was made."""
    save(participants["柳堤社区"], 5, people.lin, r5a=True, r5b=True, r5c=False)
    return edited(content, EDITS)


def fifth(participants):
    row = participants["柳堤社区"].items.get(number=5)
    return row.findings, row.reason, row.version, row.changed_by


def test_where_both_sides_changed_the_site_stays_unless_told_otherwise(both, participants, people, year):
    done = bring(both, people.chen, year)
    assert done == bringing.Brought(communities=1, new=1, changed=0, both=0, left=0)
    assert fifth(participants) == ({"5a": True, "5b": True, "5c": False}, "", 1, people.lin)


@pytest.mark.parametrize("everything_taken", [True, False])
def test_the_files_version_is_taken_where_it_is_chosen(both, participants, people, year, everything_taken):
    row = participants["柳堤社区"].items.get(number=5)
    done = bring(both, people.chen, year, taken=ALL if everything_taken else {row.pk})
    assert done == bringing.Brought(communities=2, new=1, changed=0, both=1, left=0)
    assert fifth(participants) == (
        {"5a": False, "5b": True, "5c": False},
        "东门一处",
        2,
        people.chen,
    )


def test_another_items_number_takes_nothing(both, participants, people, year):
    other = participants["天一社区"].items.get(number=5)
    assert bring(both, people.chen, year, taken={other.pk}).both == 0


# --- whose sheets ---------------------------------------------------------------------------------------------


def test_a_locked_sheet_stays_and_the_rest_is_written(content, participants, people, year):
    lock(participants["春浪社区"], people.zhou)
    assert bring(edited(content, EDITS), people.chen, year).communities == 2
    _upload, opened = kept(edited(content, {("春浪社区", "5b"): "否"}), people.chen, year)
    (row,) = plan_of(opened).left
    assert [fault.address for fault in row.faults] == ["C2"]
    assert row.faults[0].problem.startswith("海曙区已于") and row.faults[0].problem.endswith("只解锁这一份")


@pytest.fixture
def waiting(participants, people):
    """Item 5 of 柳堤社区 carried over and waiting to be confirmed; the sheet handed in. It stands blank in a workbook."""
    sheet = participants["柳堤社区"]
    carried = {"findings": {"5a": False, "5b": True, "5c": False}, "reason": "东门一处"}
    sheet.items.filter(number=5).update(state=State.TO_CONFIRM, version=1, **carried)
    lock(sheet, people.zhou)
    return sheet


def test_the_same_typed_into_a_locked_sheet_that_waits_is_a_fault(waiting, content, people, year):
    before = standing(waiting)
    wanted = edited(downloaded(people.chen, year), EDITS)
    _upload, opened = kept(wanted, people.chen, year)
    assert [(row.name, [fault.address for fault in row.faults]) for row in plan_of(opened).left] == [
        ("柳堤社区", [address_of(wanted, "柳堤社区", "社区")])
    ]
    assert bring(wanted, people.chen, year, good_rows=True) == bringing.Brought(1, 1, 0, 0, left=1)
    assert standing(waiting) == before


def test_the_door_writes_to_no_locked_sheet_whatever_the_check_says(
    waiting, content, people, year, monkeypatch
):
    def blind(*args):
        return [replace(row, faults=[]) for row in check(*args)]

    monkeypatch.setattr(bringing, "check", blind)
    before = everything()
    with pytest.raises(Refused, match="柳堤社区：海曙区已于"):
        bring(edited(downloaded(people.chen, year), EDITS), people.chen, year)
    assert everything() == before


def test_a_street_editor_brings_back_the_rows_of_their_street_alone(content, participants, people, year):
    own = downloaded(people.lin, year)
    assert bring(edited(own, {("柳堤社区", "1a"): "否"}), people.lin, year).communities == 1
    _upload, opened = kept(edited(content, EDITS), people.lin, year)
    plan = plan_of(opened)
    assert {row.name for row in plan.left} == {"天一社区", "天一家园社区", "望碶社区居委会"}
    assert {row.faults[0].problem for row in plan.left} == {"您能填写的评分表里没有这个编号"}
    assert [one.sheet.community.name for one in plan.changing] == ["柳堤社区"]


def test_another_districts_workbook_is_refused(participants, people, year):
    theirs = downloaded(people.wu, year)
    with pytest.raises(
        WrongWorkbook, match="这是别的区县（代码 330205）的评分工作簿，这里导回的是海曙区（代码 330203）"
    ):
        kept(theirs, people.chen, year)
    assert not WorkbookUpload.objects.exists()


def test_another_stamp_does_not_open_another_districts_rows(participants, people, year):
    """A workbook of 江北 whose stamp somebody has changed to 海曙: its keys are nobody's here."""
    from tests.scoring.workbook.books import closed, opened

    book = opened(downloaded(people.wu, year))
    book[layout.HIDDEN]["B5"] = "330203"
    _upload, found = kept(closed(book), people.chen, year)
    plan = plan_of(found)
    assert ([row.sheet for row in plan.left], plan.communities) == ([None, None], ())


def test_the_baseline_has_its_own_workbook(participants, people, places, year):
    start_baseline(places.haishu, year=year, by=people.zhou)
    content = downloaded(people.chen, year, stage=Stage.BASELINE)
    bring(edited(content, {("柳堤社区", "1a"): "是"}), people.chen, year)
    assert WorkbookUpload.objects.get().stage == Stage.BASELINE
    found = ItemScore.objects.filter(sheet__community__name="柳堤社区", number=1)
    assert dict(found.values_list("sheet__stage", "version")) == {"baseline": 1, "initial": 0}


def test_without_sheets_there_is_nothing_to_bring_back_to(content, people, places, year):
    ScoreSheet.objects.filter(district=places.haishu).delete()
    with pytest.raises(WrongWorkbook) as wrong:
        kept(content, people.chen, year)
    assert str(wrong.value) == "海曙区 2021年度还没有您能填写的初评评分表，先确定参与社区，再导回。"


def test_a_workbook_of_a_rubric_with_many_rules_comes_back(participants, people, year):
    definition = copy.deepcopy(ANNEX1)
    rules = definition["categories"][0]["items"][0]["rules"]
    more = [f"1{letter}" for letter in "cdefghijklmnopqrstuvwxyz"]
    rules += [{"code": code, "kind": "fixed", "text": "缺文件", "points": 1} for code in more]
    wide = published(people.shen, rubric_from_mapping(definition, "wide"))
    ScoreSheet.objects.filter(year=year).update(rubric=wide)
    content = downloaded(people.chen, year)
    assert len(columns_of(opened(content)[layout.ENTRY])) > 64
    cells = {("柳堤社区", rule.code): "否" for rule in wide.parsed.item(1).rules if rule.code != "1b"}
    assert bring(edited(content, cells | {("柳堤社区", "1b"): 0}), people.chen, year).new == 1


def test_what_is_no_spreadsheet_is_refused(people, year, participants):
    with pytest.raises(BadFile, match="文件已损坏"):
        kept(b"PK\x03\x04 nonsense", people.chen, year)


# --- cost -----------------------------------------------------------------------------------------------------


def test_bringing_back_costs_the_same_queries_for_3_and_for_30_communities(
    participants, people, places, year
):
    """A fixed number for every thousand items: both stay below it."""

    def cost(first, number):
        made = Community.objects.bulk_create(
            [
                Community(street=places.nanmen, name=f"第{n}社区", code=f"330203001{n:03d}")
                for n in range(first, first + number)
            ]
        )
        Participation.objects.bulk_create([Participation(community=one, year=year) for one in made])
        make_sheets(made, district=places.haishu, year=year, stage=Stage.INITIAL)
        content = edited(downloaded(people.chen, year), {(one.name, "10a"): 95 for one in made})
        with CaptureQueriesContext(connection) as seen:
            assert bring(content, people.chen, year).new == number
        return len(seen)

    cost(100, 3)
    assert cost(200, 3) == cost(300, 30)


def test_everything_assessed_is_kept_exactly(content, participants, people, year):
    """Reasons with line ends, signs and spaces go out and come back as they are."""
    save(participants["柳堤社区"], 1, people.chen, reason="=1+1\r\n@甲 -2", r1a=True, r1b=0)
    _upload, opened = kept(downloaded(people.chen, year), people.chen, year)
    assert (plan_of(opened).changing, plan_of(opened).both) == ([], [])
    assert REASON in {row.reason for row in participants["春浪社区"].items.all()}
