"""会审: who answers for what, and what the departments said."""

from tests.walls.rows.registry import a_year
from tests.walls.rows.review import more_entries, the_submission, the_undecided


def a_joint_review(world):
    """生态环境局 answers for items 5 and 8, and 民政局 for 14."""
    from datetime import date

    from reports.actions import change_joint_review
    from reports.joint_plan import DUE, is_empty, plan_of

    plan = plan_of(world.year)
    if is_empty(plan):
        wanted = {DUE: date(2021, 9, 20), "shengtai": frozenset({5, 8}), "minzheng": frozenset({14})}
        change_joint_review(world.year, seen=plan, to=plan | wanted, by=world.people.shen)
    return a_year(world)


def an_open_opinion(world):
    a_joint_review(world)
    return the_undecided(world)


def a_given_opinion(world):
    """生态环境局 objects to item 5 of 天一社区."""
    from reports.models import Opinion, OpinionItem

    entry = world.submission.entries.get(**an_open_opinion(world))
    made = {
        "department": world.people.huan.department,
        "receipt": world.receipt,
        "made_by": world.people.huan,
    }
    opinion, new = Opinion.objects.get_or_create(entry=entry, defaults=made)
    if new:
        OpinionItem.objects.bulk_create(
            [
                OpinionItem(opinion=opinion, number=5, text="没有治理记录。"),
                OpinionItem(opinion=opinion, number=8),
            ]
        )
    return {"pk": entry.pk}


def year_of_opinions(world):
    a_given_opinion(world)
    return a_year(world)


def recognised_against_advice(world):
    """天一社区 is recognised although a department objects; the other one is withdrawn. Only concluding is left."""
    from reports.actions import decide, withdraw

    entry = world.submission.entries.get(**a_given_opinion(world))
    if entry.decision == "pending":
        decide(entry, decision="recognised", seen="pending", by=world.people.wang)
        withdraw(world.entry, reason="不再参加。", by=world.people.zhou)
    return the_submission(world)


def a_lent_photo(world):
    """The photo beside item 8 of 天一社区."""
    from scoring.models import Evidence

    return {
        "key": Evidence.objects.get(item__sheet__entries__pk=an_open_opinion(world)["pk"], item__number=8).key
    }


def more_opinions(world, number):
    """So many more listed communities, each with an opinion of 生态环境局, every other one an objection."""
    from reports.models import Entry, Opinion, OpinionItem

    more_entries(world, number)
    bare = Entry.objects.filter(submission=world.submission, opinions__isnull=True, total=88)
    made = {
        "department": world.people.huan.department,
        "receipt": world.receipt,
        "made_by": world.people.huan,
    }
    opinions = Opinion.objects.bulk_create([Opinion(entry=entry, **made) for entry in bare])
    OpinionItem.objects.bulk_create(
        [
            OpinionItem(opinion=each, number=item, text="不实。" * (item == 5) * (place % 2))
            for place, each in enumerate(opinions)
            for item in (5, 8)
        ]
    )
