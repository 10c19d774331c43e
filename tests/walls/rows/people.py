"""Who takes part, and what the trail says of them."""

from districts.models import Role, User


def a_second_factor(world):
    """陈淑芬 has one."""
    from tests.scenes import give_second_factor

    give_second_factor(world.people.chen)
    return {}


def handed_over(world):
    """林小萍 is on leave; 陈淑芬 goes on with her work."""
    from districts.models import HandOver
    from reports.actions import hand_over

    if not HandOver.objects.exists():
        hand_over(world.people.lin, to=world.people.chen, leaves=False, note="休假。", by=world.people.guan)
    return {}


def who_is_away(world):
    handed_over(world)
    return {"pk": world.people.lin.pk}


def whose_telephone_is_lost(world):
    a_second_factor(world)
    return {"pk": world.people.chen.pk}


def more_people(world, number):
    start = User.objects.count()
    User.objects.bulk_create(
        [
            User(
                username=f"person{start + n}",
                full_name=f"人员{start + n}",
                role=Role.EDITOR,
                district=world.places.haishu,
                street=world.places.nanmen,
            )
            for n in range(number)
        ]
    )


def more_events(world, number):
    from districts import trail

    trail.record_all(
        [
            trail.event("item_saved", by=world.people.chen, row=(world.item, world.people.chen)[n % 2])
            for n in range(number)
        ]
    )


def more_history(world, number):
    """So many more events of one sheet: saves, evidence, returns."""
    from districts import trail
    from scoring.items import snapshot

    kept = snapshot(world.item)
    kinds = (
        {"action": "item_saved", "row": world.item, "before": kept | {"points": 0}, "after": kept},
        {"action": "evidence_added", "row": world.evidence, "after": {"name": world.evidence.name}},
        {"action": "sheet_unlocked", "row": world.sheet, "note": "证书看不清颁发单位。"},
    )
    trail.record_all([trail.event(by=world.people.chen, **kinds[n % 3]) for n in range(number)])
