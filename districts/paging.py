"""Lists in pages."""

from django.core.paginator import Paginator


def paginated(request, rows, size=50):
    """For components/pagination.html: one page of the rows, and the filter to keep while turning pages."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return {"page_obj": Paginator(rows, size).get_page(request.GET.get("page")), "query": kept.urlencode()}


class Counted(Paginator):
    """Pages of rows whose number is known: counted together with something else, they are not counted again."""

    def __init__(self, rows, size, number):
        super().__init__(rows, size)
        self.count = number
