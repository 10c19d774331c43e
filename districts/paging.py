from django.core.paginator import Paginator


def paginated(request, rows, size=50):
    """For components/pagination.html: one page of the rows, and the filter to keep while turning pages."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return {"page_obj": Paginator(rows, size).get_page(request.GET.get("page")), "query": kept.urlencode()}
