"""公示 in the demonstration: that of 2021 has ended, with one objection answered; that of 2022 runs, with one that waits."""

from datetime import timedelta

from .. import actions
from ..models import PublicNotice, PublicObjection, Title
from ..notice_queries import to_be_shown

OFFICE = {
    "office": "宁波市住房和城乡建设局（演示）",
    "address": "演示路1号",
    "phone": "0574-00000000",
    "email": "yanshi@example.com",
}


def ended(scene, year):
    """All titles of the year have been shown: the notice ended yesterday; one letter was answered."""
    if notice := _begun(scene, year, first=-7, last=-1):
        made = _object_to(scene, notice, PublicObjection.Channel.LETTER, "演示异议：地下车库灯坏了很久。")
        said = "演示答复：已现场查看，灯已修好，不影响认定。"
        actions.answer_public_objection(made, upheld=False, answer=said, by=scene.city_lead)


def running(scene, year):
    """The titles given so far are being shown for five days more; somebody has telephoned."""
    if notice := _begun(scene, year, first=-2, last=5):
        _object_to(scene, notice, PublicObjection.Channel.PHONE, "演示异议：小区门口常年堆放建筑垃圾。")


def _begun(scene, year, *, first, last):
    """A notice of the titles that wait for one, opened and set back so that it runs from and to these days from today;
    None where no title waits."""
    keys = [title.pk for title in to_be_shown(year)]
    if not keys:
        return None
    tomorrow = scene.today + timedelta(days=1)
    days = {"starts_on": tomorrow, "ends_on": tomorrow}
    notice = actions.open_notice(year, keys=keys, by=scene.city_lead, **days, **OFFICE)
    days = {"starts_on": scene.today + timedelta(days=first), "ends_on": scene.today + timedelta(days=last)}
    before = timedelta(days=1 - first)
    PublicNotice.objects.filter(pk=notice.pk).update(opened_at=notice.opened_at - before, **days)
    Title.objects.filter(pk__in=keys).update(given_on=scene.today - before)
    notice.refresh_from_db()
    return notice


def _object_to(scene, notice, channel, text):
    return actions.record_public_objection(
        notice,
        line=notice.lines.first(),
        received_on=notice.starts_on,
        channel=channel,
        text=text,
        by=scene.rng.choice(scene.reviewers),
    )
