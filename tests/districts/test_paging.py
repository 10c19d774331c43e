"""Lists without end: only so much of them is counted and turned through."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from districts import trail
from districts.models import Event
from districts.paging import Bounded

pytestmark = pytest.mark.django_db


class Few(Bounded):
    reached = 5


@pytest.fixture
def events(people):
    Event.objects.bulk_create([trail.event("sign_in", by=people.chen, row=people.chen) for _n in range(7)])
    return list(Event.objects.all()[:7])


def text(page):
    drawn = render_to_string("components/pagination.html", {"page_obj": page, "unit": "条", "query": ""})
    return drawn.split("<p>")[1].split("</p>")[0]


def test_rows_beyond_the_reach_are_neither_counted_nor_shown_and_the_last_page_says_so(events):
    pages = Few(Event.objects.select_related("actor"), 2)
    with CaptureQueriesContext(connection) as asked:
        assert (pages.count, pages.num_pages, pages.more) == (5, 3, True)
    assert ["LIMIT 6" in one["sql"] for one in asked] == [True]
    assert [list(pages.page(n)) for n in (1, 2, 3)] == [events[:2], events[2:4], events[4:5]]
    assert text(pages.page(1)) == "第 1–2 条，共 5 多 条"
    assert text(pages.page(3)) == "第 5–5 条，共 5 多 条。再往后的不逐页翻，请用上面的条件筛选"


def test_a_list_within_reach_is_counted_and_shown_whole(events):
    pages = Few(Event.objects.filter(pk__in=[each.pk for each in events[:5]]), 2)
    assert (pages.count, pages.num_pages, pages.more) == (5, 3, False)
    assert text(pages.page(3)) == "第 5–5 条，共 5 条"
