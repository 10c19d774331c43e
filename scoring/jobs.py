"""What of this app a worker does: bringing a large workbook back, in the one transaction in which its job ends."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from districts import jobs
from districts.doors import Refused
from districts.jobs.actions import request_job
from districts.jobs.kinds import Kind, Outcome, register
from districts.spreadsheets import BadFile

from . import access
from .bring_back import ALL, bring_back, open_again
from .workbook.read import WrongWorkbook

NAME = "workbook_back"


def is_large(opened):
    """Whether an Opened workbook is written by a job rather than while its person waits."""
    return len(opened.filled.rows) > jobs.IMPORT_ROWS


def request_bring_back(upload, *, seen, good_rows, taken, by):
    """The Job that does what bring_back would do with these."""
    params = {
        "key": str(upload.key),
        "seen": seen,
        "good_rows": good_rows,
        "taken": "all" if taken is ALL else sorted(taken),
    }
    title = _("导回评分工作簿：%(name)s") % {"name": upload.name}
    return request_job(NAME, params=params, title=title[:255], by=by)


def _work(run):
    params = run.params
    upload = access.own_workbook(run.by, params["key"])
    try:
        opened = open_again(upload)
    except OSError as error:
        raise Http404("the stored file is missing") from error
    except (BadFile, WrongWorkbook) as wrong:
        raise Refused(str(wrong)) from wrong
    taken = ALL if params["taken"] == "all" else set(params["taken"])
    done = bring_back(
        upload, opened, seen=params["seen"], good_rows=params["good_rows"], taken=taken, by=run.by
    )
    return Outcome(done.in_words)


def _back(params):
    return reverse("scoring:workbook_check", args=[params["key"]]), _("打开这份评分工作簿")


register(NAME, Kind(_work, writes=True, back=_back))
