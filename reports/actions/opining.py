"""The departments' opinions: of one community, or nothing against many at once. An opinion may be changed until its
district is concluded; after the due day it is late, and still taken."""

from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door

from ..models import Entry, Opinion, OpinionItem, Submission
from ..opinion_queries import own_numbers, version_of
from ..rulings import why_no_opinion
from ..since import withheld
from .locks import locked, locked_each, locked_year


@door("opinion_given")
def give_opinion(entry, *, texts, seen, by):
    """Say a department's opinion of one listed community (五(三)): `texts` holds its objections, item number -> words;
    none is 无意见.

    seen: the version (version_of) that stood on the page. Raises Refused when the list is not under review, the district
    is correcting the sheet, an item is not the department's, or something has moved since the page was made."""
    submission = locked(Submission(pk=entry.submission_id))
    year = locked_year(submission.year)
    entry = Entry.objects.get(pk=entry.pk)
    entry.submission = submission
    numbers = own_numbers(by.department_id, year)
    _open_to(entry, numbers, withheld([entry]))
    standing = Opinion.objects.filter(entry=entry, department=by.department_id).first()
    receipt = submission.receipts.last()
    if seen != version_of(receipt.pk, standing, numbers):
        raise _moved(entry, standing)
    texts = {number: text.strip() for number, text in texts.items() if text.strip()}
    if strangers := sorted(set(texts) - set(numbers)):
        raise Refused(
            _("第 %(items)s 项不是贵部门会审的项目，请只对自己的项目提意见。")
            % {"items": "、".join(map(str, strangers))}
        )
    before = _kept(standing)
    made = standing or Opinion(entry=entry, department=by.department)
    _write([made], receipt, numbers, texts, by=by)
    trail.record("opinion_given", row=made, by=by, before=before, after=_after(receipt, texts))
    return made


@door("opinions_given")
def nothing_against(year, *, seen, by):
    """无意见 to exactly these listed communities of a year, of any district, or to none of them. seen: entry key -> the
    version (version_of) that stood on the page. Returns how many.

    Raises Refused naming the first of which it cannot be said now: an opinion was given since, the district handed in
    again, the department's items are others, or it is not under review."""
    if not seen:
        raise Refused(_("请先筛选出还没有提意见的社区。"))
    submissions = locked_each(Submission.objects.filter(year=year, entries__in=seen).distinct())
    year = locked_year(year)
    numbers = own_numbers(by.department_id, year)
    count, events = 0, []
    for submission in submissions:
        entries = list(submission.entries.filter(pk__in=seen).order_by("pk"))
        receipt = submission.receipts.last()
        hidden = withheld(entries)
        _none_given(entries, by)
        for entry in entries:
            entry.submission = submission
            _open_to(entry, numbers, hidden)
            if seen[entry.pk] != version_of(receipt.pk, None, numbers):
                raise _moved(entry, None)
        made = [Opinion(entry=entry, department=by.department) for entry in entries]
        _write(made, receipt, numbers, {}, by=by)
        events += [trail.event("opinion_given", row=each, by=by, after=_after(receipt, {})) for each in made]
        count += len(entries)
    if count != len(seen):
        raise Refused(_("选中的社区有的已不在本年度名单里，请重新筛选。"))
    trail.record_all(events)
    trail.record("opinions_given", row=year, by=by, after={"count": count})
    return count


def outdate_opinions(entries, contents):
    """The district hands in again: what was said before of the items that differ is to be looked at again. Called by the
    doors of the hand-in, before the receipt. contents: since.contents_of."""
    for entry in entries:
        if numbers := list(contents.reasons(entry)):
            Opinion.objects.filter(entry=entry).update(outdated=True)
            OpinionItem.objects.filter(opinion__entry=entry, number__in=numbers).update(changed=True)


def _open_to(entry, numbers, hidden):
    if why := why_no_opinion(entry, numbers, hidden):
        raise Refused(why)


def _none_given(entries, by):
    standing = Opinion.objects.filter(entry__in=entries, department=by.department_id)
    if first := standing.select_related("entry", "made_by").order_by("pk").first():
        raise _moved(first.entry, first)


def _moved(entry, standing):
    if standing:
        return Refused(
            _("%(entry)s的意见刚由%(who)s提出或者改过，或者内容有了变化，请看过再提。")
            % {"entry": entry, "who": standing.made_by}
        )
    return Refused(
        _("您打开这一页以后，%(entry)s又上报过或者会审项目有了变化，请看过再提。") % {"entry": entry}
    )


def _write(opinions, receipt, numbers, texts, *, by):
    """The same opinion, new or in place of what stood, of entries of one submission."""
    standing, new = [each for each in opinions if each.pk], [each for each in opinions if not each.pk]
    for each in opinions:
        each.receipt, each.made_by, each.made_at, each.outdated = receipt, by, timezone.now(), False
    Opinion.objects.bulk_create(new)
    Opinion.objects.bulk_update(standing, ["receipt", "made_by", "made_at", "outdated"])
    OpinionItem.objects.filter(opinion__in=standing).delete()
    OpinionItem.objects.bulk_create(
        [
            OpinionItem(opinion=opinion, number=number, text=texts.get(number, ""))
            for opinion in opinions
            for number in numbers
        ]
    )


def _kept(opinion):
    """What the trail keeps of an opinion; nothing where there is none."""
    if opinion is None:
        return None
    items = opinion.items.exclude(text="").order_by("number").values_list("number", "text")
    return _after(opinion.receipt, dict(items))


def _after(receipt, texts):
    objections = [
        _("第%(number)s项：%(text)s") % {"number": number, "text": text}
        for number, text in sorted(texts.items())
    ]
    return {"receipt": receipt.number, "objections": objections}
