"""What must hold is held by the database itself, whatever the code above it does."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from districts.models import Community, Job, Role, Target, User
from reports.models import (
    Assignment,
    Opinion,
    OpinionItem,
    PublicNotice,
    PublicObjection,
    Receipt,
    Title,
)
from scoring.models import Evidence, ItemScore, Lock, ScoreSheet, State
from tests.reports.lists import hand_in_list, noticed
from tests.scenes import attach


def refused(constraint, change):
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        change()
    return constraint in str(broken.value) or "UNIQUE" in str(broken.value)


def test_district_roles_belong_to_a_district_and_others_to_none(people, places):
    def put(**fields):
        return lambda: User.objects.filter(pk=people.chen.pk).update(**fields)

    assert refused("user_district_iff_district_role", put(district=None, street=None))
    assert refused("user_district_iff_district_role", put(role=Role.REVIEWER))
    assert refused("user_department_iff_department_role", put(role=Role.DEPARTMENT, district=None))
    assert refused("user_role_known", put(role="king", district=None))


def test_only_an_editor_has_a_street(people, places):
    def change():
        User.objects.filter(pk=people.zhou.pk).update(street=places.nanmen)

    assert refused("user_street_only_for_editors", change)


def test_a_target_is_never_above_what_was_declared(annexes):
    assert refused(
        "target_within_declared", lambda: Target.objects.filter(year__number=2021).update(target=999)
    )


def test_a_code_is_free_again_once_its_community_has_ended(places):
    old = places.communities["孔浦北村社区"]

    def again():
        return Community.objects.create(street=places.kongpu, name="甬江社区", code=old.code)

    assert refused("community_code_once_among_valid", again)
    Community.objects.filter(pk=old.pk).update(valid_until=date(2021, 1, 1))
    assert again().code == old.code


def test_a_validity_is_not_empty(places):
    def change():
        Community.objects.update(valid_from=date(2021, 1, 1), valid_until=date(2021, 1, 1))

    assert refused("community_validity_not_empty", change)


def test_total_and_verdict_come_together_and_within_100(participants):
    assert refused("sheet_total_and_verdict_together", lambda: ScoreSheet.objects.update(total=80))
    assert refused(
        "sheet_total_and_verdict_together", lambda: ScoreSheet.objects.update(total=101, passed=True)
    )


def test_a_lock_says_when_and_by_whom(participants):
    assert refused("sheet_lock_says_when_and_by_whom", lambda: ScoreSheet.objects.update(lock=Lock.HANDED_IN))


def test_only_a_confirmed_item_has_points(participants):
    assert refused("item_has_points_iff_confirmed", lambda: ItemScore.objects.update(points=6))
    assert refused("item_has_points_iff_confirmed", lambda: ItemScore.objects.update(state=State.CONFIRMED))


def test_a_title_is_published_in_a_batch_under_a_number_and_revoked_only_after(people, places, year):
    entries = hand_in_list(places.jiangbei, year, ["外滩社区"], by=people.he).entries
    given = date(2021, 9, 28)
    Title.objects.create(community=entries.get().community, year=year, entry=entries.get(), given_on=given)
    published = {"batch": "第一批", "document_number": "甬建发〔2021〕99号", "published_on": given}
    revoked = {"revoked_on": given, "revoked_why": "弄虚作假。"}

    def put(**fields):
        return lambda: Title.objects.update(**fields)

    for part in published:
        assert refused("title_published_in_a_batch_under_a_number", put(**{part: published[part]}))
    early = date(2021, 9, 27)
    assert refused("title_published_in_a_batch_under_a_number", put(**published | {"published_on": early}))
    assert refused("title_revoked_after_it_was_published", put(**revoked))
    put(**published)()
    assert refused("title_revoked_after_it_was_published", put(**revoked | {"revoked_on": early}))
    assert refused("title_revoked_with_a_reason", put(revoked_on=given))
    put(**revoked)()


def test_a_notice_has_days_in_order_an_office_and_a_reason_where_it_was_withdrawn(people, year):
    notice = noticed(year, people.shen)
    now = timezone.now()

    def put(**fields):
        return lambda: PublicNotice.objects.update(**fields)

    early = notice.starts_on - timedelta(days=1)
    assert refused("notice_ends_not_before_it_starts", put(ends_on=early))
    for part in ("office", "address", "phone", "document_number"):
        assert refused("notice_says_to_whom_to_write", put(**{part: ""}))
    withdrawn = {"withdrawn_by": people.shen, "withdrawn_at": now, "withdrawn_why": "日期有误。"}
    for part in withdrawn:
        assert refused("notice_withdrawn_says_who_when_and_why", put(**{part: withdrawn[part]}))
    put(**withdrawn)()


def test_a_public_objection_has_words_a_channel_and_a_whole_answer(people, year):
    notice = noticed(year, people.shen)
    how = {"received_on": notice.starts_on, "recorded_by": people.wang, "channel": "letter"}
    PublicObjection.objects.create(notice=notice, text="场地被占用。", **how)

    def put(**fields):
        return lambda: PublicObjection.objects.update(**fields)

    assert refused("public_objection_has_words", put(text=""))
    assert refused("public_objection_channel_known", put(channel="pigeon"))
    answered = {"upheld": True, "answered_by": people.shen, "answered_at": timezone.now()}
    assert refused("public_objection_answer_says_who_when_why", put(**answered))
    assert refused("public_objection_answer_says_who_when_why", put(upheld=True, answer="属实。"))
    put(**answered, answer="属实。")()


def test_one_sheet_per_community_year_and_stage(participants):
    sheet = ScoreSheet.objects.first()

    def twice():
        ScoreSheet.objects.create(
            community=sheet.community,
            district=sheet.district,
            year=sheet.year,
            stage=sheet.stage,
            rubric=sheet.rubric,
        )

    assert refused("sheet_once_per_stage", twice)


def test_evidence_says_who_replaced_and_who_confirmed_and_has_a_whole_place(participants, people):
    kept = attach(participants["春浪社区"], 8, people.chen)

    def put(**fields):
        return lambda: Evidence.objects.update(**fields)

    assert refused("evidence_replaced_is_withdrawn", put(replaced_by=kept))
    assert refused("evidence_place_is_whole", put(latitude="29.87"))
    now = {"same_confirmed_at": timezone.now()}
    assert refused("evidence_confirmed_by_somebody", put(same_as=kept, **now))
    assert refused("evidence_confirmed_by_somebody", put(same_confirmed_by=people.chen, **now))


def test_an_item_is_assigned_once_and_a_department_says_its_opinion_once(people, year, places):
    submission = hand_in_list(places.jiangbei, year, ["外滩社区"], by=people.he)
    receipt = Receipt.objects.create(
        submission=submission, sequence=1, number="1", issued_to=people.he, listed=1, declared=1, content="{}"
    )
    entry, shengtai = submission.entries.get(), people.huan.department
    made = {"entry": entry, "department": shengtai, "receipt": receipt, "made_by": people.huan}
    opinion = Opinion.objects.create(**made)
    OpinionItem.objects.create(opinion=opinion, number=5)
    Assignment.objects.create(year=year, department=shengtai, number=5)

    def again():
        return Assignment.objects.create(year=year, department=shengtai, number=5)

    assert refused("assignment_once", again)
    assert refused("opinion_once_per_entry_and_department", lambda: Opinion.objects.create(**made))
    assert refused("opinion_item_once", lambda: OpinionItem.objects.create(opinion=opinion, number=5))
    assert refused("opinion_item_has_a_number", lambda: OpinionItem.objects.create(opinion=opinion, number=0))


def test_the_same_job_is_open_once_and_an_end_has_its_day(people):
    asked = {"by": people.chen, "kind": "list_export", "params": {"path": "/"}, "standing": "editor"}
    first = Job.objects.create(**asked)
    assert refused("job_asked_for_once", lambda: Job.objects.create(**asked))
    assert refused("job_ended_with_its_day", lambda: Job.objects.filter(pk=first.pk).update(state="done"))
    Job.objects.filter(pk=first.pk).update(state="done", ended_at=timezone.now())
    Job.objects.create(**asked)
