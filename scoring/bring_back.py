"""Bringing a filled score workbook back: opened and kept, judged against the sheets as they stand, written all at once."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.spreadsheets import Limits, open_book

from . import access
from .evidence import keep_file
from .items import rewrite, write_items, write_totals
from .models import Rubric, Stage, WorkbookUpload
from .results import result_of
from .uploads import CheckedFile, clean_name
from .workbook.check import check
from .workbook.plan import Plan, plan
from .workbook.read import Filled, WrongWorkbook, check_place, read, rubric_of, stamp_of_book

LIMITS = Limits(rows=5_000, columns=640)
"""A workbook is as wide as its rubric has rules, and no longer than a district has communities."""

ALL = object()
"""Of the items changed on both sides, every one."""


class Stale(Refused):
    """Somebody has saved since the preview; `plan` is what bringing back would do now."""

    def __init__(self, plan):
        super().__init__(_("预览之后有人保存过，没有写入任何内容。请看现在的预览，再确认一次。"))
        self.plan = plan


@dataclass(frozen=True)
class Opened:
    """A workbook that is ours and meant for this place: whose it is (not saved yet), its rubric and its rows."""

    upload: WorkbookUpload
    rubric: object
    filled: Filled


@dataclass(frozen=True)
class Brought:
    """What was written: communities, and items that were blank, changed, or taken although the site had changed too."""

    communities: int
    new: int
    changed: int
    both: int
    left: int

    @property
    def in_words(self):
        """The sentence the person is told."""
        text = _("已导回 %(communities)s 个社区：新填 %(new)s 项，改动 %(changed)s 项。") % vars(self)
        if self.both:
            text += _("另有网上也改过、按文件写入的 %(both)s 项。") % vars(self)
        return text + (_("有问题的 %(left)s 行没有导回。") % vars(self) if self.left else "")


# --- reading ---------------------------------------------------------------------------------------------------


def open_workbook(name, content, *, year, district, by, stages=None):
    """The Opened of an uploaded file. stages: which it may be of, those the person fills in unless told.

    Raises BadUpload for a name that is none, BadFile for what is no readable spreadsheet, WrongWorkbook for one that is not ours or not for this year,
    district or stage: before any cell is judged."""
    name = clean_name(name)
    book = open_book(name, content, limits=LIMITS)
    stamp, _hidden = stamp_of_book(book)
    check_place(stamp, year=year.number, district=district, stages=stages or access.workbook_stages(by))
    upload = WorkbookUpload(
        district=district,
        year=year,
        stage=stamp.stage,
        uploaded_by=by,
        name=name,
        kind=book.kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return Opened(upload, *_read(book, stamp, upload))


def open_again(upload):
    """The Opened of a kept upload; raises as open_workbook does."""
    with upload.file.open("rb") as file:
        book = open_book(upload.name, file.read(), limits=LIMITS)
    return Opened(upload, *_read(book, stamp_of_book(book)[0], upload))


def _read(book, stamp, upload):
    pinned = _sheets(upload).values_list("rubric", flat=True)
    rubrics = list(Rubric.objects.filter(pk__in=pinned.distinct()).order_by("-pk"))
    if not rubrics:
        raise WrongWorkbook(
            _("%(district)s %(year)s还没有您能填写的%(stage)s评分表，先确定参与社区，再导回。")
            % {"district": upload.district, "year": upload.year, "stage": Stage(upload.stage).label}
        )
    rubric = rubric_of(stamp, rubrics)
    return rubric, read(book, rubric.parsed)


def _sheets(upload):
    """The sheets the sender of an upload may fill in, in the order in which they are locked."""
    return (
        access.visible_sheets(upload.uploaded_by)
        .filter(district=upload.district, year=upload.year, stage=upload.stage)
        .order_by("pk")
    )


def standing_sheets(opened, *, lock=False):
    """Key of a community -> its sheet as it stands, with `rows` (number -> item) and `why_locked`; a fixed number of
    queries. lock: their rows are locked first, so that what is read stays so until the transaction ends."""
    sheets = _sheets(opened.upload).filter(rubric=opened.rubric)
    if lock:
        list(sheets.select_for_update(of=("self",)).only("pk"))
    sheets = sheets.select_related("community__street", "locked_by").prefetch_related("items__changed_by")
    standing = {str(sheet.community_id): sheet for sheet in sheets}
    for sheet in standing.values():
        sheet.district, sheet.year, sheet.rubric = opened.upload.district, opened.upload.year, opened.rubric
        sheet.rows = {row.number: row for row in sheet.items.all()}
        sheet.why_locked = access.why_locked(sheet)
    return standing


def plan_of(opened, *, lock=False) -> Plan:
    """What bringing it back would do to the sheets as they stand now; its `left` are the rows with faults."""
    return plan(check(opened.filled, opened.rubric.parsed, standing_sheets(opened, lock=lock)))


def stages_to_take_out(user, year):
    """The stages whose workbook the person may bring back and that have sheets in the year."""
    sheets = access.visible_sheets(user).filter(district=user.district, year=year)
    standing = set(sheets.values_list("stage", flat=True))
    return [stage for stage in access.workbook_stages(user) if stage in standing]


# --- writing ---------------------------------------------------------------------------------------------------


@door("workbook_uploaded")
def keep_workbook(upload, *, content, by):
    """Keep an opened workbook as it came, with its row."""
    checked = CheckedFile(ContentFile(content), upload.name, upload.kind, upload.size, upload.sha256)
    keep_file(upload, checked)
    trail.record("workbook_uploaded", row=upload, by=by, after={"name": upload.name, "sha256": upload.sha256})
    return upload


@door("scores_loaded")
def bring_back(upload, opened, *, seen, good_rows=False, taken=(), by):
    """Write what a preview showed, all or nothing. Returns Brought.

    opened: the Opened of the upload; seen: digest of the plan the person had before them; good_rows: rows with faults
    are left out, which otherwise refuse the whole; taken: primary keys of the items changed on both sides where the
    file's version is to stand, or ALL. Raises Stale when the plan is another now, Refused when there is nothing to
    write, a sheet to be written is locked or the upload has been brought back already."""
    upload = WorkbookUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.brought_back_at:
        raise Refused(_("这份评分工作簿已经导回过了；又改过的话，请重新上传。"))
    now = plan_of(opened, lock=True)
    if now.digest != seen:
        raise Stale(now)
    if now.left and not good_rows:
        raise Refused(_("有 %(count)s 行要改正，没有写入任何内容。") % {"count": len(now.left)})
    if taken is ALL:
        taken = {change.row.pk for _community, change in now.both}
    written = [
        (community, changes) for community in now.communities if (changes := community.counting(taken))
    ]
    if not written:
        raise Refused(
            _("没有写入：网上也改过的项一项也没有勾选。要用文件里的，请先勾选。")
            if now.both
            else _("没有要写入的内容：文件和网上一致。")
        )
    _all_open(written)
    done = _written(now, written)
    _write(written, by)
    upload.brought_back_at = timezone.now()
    upload.save(update_fields=["brought_back_at"])
    trail.record("scores_loaded", row=upload, by=by, after=vars(done))
    return done


def _all_open(written):
    """Refuse to write to a locked sheet, whatever the check made of its row. The sheets are as they were locked."""
    for community, _changes in written:
        if community.sheet.lock:
            raise Refused(f"{community.sheet.community}：{access.why_locked(community.sheet)}")


def _written(now, written):
    kinds = [change.kind for _community, changes in written for change in changes]
    return Brought(len(written), *(kinds.count(kind) for kind in ("new", "changed", "both")), len(now.left))


def _write(written, by):
    note = _("由评分工作簿导回。")
    rows, events = [], []
    for _community, changes in written:
        for change in changes:
            kept = {name: getattr(change, name) for name in ("findings", "reason", "points", "state")}
            events.append(rewrite(change.row, by=by, note=note, **kept))
            rows.append(change.row)
    write_items(rows, events)
    sheets = [community.sheet for community, _changes in written]
    write_totals([(sheet, result_of(sheet.rubric.parsed, sheet.rows.values())) for sheet in sheets])
