"""The joint review of the fixed cast: 生态环境局 answers for items 5 and 10, 民政局 for 14."""

from datetime import date

from districts.models import Department, Role, User
from reports import actions
from reports.joint_plan import DUE, plan_of
from reports.models import Opinion
from reports.opinion_queries import own_numbers, version_of
from tests.conftest import PASSWORD

ITEMS = {"shengtai": {5, 10}, "minzheng": {14}}


def assign(year, by, due=date(2021, 9, 20), **items):
    """The lead sets these items, and leaves the rest as it stands."""
    seen = plan_of(year)
    wanted = {code: frozenset(numbers) for code, numbers in (items or ITEMS).items()}
    actions.change_joint_review(year, seen=seen, to=seen | wanted | {DUE: due}, by=by)


def min_of_civil_affairs():
    """闵秀兰 of 民政局."""
    ties = {"role": Role.DEPARTMENT, "department": Department.objects.get(code="minzheng")}
    return User.objects.create_user("min", PASSWORD, full_name="闵秀兰", must_change_password=False, **ties)


def version(entry, by):
    standing = Opinion.objects.filter(entry=entry, department=by.department).first()
    numbers = own_numbers(by.department_id, entry.submission.year)
    return version_of(entry.submission.receipts.last().pk, standing, numbers)


def say(entry, by, **texts):
    """An opinion of what stands now; t5="…" objects to item 5."""
    texts = {int(name.removeprefix("t")): text for name, text in texts.items()}
    return actions.give_opinion(entry, texts=texts, seen=version(entry, by), by=by)


def standing(entry):
    """Department -> its texts by item, of every item it spoke of."""
    return {
        each.department.code: dict(each.items.order_by("number").values_list("number", "text"))
        for each in Opinion.objects.filter(entry=entry)
    }
