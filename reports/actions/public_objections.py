"""公示异议: what somebody outside said of a notice is recorded, and answered by the city lead."""

from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.text import cn_date

from ..models import PublicObjection, Title
from .noticing import locked


@door("public_objection_recorded")
def record_public_objection(notice, *, line=None, received_on, channel, from_whom="", text, by):
    """Keep what was said of one community of a notice (line), or of the whole. It holds the publication until answered.

    Raises Refused before the notice begins, for a day before that or not yet, without words, for the very same record a
    second time (a form sent twice), or once it is too late: what is published is looked at again (复查)."""
    notice = locked(notice)
    if why := why_not_objectable(notice):
        raise Refused(why)
    today = timezone.localdate()
    if not notice.starts_on <= received_on <= today:
        raise Refused(
            _("收到日期应在 %(first)s（公示开始）至 %(last)s（今天）之间。")
            % {"first": cn_date(notice.starts_on), "last": cn_date(today)}
        )
    if not text.strip():
        raise Refused(_("请写明异议的内容。"))
    _check_not_published(notice, line)
    said = {
        "line": line,
        "received_on": received_on,
        "channel": channel,
        "from_whom": from_whom.strip(),
        "text": text.strip(),
    }
    if notice.objections.filter(**said).exists():
        raise Refused(_("这件异议已经记录了，没有再记一次。"))
    made = PublicObjection.objects.create(notice=notice, recorded_by=by, **said)
    # From whom it came stands with the objection alone: the trail is read by more people, and for good.
    after = {"received_on": received_on.isoformat(), "channel": channel, "text": made.text}
    trail.record("public_objection_recorded", row=made, by=by, after=after)
    return made


def why_not_objectable(notice):
    """Empty from the first day of a notice on; what comes late is recorded too."""
    if notice.withdrawn:
        return _("这次公示已经撤回了，没有可以记录的异议。")
    if notice.coming:
        return _("公示 %(day)s 才开始。") % {"day": cn_date(notice.starts_on)}
    return ""


def _check_not_published(notice, line):
    titles = Title.objects.filter(entry__notice_lines__notice=notice)
    if line is not None:
        titles = Title.objects.filter(entry=line.entry_id)
    published = titles.filter(published_on__isnull=False)
    if published.exists() and not titles.filter(published_on__isnull=True).exists():
        raise Refused(
            _("%(what)s已经公布，异议不再影响公布；请在称号页记录复查。")
            % {"what": line or _("这次公示的社区")}
        )


@door("public_objection_answered")
def answer_public_objection(objection, *, upheld, answer, by):
    """Answer it: not upheld, the title may be published; upheld, its notice counts no more: the district's review is
    opened again and decided anew, or, for the whole notice, everything is shown again.

    Raises Refused without words or when it is answered already."""
    notice = locked(objection.notice)
    standing = PublicObjection.objects.select_related("line__entry__submission").get(pk=objection.pk)
    standing.notice = notice
    if not standing.open:
        raise Refused(_("这条异议已经答复过了。"))
    if not answer.strip():
        raise Refused(_("请写明答复的理由。"))
    standing.upheld, standing.answer = upheld, answer.strip()
    standing.answered_by, standing.answered_at = by, timezone.now()
    standing.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
    after = {"upheld": upheld, "answer": standing.answer}
    trail.record("public_objection_answered", row=standing, by=by, after=after)
    return standing
