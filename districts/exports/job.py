"""A long export made by a job: the view of its address is asked once more, as the person who asked and with the roles and rows
that are his by then; what it would have sent is written to a file."""

import tempfile
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils.translation import gettext as _

from districts import trail
from districts.jobs.kinds import Kind, Outcome
from districts.models import Year

from .files import WRITE, file_name
from .table import TableOut

NAME = "list_export"


@dataclass(frozen=True)
class Sent:
    """What a view gave to `send`."""

    table: TableOut
    kind: str
    row: Model | None
    district: Model | None


class AskedAgain(HttpRequest):
    """The request of an export that nobody waits for: instead of answering, `send` puts down here what it was given."""

    sent: Sent

    def __init__(self, path, query, user):
        super().__init__()
        self.method, self.path, self.path_info = "GET", path, path
        self.GET, self.user = QueryDict(query), user
        self.resolver_match = resolve(path)
        self.years = Year.objects.select_related("programme")  # what access.year_or_404 looks into


def params_of(request):
    """What the job has to know to ask again."""
    return {"path": request.path_info, "query": request.GET.urlencode()}


def work(run):
    """The Outcome of a long export."""
    request = AskedAgain(run.params["path"], run.params["query"], run.by)
    view, args, kwargs = request.resolver_match
    if run.by.role not in view.policy.roles:
        raise PermissionDenied(_("这份表不属于您现在的职责。"))
    view(request, *args, **kwargs)
    sent = request.sent
    file = tempfile.TemporaryFile()  # noqa: SIM115  whoever takes the outcome closes it, and closing removes it
    WRITE[sent.kind](replace(sent.table, rows=run.counted(sent.table.rows, sent.table.count)), file)
    name = file_name(sent.table, sent.kind)
    after = {"file": name, "filter": sent.table.narrowed or _("全部"), "rows": run.done}

    def told(of_the_file):
        trail.record(
            "list_exported", by=run.by, row=sent.row, district=sent.district, after=after | of_the_file
        )

    return Outcome(_("共 %(rows)s 行。") % {"rows": run.done}, file=file, name=name, told=told)


KIND = Kind(work)
