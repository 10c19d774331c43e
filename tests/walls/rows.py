"""The rows the routes are opened with, made in the world of the walls: what an address names (its keys), and how a page grows."""

from districts.models import Community, Role, Street, User
from scoring.actions import make_sheets
from scoring.adopting import adopt_rubric, comment_on
from scoring.models import Adoption, Rubric, ScoreSheet, Stage
from scoring.rubrics import keep_draft
from tests.rubrics import METHOD, published, variant


def a_year(world):
    return {"year": world.year.number}


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


def a_draft(world):
    """海曙's own draft, with a rule more and another pass mark."""
    sound = variant(pass_mark=78, new_rule=True)
    draft = Rubric.objects.filter(district=world.places.haishu, published_at__isnull=True).first()
    draft = draft or keep_draft(world.places.haishu, sound=sound, by=world.people.zhou)
    return {"year": world.year.number, "pk": draft.pk}


def a_version(world):
    """海曙's own version, published."""
    own = Rubric.objects.filter(district=world.places.haishu, published_at__isnull=False).first()
    own = own or published(world.people.zhou, variant(pass_mark=75, new_rule=True), world.places.haishu)
    return {"year": world.year.number, "pk": own.pk}


def the_citys_draft(world):
    draft = Rubric.objects.filter(district=None, published_at__isnull=True).first()
    draft = draft or keep_draft(None, sound=variant(pass_mark=84), by=world.people.shen)
    return {"year": world.year.number, "pk": draft.pk}


def an_adoption(world):
    """海曙 has adopted its own version for the year after, in which no sheet has begun."""
    from districts.models import Year

    following = Year.objects.get(number=world.year.number + 1)
    adoption = Adoption.objects.filter(year=following, district=world.places.haishu).first()
    if adoption is None:
        own = Rubric.objects.get(pk=a_version(world)["pk"])
        adopt_rubric(own, year=following, method=METHOD, by=world.people.zhou)
        adoption = Adoption.objects.get(rubric=own)
        comment_on(adoption, comment="达标线低于全市，请在评审材料中说明理由。", by=world.people.shen)
    return {"year": following.number, "pk": adoption.pk}


def the_adopted_version(world):
    """海曙's own version in the year it is adopted for: what is left to adopt is to correct the method."""
    return {"year": an_adoption(world)["year"], "pk": a_version(world)["pk"]}


def year_of_adoption(world):
    return {"year": an_adoption(world)["year"]}


def the_submission(world):
    return {"pk": world.submission.pk}


def the_entry(world):
    return {"pk": world.entry.pk}


def the_undecided(world):
    """天一社区 of 月湖街道: handed in and pending."""
    return {"pk": world.submission.entries.get(community_name="天一社区").pk}


def a_decline(world):
    """天一社区 is declined, and the district has not objected yet."""
    from reports.actions import decide

    entry = world.submission.entries.get(community_name="天一社区")
    if entry.decision == "pending":
        decide(entry, decision="declined", seen="pending", reason="场地被占用。", by=world.people.wang)
    return {"pk": entry.pk}


def an_objection(world):
    """The district has objected to the decline, and nobody has answered."""
    from reports.actions import make_objection

    entry = world.submission.entries.get(**a_decline(world))
    if not hasattr(entry, "objection"):
        make_objection(entry, text="场地八月已经恢复。", by=world.people.zhou)
    return {"pk": entry.pk}


def a_rescore(world):
    """The city re-scores 天一社区: one item otherwise than the district, one the same."""
    from reports.actions import start_rescore
    from scoring.actions import save_item
    from scoring.rescoring import agree

    sheet = start_rescore(world.submission.entries.get(**the_undecided(world)), by=world.people.wang)
    if sheet.items.get(number=5).version == 0:
        rows = {row.number: row for row in sheet.items.select_related("sheet")}
        found = {"5a": True, "5b": True, "5c": False}
        save_item(rows[5], findings=found, reason="道路两侧也没有治理。", version=0, by=world.people.wang)
        agree(sheet, {1: 0}, by=world.people.wang)
    return {"pk": sheet.pk}


def a_rescored_entry(world):
    a_rescore(world)
    return the_undecided(world)


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


def an_evaluation(world):
    """海曙 is evaluated: before that the district has nothing to read."""
    from reports.evaluation import facts_of
    from reports.models import Evaluation
    from reports.receipts import canonical

    kept = {"grade": "good", "text": "组织得力。", "evaluated_by": world.people.shen}
    kept["facts"] = canonical(facts_of(world.submission))
    Evaluation.objects.get_or_create(submission=world.submission, defaults=kept)
    return the_submission(world)


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


def a_notice(world, first=-1, last=5):
    """天一社区 stands in a public notice, which began yesterday unless told (days from today)."""
    from datetime import timedelta

    from django.utils import timezone

    from tests.reports.lists import noticed

    a_title(world, published=False)
    found = world.year.notices.first()
    if found is None:
        found = noticed(world.year, world.people.shen)
    today = timezone.localdate()
    found.starts_on, found.ends_on = today + timedelta(days=first), today + timedelta(days=last)
    found.save()
    return {"pk": found.pk}


def a_coming_notice(world):
    return a_notice(world, first=1, last=7)


def an_ended_notice(world):
    return a_notice(world, first=-7, last=-1)


def a_public_objection(world):
    """A letter against 天一社区, not answered."""
    from django.utils import timezone

    from reports.models import PublicNotice, PublicObjection

    notice = PublicNotice.objects.get(**a_notice(world))
    made, _new = PublicObjection.objects.get_or_create(
        notice=notice,
        line=notice.lines.first(),
        defaults={
            "received_on": timezone.localdate(),
            "channel": "letter",
            "from_whom": "一位居民",
            "text": "健身场地被占用。",
            "recorded_by": world.people.wang,
        },
    )
    return {"pk": made.pk}


def an_answered_objection(world):
    """It is upheld: the review, concluded before, is to be opened again."""
    from django.utils import timezone

    from reports.actions import answer_public_objection
    from reports.models import PublicObjection, Submission

    concluded = {"status": "concluded", "concluded_at": timezone.now()}
    Submission.objects.filter(pk=world.submission.pk).update(**concluded)
    found = PublicObjection.objects.get(**a_public_objection(world))
    if found.open:
        answer_public_objection(found, upheld=True, answer="情况属实。", by=world.people.shen)
    return {"pk": found.notice_id}


def a_doubted_entry(world):
    """Its review was opened again, and nothing is decided since the objection was upheld."""
    from datetime import timedelta

    from django.utils import timezone

    from reports.models import Entry, PublicObjection, Submission

    an_answered_objection(world)
    entry = PublicObjection.objects.get(**a_public_objection(world)).line.entry
    before = {"decided_by": world.people.wang, "decided_at": timezone.now() - timedelta(hours=1), "due": None}
    Entry.objects.filter(submission=entry.submission_id).update(decision="recognised", **before)
    again = {"status": "submitted", "concluded_at": None}
    Submission.objects.filter(pk=entry.submission_id).update(**again)
    return {"pk": entry.pk}


def a_stopped_notice(world):
    from reports.models import PublicObjection

    PublicObjection.objects.filter(notice=an_answered_objection(world)["pk"]).update(line=None)
    return a_notice(world)


def more_notices(world, number):
    """So many more notices that run, each with one community."""
    from reports.models import NoticeLine, PublicNotice
    from tests.reports.lists import OFFICE

    first = PublicNotice.objects.get(**a_notice(world))
    days = {"starts_on": first.starts_on, "ends_on": first.ends_on, "opened_by": first.opened_by}
    made = PublicNotice.objects.bulk_create(
        [
            PublicNotice(year=world.year, document_number="甬建发〔2021〕55号", **days, **OFFICE)
            for _ in range(number)
        ]
    )
    entry, names = first.lines.get().entry, {"district_name": "海曙区", "street_name": "月湖街道"}
    NoticeLine.objects.bulk_create(
        [NoticeLine(notice=each, place=1, entry=entry, community_name="天一社区", **names) for each in made]
    )


def more_lines(world, number):
    """So many more communities in the notice, each with an objection that is answered."""
    from django.utils import timezone

    from reports.models import NoticeLine, PublicNotice, PublicObjection, Title

    notice = PublicNotice.objects.get(**a_notice(world))
    more_titles(world, number)
    titles = Title.objects.filter(entry__notice_lines=None).select_related("entry")
    start, names = notice.lines.count() + 1, {"district_name": "海曙区", "street_name": "望春街道"}
    lines = NoticeLine.objects.bulk_create(
        [
            NoticeLine(
                notice=notice, place=start + n, entry=t.entry, community_name=t.entry.community_name, **names
            )
            for n, t in enumerate(titles)
        ]
    )
    answered = {"upheld": False, "answer": "不属实。", "answered_by": world.people.shen}
    PublicObjection.objects.bulk_create(
        [
            PublicObjection(
                notice=notice,
                line=line,
                received_on=timezone.localdate(),
                channel="phone",
                text="不符。",
                recorded_by=world.people.wang,
                answered_at=timezone.now(),
                **answered,
            )
            for line in lines
        ]
    )


def more_checks(world, number):
    """One more sample, which has drawn so many more communities."""
    from reports.models import Entry, Sample, SpotCheck

    more_entries(world, number)
    drawn = Entry.objects.filter(submission=world.submission, spot_check__isnull=True, total=88)
    sample, _new = Sample.objects.get_or_create(
        submission=world.submission,
        sequence=1,
        defaults={"seed": "s", "share": 100, "frame": "[]", "drawn_by": world.people.wang},
    )
    SpotCheck.objects.bulk_create([SpotCheck(sample=sample, entry=e, stratum="clear") for e in drawn])


def a_sample(world):
    """Everything that could be drawn was drawn, and one visit has begun."""
    from reports.actions import draw_sample

    if not world.submission.samples.exists():
        a_rescore(world)
        draw_sample(world.submission, share=50, seed="2021-hs", by=world.people.wang)
    return the_submission(world)


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


def a_second_factor(world):
    """陈淑芬 has one."""
    from tests.scenes import give_second_factor

    give_second_factor(world.people.chen)
    return {}


def handed_over(world):
    """林小萍 is on leave; 陈淑芬 goes on with her work."""
    from districts.models import HandOver
    from reports.actions import hand_over

    if not HandOver.objects.exists():
        hand_over(world.people.lin, to=world.people.chen, leaves=False, note="休假。", by=world.people.guan)
    return {}


def the_documents(world):
    return {"year": world.year.number, "code": world.places.haishu.code}


def a_practice(world):
    """海曙 recommends what it did; the city has not said a word."""
    from reports.models import GoodPractice
    from tests.scenes import recommend

    found = GoodPractice.objects.filter(district=world.places.haishu).first()
    return {"pk": (found or recommend(world.places.haishu, world.year, world.people.zhou).practice).pk}


def an_accepted_practice(world):
    from reports.actions import accept_practice
    from reports.models import Document

    kept = a_practice(world)
    version = Document.objects.filter(practice=kept["pk"]).first()
    if not version.acceptances.exists():
        accept_practice(version, comment="垃圾分类与楼道治理一起抓。", by=world.people.wang)
    return kept


def a_late_plan(world):
    """海曙 has sent everything stamped, the plan is overdue, and a practice is accepted."""
    from reports.actions import add_document
    from scoring.uploads import SCAN_KINDS, check
    from tests.files import a_photo

    an_accepted_practice(world)
    checked = check(a_photo("回执.jpg"), SCAN_KINDS)
    kept = {"year": world.year, "purpose": "stamped_receipt", "receipt": world.receipt}
    add_document(world.places.haishu, checked=checked, by=world.people.zhou, **kept)
    return the_documents(world)


def a_joint_review(world):
    """生态环境局 answers for items 5 and 8, and 民政局 for 14."""
    from datetime import date

    from reports.actions import change_joint_review
    from reports.joint_plan import DUE, is_empty, plan_of

    plan = plan_of(world.year)
    if is_empty(plan):
        wanted = {DUE: date(2021, 9, 20), "shengtai": frozenset({5, 8}), "minzheng": frozenset({14})}
        change_joint_review(world.year, seen=plan, to=plan | wanted, by=world.people.shen)
    return a_year(world)


def an_open_opinion(world):
    a_joint_review(world)
    return the_undecided(world)


def a_given_opinion(world):
    """生态环境局 objects to item 5 of 天一社区."""
    from reports.models import Opinion, OpinionItem

    entry = world.submission.entries.get(**an_open_opinion(world))
    made = {
        "department": world.people.huan.department,
        "receipt": world.receipt,
        "made_by": world.people.huan,
    }
    opinion, new = Opinion.objects.get_or_create(entry=entry, defaults=made)
    if new:
        OpinionItem.objects.bulk_create(
            [
                OpinionItem(opinion=opinion, number=5, text="没有治理记录。"),
                OpinionItem(opinion=opinion, number=8),
            ]
        )
    return {"pk": entry.pk}


def year_of_opinions(world):
    a_given_opinion(world)
    return a_year(world)


def recognised_against_advice(world):
    """天一社区 is recognised although a department objects; the other one is withdrawn. Only concluding is left."""
    from reports.actions import decide, withdraw

    entry = world.submission.entries.get(**a_given_opinion(world))
    if entry.decision == "pending":
        decide(entry, decision="recognised", seen="pending", by=world.people.wang)
        withdraw(world.entry, reason="不再参加。", by=world.people.zhou)
    return the_submission(world)


def a_lent_photo(world):
    """The photo beside item 8 of 天一社区."""
    from scoring.models import Evidence

    return {
        "key": Evidence.objects.get(item__sheet__entries__pk=an_open_opinion(world)["pk"], item__number=8).key
    }


def to_be_handed_in(world):
    """江北 has nothing left to do but to hand in."""
    from tests.scenes import fill, prepare

    for sheet in ScoreSheet.objects.filter(district=world.places.jiangbei, year=world.year):
        fill(sheet, world.people.he)
    prepare(world.other_submission, world.people.he)
    return {"pk": world.other_submission.pk}


def who_is_away(world):
    handed_over(world)
    return {"pk": world.people.lin.pk}


def whose_telephone_is_lost(world):
    a_second_factor(world)
    return {"pk": world.people.chen.pk}


# --- growth ----------------------------------------------------------------------------------------------------


def more_communities(world, number):
    """So many more communities in 海曙, without sheets."""
    street, _ = Street.objects.get_or_create(district=world.places.haishu, code="330203009", name="望春街道")
    start = Community.objects.filter(street=street).count()
    return Community.objects.bulk_create(
        [
            Community(street=street, name=f"第{start + n}社区", code=f"330203009{start + n:03d}")
            for n in range(number)
        ]
    )


def more_sheets(world, number):
    from districts.models import Participation

    made = more_communities(world, number)
    Participation.objects.bulk_create([Participation(community=each, year=world.year) for each in made])
    return make_sheets(made, district=world.places.haishu, year=world.year, stage=Stage.INITIAL)


def the_last_year(world):
    return {"year": world.year.number + 1}


def more_of_the_last_year(world, number):
    """So many more communities that took part in the newest year."""
    from districts.models import Participation, Year

    last = Year.objects.get(number=world.year.number + 1)
    made = more_communities(world, number)
    Participation.objects.bulk_create([Participation(community=each, year=last) for each in made])


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


def more_entries(world, number):
    """So many more listed communities, each with a scored sheet and evidence beside its award."""
    from django.utils import timezone

    from reports.models import Entry
    from scoring.models import Lock

    sheets = more_sheets(world, number)
    ScoreSheet.objects.filter(pk__in=[each.pk for each in sheets]).update(
        total=88, passed=True, lock=Lock.HANDED_IN, locked_at=timezone.now(), locked_by=world.people.zhou
    )
    Entry.objects.bulk_create(
        [
            Entry(
                submission=world.submission,
                community=sheet.community,
                sheet=sheet,
                street_name="望春街道",
                community_name=sheet.community.name,
                total=88,
                without_bonus=88,
            )
            for sheet in sheets
        ]
    )


def more_practices(world, number):
    """So many more good practices of 海曙, as many versions of its plan, and receipts with their scans."""
    from reports.models import Document, GoodPractice, Receipt

    ours = {"district": world.places.haishu, "year": world.year}
    file = {"file": "documents/x.pdf", "name": "x.pdf", "kind": "pdf", "size": 1, "sha256": "0" * 64}
    kept = ours | file | {"uploaded_by": world.people.zhou}
    made = GoodPractice.objects.bulk_create([GoodPractice(**ours) for _ in range(number)])
    receipt, start = world.receipt, Receipt.objects.count()
    again = [
        Receipt(
            submission=world.submission,
            sequence=100 + start + n,
            number=f"{receipt.number}-{start + n}",
            issued_to=receipt.issued_to,
            listed=1,
            declared=1,
            content=receipt.content,
            sha256=receipt.sha256,
        )
        for n in range(number)
    ]
    Receipt.objects.bulk_create(again)
    Document.objects.bulk_create(
        [Document(**kept, purpose="plan") for _ in made]
        + [Document(**kept, purpose="stamped_receipt", receipt=each) for each in again]
        + [
            Document(**kept, purpose="good_practice", practice=e, title=f"做法{e.pk}", summary="好")
            for e in made
        ]
    )
    return made


def more_accepted(world, number):
    from reports.models import Acceptance, Document

    made = Document.objects.filter(practice__in=more_practices(world, number))
    Acceptance.objects.bulk_create(
        [Acceptance(practice_id=e.practice_id, document=e, accepted_by=world.people.wang) for e in made]
    )


def more_opinions(world, number):
    """So many more listed communities, each with an opinion of 生态环境局, every other one an objection."""
    from reports.models import Entry, Opinion, OpinionItem

    more_entries(world, number)
    bare = Entry.objects.filter(submission=world.submission, opinions__isnull=True, total=88)
    made = {
        "department": world.people.huan.department,
        "receipt": world.receipt,
        "made_by": world.people.huan,
    }
    opinions = Opinion.objects.bulk_create([Opinion(entry=entry, **made) for entry in bare])
    OpinionItem.objects.bulk_create(
        [
            OpinionItem(opinion=each, number=item, text="不实。" * (item == 5) * (place % 2))
            for place, each in enumerate(opinions)
            for item in (5, 8)
        ]
    )


def more_versions(world, number):
    """So many more published versions of the city's."""
    from django.utils import timezone

    first = Rubric.objects.get(code="ningbo-2021", version="1")
    start = Rubric.objects.count()
    Rubric.objects.bulk_create(
        [
            Rubric(
                code=first.code,
                version=str(100 + start + n),
                title=first.title,
                source=first.source,
                pass_mark=first.pass_mark,
                definition=first.definition,
                published_at=timezone.now(),
                uploaded_by=world.people.shen,
            )
            for n in range(number)
        ]
    )


def a_registry_file(world):
    """A file brought by the lead and not confirmed: one community renamed, one new, one left out."""
    from districts.registry.actions import hold

    rows = [
        "区县代码,区县,街道代码,街道,社区代码,社区,有效期止,并入",
        "330203,海曙区,330203001,南门街道,330203001001,春浪社区,2021-03-01,春浪新社区",
        "330203,海曙区,330203001,南门街道,３３０２０３００１００１,春浪新社区,,",
        "330203,海曙区,330203001,南门街道,330203001002,柳堤社区,,",
    ]
    hold("名录.csv", "\n".join(rows).encode(), by=world.people.zhou)
    return {}


def a_faulty_file(world):
    """A file that no longer fits: the page names its cells."""
    from districts.registry.actions import hold

    heads = "区县代码,区县,街道代码,街道,社区代码,社区"
    rows = ["330205,江北区,330205005,孔浦街道,,甲社区", "330203,海曙区,330203001,南门街道,3302,乙社区"]
    hold("名录.csv", "\n".join([heads, *rows]).encode(), by=world.people.zhou)
    return {}


def a_renamed_community(world):
    from datetime import date

    from districts.registry.actions import rename_community

    community = world.places.communities["春浪社区"]
    rename_community(community, name="春浪新社区", code=None, day=date(2022, 1, 1), by=world.people.zhou)
    return {"pk": community.pk}


def more_of_the_file(world, number):
    """The file waiting for the lead with so many more rows."""
    from districts.models import RegistryFile
    from districts.registry.actions import hold

    content = bytes(RegistryFile.objects.get(by=world.people.zhou).content)
    start = content.count(b"\n")
    rows = [
        f"\n330203,海曙区,330203001,南门街道,330203001{start + n + 100:03d},第{start + n}社区,,"
        for n in range(number)
    ]
    hold("名录.csv", content + "".join(rows).encode(), by=world.people.zhou)


def the_community(world):
    return {"pk": world.places.communities["春浪社区"].pk}


def more_people(world, number):
    start = User.objects.count()
    User.objects.bulk_create(
        [
            User(
                username=f"person{start + n}",
                full_name=f"人员{start + n}",
                role=Role.EDITOR,
                district=world.places.haishu,
                street=world.places.nanmen,
            )
            for n in range(number)
        ]
    )


def more_events(world, number):
    from districts import trail

    trail.record_all(
        [
            trail.event("item_saved", by=world.people.chen, row=(world.item, world.people.chen)[n % 2])
            for n in range(number)
        ]
    )


def more_history(world, number):
    """So many more events of one sheet: saves, evidence, returns."""
    from districts import trail
    from scoring.items import snapshot

    kept = snapshot(world.item)
    kinds = (
        {"action": "item_saved", "row": world.item, "before": kept | {"points": 0}, "after": kept},
        {"action": "evidence_added", "row": world.evidence, "after": {"name": world.evidence.name}},
        {"action": "sheet_unlocked", "row": world.sheet, "note": "证书看不清颁发单位。"},
    )
    trail.record_all([trail.event(by=world.people.chen, **kinds[n % 3]) for n in range(number)])


def more_extensions(world, number):
    from datetime import date

    from districts.models import Extension

    Extension.objects.bulk_create(
        [
            Extension(
                year=world.year,
                district=world.places.haishu,
                until=date(2099, 1, 1),
                reason="台风",
                granted_by=world.people.shen,
            )
            for _ in range(number)
        ]
    )
