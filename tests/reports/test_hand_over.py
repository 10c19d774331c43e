"""When somebody leaves: a successor goes on, what hung on the person moves, and their name stays on what they did."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from districts.doors import Refused
from districts.handing_over import come_back, stands_for, successors
from districts.models import Event, HandOver, RegistryFile, Role, User
from districts.registry.actions import hold
from reports.actions import decide, hand_over, save_contact
from reports.held_work import left_with_open_work
from reports.models import Submission
from scoring.actions import save_item
from scoring.models import ItemScore, WorkbookUpload
from tests.scenes import attach, fill, hand_in
from tests.walls.rows import a_workbook


@pytest.fixture(autouse=True)
def _august(time_machine):
    time_machine.move_to("2021-08-20 10:00 +0800", tick=False)


@pytest.fixture
def qian(people, places):
    """A second editor of 海曙, who takes over."""
    return User.objects.create_user(
        "qian",
        "correct-horse-ningbo",
        full_name="钱芳",
        phone="0574-00000009",
        role=Role.EDITOR,
        district=places.haishu,
        must_change_password=False,
    )


@pytest.fixture
def submission(participants, places, year):
    return Submission.objects.get(district=places.haishu, year=year)


def usernames(found):
    return [person.username for person in found]


def begin(sheet, by):
    row = sheet.items.select_related("sheet").get(number=2)
    save_item(row, findings={"2a": False, "2b": False}, reason="", version=row.version, by=by)


# --- who may take over -----------------------------------------------------------------------------------------------


def test_who_may_do_the_same_may_take_over(people, qian):
    assert usernames(successors(people.chen)) == ["qian", "zhou"]
    assert usernames(successors(people.lin)) == ["chen", "qian", "zhou"]  # not 岳明 of the other street
    assert usernames(successors(people.zhou)) == []
    assert usernames(successors(people.wang)) == ["shen"]
    assert usernames(successors(people.shen)) == []
    assert usernames(successors(people.huan)) == usernames(successors(people.guan)) == []


def test_a_closed_account_takes_nothing_over(people, qian):
    User.objects.filter(pk=qian.pk).update(is_active=False)
    assert usernames(successors(people.chen)) == ["zhou"]


@pytest.mark.parametrize("to", ["wu", "lin", "wang", "chen"])
def test_anybody_else_is_refused_and_nothing_changes(people, to):
    with pytest.raises(Refused) as refused:
        hand_over(people.chen, to=getattr(people, to), leaves=True, by=people.guan)
    assert "不能接手陈淑芬的工作" in str(refused.value)
    people.chen.refresh_from_db()
    assert (people.chen.is_active, HandOver.objects.count()) == (True, 0)
    event = Event.objects.get(action="work_handed_over")
    assert (event.result, event.row_name) == ("refused", "陈淑芬")


# --- what the press does ---------------------------------------------------------------------------------------------


def test_who_leaves_is_signed_out_at_once(client, people, qian):
    client.force_login(people.chen)
    assert client.get("/").status_code == 200
    made = hand_over(people.chen, to=qian, leaves=True, note="9月1日起调离。", by=people.guan)
    assert (made.leaver, made.successor, made.handed_by, made.note) == (
        people.chen,
        qian,
        people.guan,
        "9月1日起调离。",
    )
    assert client.get("/").url == "/login/?next=/"


def test_who_is_on_leave_keeps_the_account(client, people, qian):
    client.force_login(people.chen)
    hand_over(people.chen, to=qian, leaves=False, by=people.guan)
    assert client.get("/").status_code == 200
    people.chen.refresh_from_db()
    assert people.chen.is_active


def test_one_event_says_what_was_done(client, people, qian):
    hand_over(people.chen, to=qian, leaves=True, note="调离。", by=people.guan)
    event = Event.objects.get(action="work_handed_over")
    assert (event.actor, event.row_name) == (people.guan, "陈淑芬")
    assert event.before == {"is_active": True}
    assert event.after == {"is_active": False, "successor": "钱芳", "note": "调离。"}
    client.force_login(people.audit)
    text = client.get("/trail/?action=work_handed_over").content.decode()
    assert "移交工作" in text and "接手人" in text and "钱芳" in text


def test_the_contact_of_an_open_submission_moves(people, qian, submission):
    save_contact(submission, name="陈淑芬", phone="13800001234", by=people.chen)
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    submission.refresh_from_db()
    assert (submission.contact_name, submission.contact_phone) == ("钱芳", "0574-00000009")
    moved = Event.objects.filter(action="contact_saved").first()
    assert (moved.actor, moved.after) == (people.guan, {"name": "钱芳", "phone": "0574-00000009"})
    assert Event.objects.get(action="work_handed_over").after["contacts"] == ["海曙区 2021年度上报"]


def test_a_successor_without_a_telephone_leaves_the_number_that_stands_there(people, qian, submission):
    save_contact(submission, name="陈淑芬", phone="13800001234", by=people.chen)
    User.objects.filter(pk=qian.pk).update(phone="")
    qian.refresh_from_db()
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    submission.refresh_from_db()
    assert (submission.contact_name, submission.contact_phone) == ("钱芳", "13800001234")


def test_the_contact_stays_as_handed_in_until_the_city_returns_something(
    people, qian, submission, participants
):
    fill(participants["春浪社区"], people.chen)
    hand_in(submission, people.zhou)
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    submission.refresh_from_db()
    assert submission.contact_name == "陈淑芬"
    decide_return(submission.entries.get(), people)
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    submission.refresh_from_db()
    assert submission.contact_name == "钱芳"


def decide_return(entry, people):
    from datetime import date

    decide(
        entry,
        decision="returned",
        seen=entry.version,
        reason="证书看不清。",
        due=date(2021, 9, 10),
        by=people.wang,
    )


def test_a_registry_file_waits_for_the_successor(people, places):
    ling = User.objects.create_user(
        "ling", "x", full_name="凌云", role=Role.DISTRICT_LEAD, district=places.haishu
    )
    hold("名录.csv", b"1", by=people.zhou)
    hand_over(people.zhou, to=ling, leaves=False, by=people.guan)
    assert RegistryFile.objects.get().by == ling
    assert Event.objects.get(action="work_handed_over").after["handed_file"] == "名录.csv"
    hold("另一份.csv", b"2", by=people.zhou)
    hand_over(people.zhou, to=ling, leaves=False, by=people.guan)
    assert dict(RegistryFile.objects.values_list("by__username", "name")) == {
        "ling": "名录.csv",
        "zhou": "另一份.csv",
    }


# --- the name stays --------------------------------------------------------------------------------------------------


def test_the_name_of_who_left_stays_on_everything_done(people, qian, submission, participants, year):
    sheet = fill(participants["春浪社区"], people.chen, r17a=2)
    proof = attach(sheet, 17, people.chen)
    receipt = hand_in(submission, people.zhou)
    before = list(Event.objects.order_by("pk").values())
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    assert set(ItemScore.objects.filter(sheet=sheet).values_list("changed_by__full_name", flat=True)) == {
        "陈淑芬"
    }
    proof.refresh_from_db()
    assert proof.uploaded_by == people.chen
    assert receipt.issued_to == people.zhou
    assert list(Event.objects.order_by("pk").values())[: len(before)] == before


def test_who_scored_and_left_is_still_named_on_the_sheets_history(client, people, qian, participants):
    sheet = participants["春浪社区"]
    begin(sheet, people.chen)
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    client.force_login(qian)
    text = client.get(reverse("scoring:history", args=[sheet.pk])).content.decode()
    assert "陈淑芬" in text and "钱芳" not in text.split("</header>")[-1].split("<footer")[0]


# --- a workbook somebody left unconfirmed -----------------------------------------------------------------------------


@pytest.fixture
def workbook(people, places, year, participants):
    sheet = participants["春浪社区"]
    world = SimpleNamespace(people=people, year=year, sheet=sheet)
    return reverse("scoring:workbook_check", kwargs=a_workbook(world))


def test_the_successor_confirms_a_workbook_the_person_left(client, people, qian, workbook, participants):
    client.force_login(qian)
    assert client.get(workbook).status_code == 404
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    page = client.get(workbook)
    assert page.status_code == 200
    plan = page.context["plan"]
    sent = {"seen": plan.digest, "sheets": plan.seen, "rows": page.context["rows"]}
    assert client.post(workbook + "confirm/", sent).status_code == 302
    item = participants["春浪社区"].items.get(number=10)
    assert (item.changed_by, str(item.findings["10a"])) == (qian, "88.5")
    upload = WorkbookUpload.objects.get()
    assert (upload.uploaded_by, upload.brought_back_at is None) == (people.chen, False)
    client.force_login(people.zhou)
    assert client.get(workbook).status_code == 404


def test_a_workbook_waits_until_a_newer_one_comes_or_a_month_is_over(
    client, people, workbook, time_machine, places, year, participants
):
    def waits():
        client.force_login(people.chen)
        page = client.get("/?year=2021").context["page"]
        return [todo.count for todo in page.todos if todo.title == "核对并导回评分工作簿"]

    assert waits() == [1]
    time_machine.move_to("2021-08-21 10:00 +0800", tick=False)
    world = SimpleNamespace(people=people, year=year, sheet=participants["春浪社区"])
    newer = WorkbookUpload.objects.get(key=a_workbook(world)["key"])
    assert waits() == [1]
    WorkbookUpload.objects.filter(pk=newer.pk).update(brought_back_at="2021-08-21T11:00+08:00")
    assert waits() == []
    WorkbookUpload.objects.filter(pk=newer.pk).update(brought_back_at=None)
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)
    assert waits() == []


def test_of_several_hand_overs_the_newest_holds_and_they_follow_each_other(people, qian, time_machine):
    hand_over(people.lin, to=people.chen, leaves=True, by=people.guan)
    time_machine.move_to("2021-08-21 10:00 +0800", tick=False)
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    assert stands_for(qian) == {qian.pk, people.chen.pk, people.lin.pk}
    time_machine.move_to("2021-08-22 10:00 +0800", tick=False)
    hand_over(people.lin, to=people.zhou, leaves=True, by=people.guan)
    assert stands_for(qian) == {qian.pk, people.chen.pk}
    assert stands_for(people.zhou) == {people.zhou.pk, people.lin.pk}


def test_two_who_stand_for_each_other(people, qian, time_machine):
    hand_over(people.chen, to=qian, leaves=False, by=people.guan)
    time_machine.move_to("2021-08-21 10:00 +0800", tick=False)
    hand_over(qian, to=people.chen, leaves=False, by=people.guan)
    assert stands_for(qian) == stands_for(people.chen) == {qian.pk, people.chen.pk}


# --- back again, and leaving for good -----------------------------------------------------------------------------------


def test_once_the_person_is_back_nobody_stands_for_them(people, qian, time_machine):
    hand_over(people.chen, to=people.zhou, leaves=False, by=people.guan)
    time_machine.move_to("2021-08-21 10:00 +0800", tick=False)
    hand_over(people.chen, to=qian, leaves=False, by=people.guan)
    come_back(people.chen, by=people.guan)
    assert stands_for(qian) == {qian.pk}
    assert stands_for(people.zhou) == {people.zhou.pk}  # the one before does not hold again
    event = Event.objects.get(action="work_taken_back")
    assert (event.actor, event.row_name, event.before) == (people.guan, "陈淑芬", {"successor": "钱芳"})


def test_what_the_person_uploads_once_back_is_theirs_alone(client, people, qian, participants, places, year):
    hand_over(people.chen, to=qian, leaves=False, by=people.guan)
    come_back(people.chen, by=people.guan)
    world = SimpleNamespace(people=people, year=year, sheet=participants["春浪社区"])
    workbook = reverse("scoring:workbook_check", kwargs=a_workbook(world))
    client.force_login(qian)
    assert client.get(workbook).status_code == 404


def test_nobody_comes_back_twice_or_with_a_closed_account(people, qian):
    with pytest.raises(Refused, match="没有移交给别人，或者已经回来"):
        come_back(people.chen, by=people.guan)
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    with pytest.raises(Refused, match="账号已停用"):
        come_back(people.chen, by=people.guan)
    User.objects.filter(pk=people.chen.pk).update(is_active=True)
    come_back(people.chen, by=people.guan)
    with pytest.raises(Refused, match="已经回来"):
        come_back(people.chen, by=people.guan)


def test_the_administrator_presses_that_the_person_is_back(client, people, qian):
    client.force_login(people.guan)
    page, press = f"/people/{people.chen.pk}/", "已回来</button>"
    assert press not in client.get(page).text
    hand_over(people.chen, to=qian, leaves=False, by=people.guan)
    assert press in client.get(page).text
    answer = client.post(reverse("districts:person_back", args=[people.chen.pk]), follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "陈淑芬已回来，移交结束。" in answer.text
    assert "2021年8月20日 10:00 移交给 钱芳，2021年8月20日 10:00 回来" in answer.text
    assert press not in answer.text
    answer = client.post(reverse("districts:person_back", args=[people.chen.pk]), follow=True)
    assert "陈淑芬的工作没有移交给别人，或者已经回来。" in answer.text


def closed(*people):
    User.objects.filter(pk__in=[person.pk for person in people]).update(is_active=False)


@pytest.mark.parametrize("back", [True, False])
def test_who_was_on_leave_and_leaves_later_needs_a_successor_again(people, qian, participants, back):
    begin(participants["天一社区"], people.chen)
    hand_over(people.chen, to=qian, leaves=False, by=people.guan)
    if back:
        come_back(people.chen, by=people.guan)
    closed(people.chen)
    assert list(left_with_open_work()) == [people.chen]
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    assert list(left_with_open_work()) == []


def test_when_the_successor_is_gone_too_the_work_needs_another(people, qian, participants):
    begin(participants["天一社区"], people.chen)
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    closed(qian)
    assert list(left_with_open_work()) == [people.chen]
    hand_over(qian, to=people.zhou, leaves=True, by=people.guan)  # and with it what came from 陈淑芬
    assert list(left_with_open_work()) == []


# --- the administrator's page ------------------------------------------------------------------------------------------


def address(person):
    return reverse("reports:hand_over", args=[person.pk])


def test_the_page_says_before_the_press_what_moves_and_shows_no_score(
    client, people, qian, submission, participants, workbook
):
    fill(participants["柳堤社区"], people.chen, r2a=True)  # 93 points
    begin(participants["天一社区"], people.chen)
    save_contact(submission, name="陈淑芬", phone="13800001234", by=people.chen)
    client.force_login(people.guan)
    page = client.get(address(people.chen))
    held = page.context["held"]
    assert (held.sheets, held.rescores, held.returned, len(held.uploads)) == (1, 0, 0, 1)
    text = page.content.decode()
    for words in (
        "海曙区 2021年度上报的联系人改为接手人的姓名和电话；接手人账号上没有电话的，电话先不改",
        "1 份上传了还没有写入的评分工作簿，接手人可以打开、核对、导回",
        "做过的事仍写本人姓名，不改成接手人",
        "钱芳（区县填报员，海曙区住建局）",
        "周国平（区县审核人，海曙区住建局）",
    ):
        assert words in text
    words = re.sub(r"<[^>]+>", " ", text)
    assert "93" not in words and "总分" not in words and "柳堤" not in words


def test_the_administrator_hands_over_and_is_told(client, people, qian):
    client.force_login(people.guan)
    sent = {"to": qian.pk, "account": "leaves", "note": "调离。"}
    answer = client.post(address(people.chen), sent, follow=True)
    assert answer.redirect_chain == [(f"/people/{people.chen.pk}/", 302)]
    text = answer.content.decode()
    assert "陈淑芬的工作已移交给钱芳。" in text
    assert "2021年8月20日 10:00 移交给 钱芳" in text
    people.chen.refresh_from_db()
    assert not people.chen.is_active


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"account": "leaves"}, "请选接手人。"),
        ({"to": "0", "account": "leaves"}, "这个人现在不能接手，请重新选。"),
        ({"note": "调离。"}, "请选账号停用不停用。"),
    ],
)
def test_what_is_missing_is_asked_for(client, people, qian, sent, said):
    client.force_login(people.guan)
    answer = client.post(address(people.chen), sent)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert HandOver.objects.count() == 0


def test_without_a_successor_the_way_leads_to_a_new_account(client, people):
    client.force_login(people.guan)
    text = client.get(address(people.zhou)).content.decode()
    assert "还没有能接手的人。" in text
    assert 'class="btn btn-primary" href="/people/new/"' in text


def test_nobody_hands_over_the_own_account(client, people):
    client.force_login(people.guan)
    assert client.get(address(people.guan)).status_code == 403


def test_who_was_closed_without_a_successor_is_a_task_of_the_administrator(
    client, people, qian, participants
):
    begin(participants["天一社区"], people.chen)
    User.objects.filter(pk__in=[people.chen.pk, people.wu.pk]).update(is_active=False)
    client.force_login(people.guan)
    first = client.get("/").context["desk"].todos[0]
    assert (first.count, first.title, first.detail, first.url) == (
        1,
        "移交离开的人的工作",
        "陈淑芬的账号已停用，手上的工作还没有人接。",
        address(people.chen),
    )
    hand_over(people.chen, to=qian, leaves=True, by=people.guan)
    assert "移交离开的人的工作" not in [todo.title for todo in client.get("/").context["desk"].todos]


# --- the successor's page ----------------------------------------------------------------------------------------------


def test_the_successor_finds_what_is_open(client, people, qian, submission, participants, workbook):
    begin(participants["天一社区"], people.yue)
    begin(participants["柳堤社区"], people.chen)
    hand_over(people.chen, to=qian, leaves=True, note="9月1日起调离。", by=people.guan)
    client.force_login(qian)
    page = client.get("/takeover/").context["page"]
    assert [(each.leaver.full_name, each.note) for each in page.came] == [("陈淑芬", "9月1日起调离。")]
    assert [
        (str(row.sheet.community), row.assessed, row.items, row.last_by, row.handed_over)
        for row in page.begun
    ] == [("柳堤社区", 1, 17, "陈淑芬", True), ("天一社区", 1, 17, "岳明", False)]
    assert [upload.uploaded_by.full_name for upload in page.uploads] == ["陈淑芬"]
    assert [(day.label, day.day, day.left) for day in page.days] == [
        ("上报截止", "2021年8月31日", "还有 11 天"),
        ("评审截止", "2021年9月30日", "还有 41 天"),
    ]
    titles = [todo.title for todo in page.todos]
    assert {"评完进行中的社区", "核对并导回评分工作簿"} <= set(titles)
    assert "看接手的工作" not in titles  # that is this page
    home = client.get("/").context["page"].todos
    assert (home[-1].title, home[-1].url) == ("看接手的工作", "/takeover/")


def test_returns_and_their_days_are_on_it(client, people, submission, participants):
    fill(participants["春浪社区"], people.chen)
    hand_in(submission, people.zhou)
    decide_return(submission.entries.get(), people)
    for person in (people.zhou, people.lin):
        client.force_login(person)
        response = client.get("/takeover/")
        page = response.context["page"]
        assert [(str(entry), entry.due.isoformat()) for entry in page.returned] == [
            ("南门街道 春浪社区", "2021-09-10")
        ]
        assert ("补正最早截止", "2021年9月10日", "还有 21 天") in [
            (day.label, day.day, day.left) for day in page.days
        ]
    client.force_login(people.yue)  # another street
    assert client.get("/takeover/").context["page"].returned == []


def test_a_colleague_reads_the_page_without_any_hand_over(client, people, participants):
    begin(participants["天一社区"], people.yue)
    client.force_login(people.zhou)
    page = client.get("/takeover/").context["page"]
    assert (page.came, [str(row.sheet.community) for row in page.begun]) == ([], ["天一社区"])
    client.force_login(people.lin)
    assert client.get("/takeover/").context["page"].begun == []


def test_a_reviewer_goes_on_with_a_colleagues_re_score(client, people, submission, participants):
    from reports.actions import start_rescore

    fill(participants["春浪社区"], people.chen)
    hand_in(submission, people.zhou)
    rescore = start_rescore(submission.entries.get(), by=people.wang)
    begin(rescore, people.wang)
    client.force_login(people.shen)
    own = "评完开始了的复评"
    assert own not in [todo.title for todo in client.get("/").context["todos"]]
    hand_over(people.wang, to=people.shen, leaves=True, by=people.guan)
    assert own in [todo.title for todo in client.get("/").context["todos"]]
    page = client.get("/takeover/").context["page"]
    assert [(row.sheet.pk, row.last_by) for row in page.begun] == [(rescore.pk, "王海燕")]
