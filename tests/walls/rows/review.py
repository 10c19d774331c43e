"""What is handed in and the city's review of it: decisions, objections, re-scores, spot checks."""

from scoring.models import ScoreSheet
from tests.walls.rows.sheets import more_sheets


def the_submission(world):
    return {"pk": world.submission.pk}


def the_entry(world):
    return {"pk": world.entry.pk}


def the_undecided(world):
    """天一社区 of 月湖街道: handed in and pending."""
    return {"pk": world.submission.entries.get(community_name="天一社区").pk}


def a_decline(world):
    """天一社区 is declined, and the district has not objected yet."""
    from reports.actions import decide

    entry = world.submission.entries.get(community_name="天一社区")
    if entry.decision == "pending":
        decide(entry, decision="declined", seen="pending", reason="场地被占用。", by=world.people.wang)
    return {"pk": entry.pk}


def an_objection(world):
    """The district has objected to the decline, and nobody has answered."""
    from reports.actions import make_objection

    entry = world.submission.entries.get(**a_decline(world))
    if not hasattr(entry, "objection"):
        make_objection(entry, text="场地八月已经恢复。", by=world.people.zhou)
    return {"pk": entry.pk}


def a_rescore(world):
    """The city re-scores 天一社区: one item otherwise than the district, one the same."""
    from reports.actions import start_rescore
    from scoring.actions import save_item
    from scoring.rescoring import agree

    sheet = start_rescore(world.submission.entries.get(**the_undecided(world)), by=world.people.wang)
    if sheet.items.get(number=5).version == 0:
        rows = {row.number: row for row in sheet.items.select_related("sheet")}
        found = {"5a": True, "5b": True, "5c": False}
        save_item(rows[5], findings=found, reason="道路两侧也没有治理。", version=0, by=world.people.wang)
        agree(sheet, {1: 0}, by=world.people.wang)
    return {"pk": sheet.pk}


def a_rescored_entry(world):
    a_rescore(world)
    return the_undecided(world)


def an_evaluation(world):
    """海曙 is evaluated: before that the district has nothing to read."""
    from reports.evaluation import facts_of
    from reports.models import Evaluation
    from reports.receipts import canonical

    kept = {"grade": "good", "text": "组织得力。", "evaluated_by": world.people.shen}
    kept["facts"] = canonical(facts_of(world.submission))
    Evaluation.objects.get_or_create(submission=world.submission, defaults=kept)
    return the_submission(world)


def more_checks(world, number):
    """One more sample, which has drawn so many more communities."""
    from reports.models import Entry, Sample, SpotCheck

    more_entries(world, number)
    drawn = Entry.objects.filter(submission=world.submission, spot_check__isnull=True, total=88)
    sample, _new = Sample.objects.get_or_create(
        submission=world.submission,
        sequence=1,
        defaults={"seed": "s", "share": 100, "frame": "[]", "drawn_by": world.people.wang},
    )
    SpotCheck.objects.bulk_create([SpotCheck(sample=sample, entry=e, stratum="clear") for e in drawn])


def a_sample(world):
    """Everything that could be drawn was drawn, and one visit has begun."""
    from reports.actions import draw_sample

    if not world.submission.samples.exists():
        a_rescore(world)
        draw_sample(world.submission, share=50, seed="2021-hs", by=world.people.wang)
    return the_submission(world)


def to_be_handed_in(world):
    """江北 has nothing left to do but to hand in."""
    from tests.scenes import fill, prepare

    for sheet in ScoreSheet.objects.filter(district=world.places.jiangbei, year=world.year):
        fill(sheet, world.people.he)
    prepare(world.other_submission, world.people.he)
    return {"pk": world.other_submission.pk}


def more_entries(world, number):
    """So many more listed communities, each with a scored sheet and evidence beside its award."""
    from django.utils import timezone

    from reports.models import Entry
    from scoring.models import Lock

    sheets = more_sheets(world, number)
    ScoreSheet.objects.filter(pk__in=[each.pk for each in sheets]).update(
        total=88, passed=True, lock=Lock.HANDED_IN, locked_at=timezone.now(), locked_by=world.people.zhou
    )
    Entry.objects.bulk_create(
        [
            Entry(
                submission=world.submission,
                community=sheet.community,
                sheet=sheet,
                street_name="望春街道",
                community_name=sheet.community.name,
                total=88,
                without_bonus=88,
            )
            for sheet in sheets
        ]
    )
