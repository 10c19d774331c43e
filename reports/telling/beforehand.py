"""What a button sends, said before it is pressed: to whom, how many now, how many with tomorrow's mail."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Digest, Entry
from .people import concernable
from .told import TOLD, Place


def in_general(action):
    """(icon, sentence) where the district is only chosen on the page itself."""
    words = _(
        "发邮件告知这个区县（市）：今天还没有收到过邮件的人马上收到，其余并入明天的一封；没有邮箱的请另行告知"
    )
    return "envelope", words + _not_really()


def mail_of_list(action, submission, *, by):
    """(icon, sentence) of an act on a district's whole list."""
    return _mail(action, [Place(submission.district, submission.year.number)], by)


def mail_of_entries(action, entries, *, by):
    """(icon, sentence) of an act on listed communities, of one district or several."""
    rows = Entry.objects.filter(pk__in=[each.pk for each in entries])
    streets = dict(rows.values_list("pk", "community__street"))
    places = {
        Place(each.submission.district, each.submission.year.number, streets[each.pk]) for each in entries
    }
    return _mail(action, places, by)


def mail_of_some(action, submission, *, by):
    """(icon, sentence) where the communities of the list are only chosen on the page itself."""
    icon, words = mail_of_list(action, submission, by=by)
    return icon, words + _("；街道填报员只在选中本街道的社区时收到")


def _mail(action, places, by):
    """One query, however many are told."""
    today = Digest.objects.filter(person=OuterRef("pk"), day=timezone.localdate())
    people = concernable(place.district.pk for place in places).exclude(pk=by.pk)
    to = TOLD[action].to
    told = [
        person
        for person in people.annotate(served=Exists(today))
        if any(to(person, place) for place in places)
    ]
    later = sum(person.served for person in told if person.email)
    without = sum(not person.email for person in told)
    return _in_words(len(told) - later - without, later, without)


def _in_words(now, later, without):
    if not now and not later:
        nobody = _("不发邮件：应当知道的 %(n)s 人都没有填邮箱，请另行告知") % {"n": without}
        return "bell-slash", nobody if without else _("不发邮件：没有要告知的人")
    if now and later:
        words = _("发邮件：今天还没有收到过邮件的 %(now)s 人马上收到，另 %(later)s 人并入明天的一封")
    elif now:
        words = _("发邮件：%(now)s 人马上收到")
    else:
        words = _("发邮件：%(later)s 人今天已经收到过一封，并入明天的一封")
    words %= {"now": now, "later": later}
    if without:
        words += _("；%(n)s 人没有填邮箱，请另行告知") % {"n": without}
    return "envelope", words + _not_really()


def _not_really():
    """Without a mail server mails are only printed."""
    if settings.MAIL_IS_PRINTED:
        return _("（没有设置邮件服务器，邮件只写在服务器的记录里，请另行告知）")
    return ""
