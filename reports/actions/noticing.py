"""公示: opening a notice for titles about to be published, withdrawing it before it begins, giving it more days."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.text import cn_date

from ..models import NoticeLine, PublicNotice, Submission, Title
from ..publication import Stand, standings
from .locks import locked_titles

# A notice that runs can only be given more days: a slip of the year would hold the titles for as long.
LONGEST = timedelta(days=60)


@door("notice_opened")
def open_notice(year, *, keys, starts_on, ends_on, office, address, phone, email="", by):
    """Show exactly these titles (keys) to everybody from the day starts_on to the day ends_on, both whole (五(三): before a
    list is published). Returns the notice.

    Raises Refused for days that cannot be, without words to whom to write, or when a title has moved meanwhile."""
    _check_days(starts_on, ends_on)
    said = {"office": office.strip(), "address": address.strip(), "phone": phone.strip()}
    if not all(said.values()):
        raise Refused(_("请填受理单位、地址和联系电话，群众要知道向谁反映。"))
    # The submissions first, as opening a review again locks them.
    theirs = Title.objects.filter(year=year, pk__in=keys).values("entry__submission")
    list(Submission.objects.select_for_update().filter(pk__in=theirs).order_by("pk"))
    titles = [title for title in locked_titles(year, keys) if not title.published_on]
    stands = standings(titles)
    if not titles or len(titles) != len(set(keys)):
        raise Refused(_("要公示的社区刚刚变动过，请看本页现在的内容再公示。"))
    if moved := [title for title in titles if stands[title.pk].stand != Stand.WAITING]:
        raise Refused(_("%(entry)s已在公示，请看本页现在的内容再公示。") % {"entry": moved[0].entry})
    notice = PublicNotice.objects.create(
        year=year,
        starts_on=starts_on,
        ends_on=ends_on,
        document_number=year.programme.document_number,
        email=email.strip(),
        opened_by=by,
        **said,
    )
    NoticeLine.objects.bulk_create(
        [_line(notice, place, title.entry) for place, title in enumerate(titles, start=1)], batch_size=500
    )
    days = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    trail.record("notice_opened", row=notice, by=by, after=days | {"listed": len(titles)} | said)
    return notice


def _check_days(starts_on, ends_on):
    tomorrow = timezone.localdate() + timedelta(days=1)
    if starts_on < tomorrow:
        raise Refused(
            _("公示最早从明天（%(day)s）开始：当天已经过了一部分，不足一整天。") % {"day": cn_date(tomorrow)}
        )
    if ends_on < starts_on:
        raise Refused(
            _("公示截止（%(last)s）不能早于公示开始（%(first)s）。")
            % {"last": cn_date(ends_on), "first": cn_date(starts_on)}
        )
    _check_not_too_long(ends_on)


def _check_not_too_long(ends_on):
    latest = timezone.localdate() + LONGEST
    if ends_on > latest:
        raise Refused(
            _("公示截止最晚 %(day)s（今天起 60 天），请核对年份。开始以后只能延长，不能缩短。")
            % {"day": cn_date(latest)}
        )


def _line(notice, place, entry):
    return NoticeLine(
        notice=notice,
        place=place,
        entry=entry,
        district_name=entry.submission.district.name,
        street_name=entry.street_name,
        community_name=entry.community_name,
    )


def locked(notice):
    rows = PublicNotice.objects.select_for_update(of=("self",)).select_related("year")
    return rows.get(pk=notice.pk)


@door("notice_withdrawn")
def withdraw_notice(notice, *, reason, by):
    """Take a notice back before its first day; its communities wait for another. Raises Refused once it has begun, a second
    time, or without a reason."""
    notice = locked(notice)
    if why := why_not_withdrawable(notice):
        raise Refused(why)
    if not reason.strip():
        raise Refused(_("请写明撤回的理由。"))
    notice.withdrawn_by, notice.withdrawn_at, notice.withdrawn_why = by, timezone.now(), reason.strip()
    notice.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    trail.record("notice_withdrawn", row=notice, by=by, after={"reason": notice.withdrawn_why})
    return notice


@door("notice_extended")
def extend_notice(notice, *, ends_on, reason, by):
    """Give a running notice more days. Raises Refused when it does not run, for a day not later than the one that stands,
    or without a reason."""
    notice = locked(notice)
    if why := why_not_extendable(notice):
        raise Refused(why)
    if ends_on <= notice.ends_on:
        raise Refused(
            _("公示开始以后只能延长：新的截止日要晚于 %(day)s。") % {"day": cn_date(notice.ends_on)}
        )
    _check_not_too_long(ends_on)
    if not reason.strip():
        raise Refused(_("请写明延长的理由。"))
    before = {"ends_on": notice.ends_on.isoformat()}
    notice.ends_on = ends_on
    notice.save(update_fields=["ends_on"])
    after = {"ends_on": ends_on.isoformat(), "reason": reason.strip()}
    trail.record("notice_extended", row=notice, by=by, before=before, after=after)
    return notice


def why_not_withdrawable(notice):
    """Empty where the notice has not begun yet."""
    if notice.withdrawn:
        return _("这次公示已经撤回了。")
    if not notice.coming:
        return _("公示已于 %(day)s 开始，不能撤回；有问题的，记录异议并答复。") % {
            "day": cn_date(notice.starts_on)
        }
    return ""


def why_not_extendable(notice):
    """Empty while the notice runs."""
    if notice.withdrawn:
        return _("这次公示已经撤回了。")
    if notice.stopped:
        return _("对整个公示的异议成立，这次公示已停止，不再延长；请重新公示。")
    if notice.coming:
        return _("公示还没有开始：日期不对的，请撤回以后重新公示。")
    if notice.ended:
        return _("公示已于 %(day)s 24 时期满，不能再延长。") % {"day": cn_date(notice.ends_on)}
    return ""
