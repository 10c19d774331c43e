"""Lists in pages."""

from functools import cached_property

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

REACHED = 10_000  # rows of a list without end that can be turned to; further ones are found by filtering


def paginated(request, rows, size=50):
    """For components/pagination.html: one page of the rows, and the filter to keep while turning pages."""
    return _page(request, Paginator(rows, size))


def bounded(request, rows, size=50):
    """paginated, for rows that become more every day: no more than REACHED of them are counted and turned through."""
    return _page(request, Bounded(rows, size))


def _page(request, paginator):
    kept = request.GET.copy()
    kept.pop("page", None)
    return {"page_obj": paginator.get_page(request.GET.get("page")), "query": kept.urlencode()}


class Counted(Paginator):
    """Pages of rows whose number is known: counted together with something else, they are not counted again."""

    def __init__(self, rows, size, number):
        super().__init__(rows, size)
        self.count = number


class Bounded(Paginator):
    """Pages of the first REACHED rows: neither counting nor turning pages looks at what comes after them."""

    reached = REACHED

    @cached_property
    def _found(self):
        # Their order matters no longer, and what is joined to show them.
        return self.object_list.order_by().select_related(None).values("pk")[: self.reached + 1].count()

    @cached_property
    def count(self):
        return min(self._found, self.reached)

    @property
    def more(self):
        """Whether there are rows that no page shows."""
        return self._found > self.reached

    @property
    def rows_in_words(self):
        """How many there are, as far as it was counted."""
        return _("%(n)s 多") % {"n": self.reached} if self.more else self.count
