"""What the pictures of this package share: their tables, the size of their rows."""

from districts.exports import TableOut

from ..models import StatusChoices

ROW, BAR = 52, 18  # pixels of a row: a line of words, its bar below
USUAL_MARK = 80  # 附件1: 80分以上, where no rubric is adopted yet


def table_out(scope, slug, title, columns, rows):
    """The numbers of a picture; rows are kept, as a page draws them and a file takes them."""
    return TableOut(
        title=title,
        slug=slug,
        scope=(scope.year.number, scope.place),
        columns=columns,
        rows=rows,
        count=len(rows),
    )


def silent(p):
    """Nothing handed in and nothing recognised before (reports.queries.Progress): blank, not 0."""
    return p.status == StatusChoices.DRAFT and not p.recognised


def pass_mark(scope):
    """The pass mark the picture is drawn around: the only one used, or that of the rubric in use."""
    if len(scope.totals.marks) == 1:
        return scope.totals.marks[0]
    return scope.rubric.pass_mark if scope.rubric else USUAL_MARK
