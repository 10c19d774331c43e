"""Titles: given, published, looked at again."""

from tests.walls.rows.review import more_entries


def a_title(world, published=True):
    """天一社区 holds a title, published unless told."""
    from datetime import date

    from reports.models import Title

    entry = world.submission.entries.get(community_name="天一社区")
    kept = {"batch": "第一批", "document_number": "甬建发〔2021〕99号", "published_on": date(2021, 10, 20)}
    title, _new = Title.objects.get_or_create(
        entry=entry,
        defaults={"community": entry.community, "year": world.year, "given_on": date(2021, 9, 28)}
        | (kept if published else {}),
    )
    return {"pk": title.pk}


def more_titles(world, number):
    """So many more titles, not published yet."""
    from datetime import date

    from reports.models import Entry, Title

    more_entries(world, number)
    entries = Entry.objects.filter(submission=world.submission, title__isnull=True, total=88)
    Title.objects.bulk_create(
        [
            Title(community_id=e.community_id, year=world.year, entry=e, given_on=date(2021, 9, 28))
            for e in entries
        ]
    )


def more_published(world, number):
    """So many more titles, published together with a_title."""
    from datetime import date

    from reports.models import Title

    more_titles(world, number)
    kept = {"batch": "第一批", "document_number": "甬建发〔2021〕99号", "published_on": date(2021, 10, 20)}
    Title.objects.filter(published_on=None).update(**kept)
