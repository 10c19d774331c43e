"""公布 and 动态管理: titles are published under a document number, looked at again later, and may be revoked."""

import re

from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.text import cn_date

from ..models import PublicNotice, Recheck, StatusChoices, Title
from ..publication import districts_of
from ..title_queries import held_together, years_using
from .locks import locked_titles

# 发文字号: issuing body, year in 〔〕, number; 党政机关公文格式 (GB/T 9704) 7.2.5.
NUMBER = re.compile(
    r"^(?P<body>[^\s〔〕\[\]【】()（）0-9]{2,12})〔(?P<year>20\d\d)〕(?P<number>[1-9]\d{0,3})号$"
)
LOOSE = re.compile(
    r"^(\D{2,12}?)\s*[\[【(（〔﹝［]\s*(20\d\d)\s*[\]】)）〕﹞］]\s*(?:第)?0*([1-9]\d{0,3})\s*号?$"
)


def document_number(text):
    """A document number as it is written officially (甬建发〔2021〕55号). Raises Refused telling what would be right."""
    text = text.strip()
    if NUMBER.match(text):
        return text
    if near := LOOSE.match(text):
        right = f"{near[1].strip()}〔{near[2]}〕{near[3]}号"
        raise Refused(
            _("文号应写作“%(right)s”：年份用六角括号〔〕，序号不加“第”、不编虚位，中间不留空格。")
            % {"right": right}
        )
    raise Refused(_("“%(text)s”不是文号，应如“甬建发〔2021〕55号”。") % {"text": text})


@door("titles_published")
def publish_titles(year, *, keys, batch, number, on, by, again=False):
    """Publish titles of a year under one batch and document number. All or none; returns how many.

    Each has stood in a public notice that has ended, and no objection to it is open or upheld (reports.publication);
    the titles of a district are published together. again: the person has confirmed that the number was used for
    another year before. Raises Refused naming the first communities of which that does not hold, for a number written
    wrongly, without a batch, for a day that is not yet or before a title was given or its notice had ended, or a title
    published meanwhile."""
    number, batch = _published_as(year, batch, number, on, again)
    titles = locked_titles(year, keys)
    if not titles or len(titles) != len(set(keys)):
        raise Refused(_("要公布的称号刚刚变动过，请看本页现在的内容再公布。"))
    for title in titles:
        _check_publishable(title, on)
    _check_shown(titles, on)
    for title in titles:
        title.batch, title.document_number, title.published_on = batch, number, on
    Title.objects.bulk_update(titles, ["batch", "document_number", "published_on"], batch_size=500)
    after = {"batch": batch, "document_number": number, "on": on.isoformat()}
    trail.record_all([trail.event("titles_published", row=title, by=by, after=after) for title in titles])
    return len(titles)


def _published_as(year, batch, number, on, again):
    """(number, batch) as they are kept; Refused for what no document can say of a year's titles."""
    number, batch = document_number(number), batch.strip()
    if not batch:
        raise Refused(_("请填批次。"))
    if on > timezone.localdate():
        raise Refused(_("公布日期不能晚于今天（%(day)s）。") % {"day": cn_date(timezone.localdate())})
    if not again and (used := years_using(number, but=year)):
        raise Refused(
            _("%(number)s 已用于公布%(years)s的称号：请核对文号；确实是同一文件，请勾选确认。")
            % {"number": number, "years": "、".join(map(str, used))}
        )
    return number, batch


def _check_publishable(title, on):
    if title.published_on:
        raise Refused(
            _("%(community)s已经以 %(number)s 公布过了。")
            % {"community": title.entry, "number": title.document_number}
        )
    if title.entry.submission.status != StatusChoices.CONCLUDED:
        raise Refused(_("%(community)s的评审没有办结，不能公布。") % {"community": title.entry})
    _check_given_before(title, on)


def _check_shown(titles, on):
    """公示 comes first. The notices are locked, so that nobody records an objection between this and the publication."""
    shown = PublicNotice.objects.filter(lines__entry__title__in=titles).values("pk")
    list(PublicNotice.objects.select_for_update().filter(pk__in=shown).order_by("pk"))
    submissions = {title.entry.submission_id for title in titles}
    whole = Title.objects.filter(entry__submission__in=submissions, published_on__isnull=True)
    if left := whole.exclude(pk__in=[title.pk for title in titles]).select_related("entry").first():
        raise Refused(
            _("一个区县的称号一起公布，%(entry)s不在其内；请看本页现在的内容再公布。") % {"entry": left.entry}
        )
    for district in districts_of(titles):
        if found := district.obstacles():
            why, obstacle = found[0]
            raise Refused(
                _("%(district)s还不能公布。%(entries)s：%(why)s。")
                % {"district": district.submission.district, "entries": obstacle.named, "why": why}
            )
        for title in district.titles:
            ended = district.standings[title.pk].line.notice.ends_on
            if on <= ended:
                raise Refused(
                    _("公布日期须晚于公示截止日（%(community)s：%(day)s）。")
                    % {"community": title.entry, "day": cn_date(ended)}
                )


def _check_given_before(title, on):
    if on < title.given_on:
        raise Refused(
            _("公布日期不能早于认定日期（%(community)s：%(day)s）。")
            % {"community": title.entry, "day": cn_date(title.given_on)}
        )


@door("publication_corrected")
def correct_publication(title, *, keys, batch, number, on, reason, by, again=False):
    """Correct batch, number and day of a publication, for all titles of the year published like this one; one event.

    keys: the titles the person was shown; again: as for publish_titles. Returns how many. Raises Refused when these are
    no longer the titles published together, nothing changes, without a reason, or for a day after one was looked at."""
    year = title.year
    number, batch = _published_as(year, batch, number, on, again)
    if not reason.strip():
        raise Refused(_("请写明更正的理由。"))
    rows = Title.objects.select_for_update(of=("self",)).filter(year=year, pk__in=keys).order_by("pk")
    titles = list(rows.select_related("entry"))
    _check_published_together(title, titles, keys)
    before = [(each.batch, each.document_number, each.published_on) for each in titles]
    if set(before) == {(batch, number, on)}:
        raise Refused(_("批次、文号和日期都与现在的一样，没有要更正的。"))
    looked = dict(Recheck.objects.filter(title__in=titles).values_list("title").annotate(Min("on")))
    for each in titles:
        _check_given_before(each, on)
        if (first := looked.get(each.pk)) and on > first:
            raise Refused(
                _("公布日期不能晚于复查日期（%(community)s：%(day)s）。")
                % {"community": each.entry, "day": cn_date(first)}
            )
        each.batch, each.document_number, each.published_on = batch, number, on
    Title.objects.bulk_update(titles, ["batch", "document_number", "published_on"], batch_size=500)
    days = sorted({day.isoformat() for _batch, _number, day in before})
    trail.record(
        "publication_corrected",
        row=year,
        by=by,
        before={"batch": before[0][0], "document_number": before[0][1], "on": "、".join(days)},
        after={
            "batch": batch,
            "document_number": number,
            "on": on.isoformat(),
            "titles": len(titles),
            "reason": reason.strip(),
        },
    )
    return len(titles)


def _check_published_together(title, titles, keys):
    """The rows shown are all there, are published together, and no others were published with them since."""
    together = {(each.batch, each.document_number) for each in titles if each.published_on}
    known = {each.pk for each in titles}
    if len(together) == 1 and title.pk in known and known == set(keys):
        [(batch, number)] = together
        same = Title.objects.filter(year=title.year_id, batch=batch, document_number=number)
        if same.count() == len(titles):
            return
    raise Refused(_("这一批称号刚刚变动过，请看本页现在的内容再更正。"))


@door("title_rechecked")
def recheck_title(title, *, on, outcome, reason, by):
    """Keep the record of a later look at a title (动态管理), and revoke it from that day where that is the outcome. The
    titles of communities that have merged are kept or revoked together: they count as one.

    Raises Refused for a title not published or already revoked, a day before it was published or not yet, without words,
    or for the very same record a second time (a form sent twice)."""
    titles = _locked_together(title)
    title = next((each for each in titles if each.pk == title.pk), None)
    if title is None:
        raise Refused(_("这个称号刚刚随评审重新开启收回了。"))
    if title.revoked_on:
        raise Refused(_("称号已于 %(day)s 撤销。") % {"day": cn_date(title.revoked_on)})
    if not title.published_on:
        raise Refused(_("称号还没有公布：办结有误，请重新开启评审；公布以后才复查。"))
    for each in titles:
        _check_recheckable(each, on)
    if not reason.strip():
        raise Refused(_("请写明复查情况。"))
    after = {"on": on.isoformat(), "outcome": outcome, "reason": reason.strip()}
    if title.rechecks.filter(on=on, outcome=outcome, reason=after["reason"]).exists():
        raise Refused(_("这次复查已经记录了，没有再记一次。"))
    for each in titles:
        made = Recheck.objects.create(
            title=each, on=on, outcome=outcome, reason=after["reason"], checked_by=by
        )
        if outcome == Recheck.Outcome.REVOKED:
            each.revoked_on, each.revoked_why = on, made.reason
            each.save(update_fields=["revoked_on", "revoked_why"])
        trail.record("title_rechecked", row=each, by=by, after=after)
    return made


def _locked_together(title):
    """The title and all other valid ones of what is the same community today, locked in key order."""
    keys = [title.pk, *(each.pk for each in held_together(title))]
    rows = Title.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    return list(rows.select_related("community__street", "entry"))


def _check_recheckable(title, on):
    today = timezone.localdate()
    if not title.published_on:
        raise Refused(
            _("%(entry)s已与它合并，称号还没有公布：请先公布，或重新开启评审收回，再记录复查。")
            % {"entry": title.entry}
        )
    if not title.published_on <= on <= today:
        raise Refused(
            _("复查日期应在 %(first)s（公布）至 %(last)s（今天）之间。")
            % {"first": cn_date(title.published_on), "last": cn_date(today)}
        )
