"""Whose tasks are which, the most pressing first. A new task is a function of (user, year) and one name in a row here."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.deadlines import Due, how_far
from districts.models import Role
from districts.queries import account_counts, event_counts
from districts.registry.queries import differing
from districts.text import cn_date, named
from districts.todo import Todo

from . import city_todos, other_years
from .arrivals import arrived
from .city_facts import CityFacts
from .district_page import district_home
from .held_work import left_with_open_work
from .opinion_queries import open_opinions


def of_the_district(user, year):
    yield from district_home(user, year).todos


def of_the_city(user, year):
    return city_todos.of_the_city(CityFacts(user, year))


def to_opine(user, year):
    """What a department can say its opinion of and has not."""
    counts = open_opinions(user, year) if year else None
    if counts and counts.open:
        detail = _("%(given)s / %(all)s 已提。") % {"given": counts.given, "all": counts.all}
        if counts.due:
            due = Due(counts.due)
            detail += _("截止 %(day)s，%(left)s。") % {
                "day": cn_date(due.day),
                "left": how_far(due.days_left),
            }
        if counts.again:
            detail += _("其中 %(n)s 个请再看（补正过，或者增加了项目）。") % {"n": counts.again}
        url = reverse("reports:opinions", args=[year.number])
        yield Todo(counts.open, _("提会审意见"), detail, url, _("去会审"))


# --- accounts ------------------------------------------------------------------------------------------------------


def people_who_left(user, year):
    found = list(left_with_open_work())
    if found:
        detail = _("%(names)s的账号已停用，手上的工作还没有人接。") % {"names": named(found)}
        url = reverse("reports:hand_over", args=[found[0].pk])
        yield Todo(len(found), _("移交离开的人的工作"), detail, url, _("去移交"))


def accounts(user, year):
    counts = account_counts()
    for state, title, detail in (
        ("waiting", _("催改密码"), _("账号建好或发了新密码，本人还没有登录换成自己的密码。")),
        ("dormant", _("核对久未登录的账号"), _("联系本人；已经离开的，移交工作并停用。")),
        ("unreached", _("补填邮箱"), _("没有邮箱的人收不到邮件；本人也可以在“修改密码”一页填写。")),
    ):
        if counts[state]:
            url = f"{reverse('districts:people')}?state={state}"
            yield Todo(counts[state], title, detail, url, _("看是谁"))


def registry_questions(user, year):
    """Districts whose declared number of the year differs from the registry's: a question, never a fault."""
    found = differing(year) if year else []
    if found:
        detail = _("%(names)s的申报社区数与名录不同，请与区县核对名录。") % {
            "names": named([each.district for each in found])
        }
        yield Todo(len(found), _("核对社区名录"), detail, reverse("districts:registry"), _("看名录"))


def refusals(user, year):
    count = event_counts(timezone.localdate())["week"][1]
    if count:
        since = timezone.localdate() - timedelta(days=6)
        url = f"{reverse('districts:trail')}?result=refused&since={since.isoformat()}"
        detail = _("七天内没有做成的登录和操作，看有没有异常。")
        yield Todo(count, _("看被拒绝的操作"), detail, url, _("去看"))


# --- whose ---------------------------------------------------------------------------------------------------------

TASKS = {
    Role.EDITOR: (of_the_district,),
    Role.DISTRICT_LEAD: (of_the_district,),
    Role.REVIEWER: (of_the_city,),
    Role.CITY_LEAD: (of_the_city,),
    Role.DEPARTMENT: (to_opine, arrived, other_years.of_the_department),
    Role.ADMINISTRATOR: (people_who_left, accounts, registry_questions, arrived),
    Role.AUDITOR: (refusals, arrived),
}
NEED_A_YEAR = (Role.EDITOR, Role.DISTRICT_LEAD, Role.REVIEWER, Role.CITY_LEAD)


def todos(user, year):
    """Everything this person is to do in the chosen year (None before a year is loaded); a fixed number of queries."""
    if year is None and user.role in NEED_A_YEAR:
        return []
    return [todo for task in TASKS[user.role] for todo in task(user, year)]
