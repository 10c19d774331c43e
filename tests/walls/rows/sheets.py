"""Score sheets, their evidence and their workbooks."""

from scoring.actions import make_sheets
from scoring.models import ScoreSheet, Stage
from tests.walls.rows.registry import more_communities


def the_sheet(world):
    return {"pk": world.sheet.pk}


def a_start(world):
    """The community's sheet of the year after, which may be started from this year's."""
    from districts.models import Year

    following = Year.objects.get(number=world.year.number + 1)
    found = ScoreSheet.objects.filter(community=world.sheet.community, year=following).first()
    if found is None:
        place = {"district": world.places.haishu, "year": following, "stage": Stage.INITIAL}
        (found,) = make_sheets([world.sheet.community], **place)
    return {"pk": found.pk, "origin": "last"}


def the_item(world):
    return {"pk": world.sheet.pk, "number": 17}


def the_evidence(world):
    return {"key": world.evidence.key}


def the_photo(world):
    """A photo beside the returned sheet, asked about since it also stands in another street's."""
    return {"key": world.photo.key}


def an_export(of):
    """The address of the file beside a page; as a spreadsheet, which is whole before it is sent."""
    return lambda world: of(world) | {"kind": "xlsx"}


def a_workbook(world, edits=None):
    """A workbook 陈淑芬 has uploaded: one change in the sheet that is open again."""
    from scoring.bring_back import keep_workbook, open_workbook
    from tests.scoring.workbook.books import downloaded, edited

    chen = world.people.chen
    content = edited(downloaded(chen, world.year), edits or {("春浪社区", "10a"): 88.5})
    opened = open_workbook("填好.xlsx", content, year=world.year, district=chen.district, by=chen)
    return {"key": keep_workbook(opened.upload, content=content, by=chen).key}


def a_faulty_workbook(world):
    return a_workbook(world, {("春浪社区", "10a"): 1, ("天一社区", "1a"): "有", (3, "编号"): "999"})


def a_workbook_overtaken(world):
    """Its item has been saved on the site since."""
    from scoring.actions import save_item

    made = a_workbook(world)
    row = world.sheet.items.select_related("sheet").get(number=10)
    save_item(row, findings={"10a": 70}, reason="", version=row.version, by=world.people.lin)
    return made


def more_sheets(world, number):
    from districts.models import Participation

    made = more_communities(world, number)
    Participation.objects.bulk_create([Participation(community=each, year=world.year) for each in made])
    return make_sheets(made, district=world.places.haishu, year=world.year, stage=Stage.INITIAL)


def more_begun(world, number):
    """So many more sheets 陈淑芬 has begun and not finished."""
    from django.utils import timezone

    from scoring.models import ItemScore

    sheets = more_sheets(world, number)
    begun = ItemScore.objects.filter(sheet__in=sheets, number=1)
    begun.update(version=1, changed_by=world.people.chen, changed_at=timezone.now())


def more_workbook_rows(world, number):
    """So many more communities, and a change for each in the workbook uploaded last."""
    from scoring.models import WorkbookUpload
    from tests.scoring.workbook.books import downloaded, edited

    made = more_sheets(world, number)
    content = downloaded(world.people.chen, world.year)
    content = edited(content, {(sheet.community.name, "10a"): 95 for sheet in made})
    with open(WorkbookUpload.objects.first().file.path, "wb") as file:
        file.write(content)
