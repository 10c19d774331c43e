"""The mail itself: plain text, a subject with district and count, no points and no telephone numbers."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from .told import TOLD


@dataclass(frozen=True)
class Letter:
    person: object
    subject: str
    body: str

    def message(self, connection):
        return EmailMessage(self.subject, self.body, to=[self.person.email], connection=connection)


def letter(person, news, reminders):
    """news: (event, place) pairs, oldest first; reminders: lines of text."""
    paragraphs = _paragraphs(news)
    body = [_("%(name)s：您好！") % {"name": person.full_name}]
    for head, lines in paragraphs:
        body.append("\n".join([head, *lines]))
    if reminders:
        body.append("\n".join([_("【还要办的】"), *reminders]))
    body.append(f"{_('请登录查看和办理：')}{settings.SITE_URL}/")
    body.append(
        _(
            "这封邮件由绿色社区评估上报系统发出，每人每天最多一封，请不要回复。不想再收，登录后在“修改密码”一页清空邮箱。"
        )
    )
    return Letter(person, _subject(news, paragraphs, reminders), "\n\n".join(body) + "\n")


def _paragraphs(news):
    """[(head, lines)] by district in Annex 2's order and year; the actions in the order of the table."""
    grouped = {}
    for event, place in news:
        grouped.setdefault((place.district.annex_order, place.year), []).append((event, place))
    made = []
    for _key, pairs in sorted(grouped.items(), key=lambda each: each[0]):
        place = pairs[0][1]
        lines = []
        for action, told in TOLD.items():
            if events := [event for event, _place in pairs if event.action == action]:
                lines += told.words(events)
        made.append((f"【{place.district} {place.year}年度】", lines))
    return made


def _subject(news, paragraphs, reminders):
    parts = []
    if paragraphs:
        names = list(dict.fromkeys(str(place.district) for _event, place in news))
        where = names[0] if len(names) == 1 else _("%(n)s 个区县") % {"n": len(names)}
        count = sum(not line.startswith(" ") for _head, lines in paragraphs for line in lines)
        parts.append(_("%(where)s %(n)s 条消息") % {"where": where, "n": count})
    if reminders:
        parts.append(_("%(n)s 件事要办") % {"n": len(reminders)})
    return " ".join(f"{_('绿色社区')}：{'，'.join(parts)}".split())
