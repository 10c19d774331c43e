"""Every route of the site, declared once: who may open it, whose row it is, how its rows grow. The walls
(test_access, test_query_counts, test_pages) read this table; a route missing here fails the suite."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.walls import rows

EVERYBODY = "chen lin yue zhou wu he wang shen huan guan audit"
DISTRICT = "chen zhou lin yue wu he"
CITY = "wang shen"
KEEPERS = "zhou he guan"
# The rows (rows/) belong to 海曙区 南门街道.
OWN = "chen zhou lin"
OTHER_STREET = "yue"
OTHER_DISTRICT = "wu he"


@dataclass(frozen=True)
class Route:
    """opens: who gets in; hidden: who is told 404; everybody else who is signed in gets 403.

    look_as: whose page the browser walls look at (GET pages); grow: adds rows to the page, None for a page whose
    rows do not grow, with the reason in `still`."""

    opens: str
    hidden: str = ""
    kwargs: Callable = lambda world: {}
    method: str = "get"
    public: bool = False
    look_as: str = ""
    grow: Callable | None = None
    still: str = ""
    files: bool = False
    query: str = ""
    data: dict = field(default_factory=dict)


# --- the table ---------------------------------------------------------------------------------------------------

ROUTES = {
    "home": Route(opens=EVERYBODY, look_as="zhou", grow=rows.more_sheets),
    "takeover": Route(opens=EVERYBODY, kwargs=rows.handed_over, look_as="chen", grow=rows.more_begun),
    "health_live": Route(opens=EVERYBODY, public=True, files=True),
    "health_ready": Route(opens=EVERYBODY, public=True, files=True),
    "guide": Route(opens="guan", look_as="guan", still="samples"),
    # districts
    "districts:sign_in": Route(
        opens=EVERYBODY, public=True, look_as="nobody", still="two fields and the due day"
    ),
    "districts:sign_out": Route(opens=EVERYBODY, method="post"),
    "districts:password": Route(opens=EVERYBODY, look_as="chen", still="three fields"),
    "districts:code": Route(opens=EVERYBODY, kwargs=rows.a_second_factor, look_as="chen", still="one field"),
    "districts:sign_out_everywhere": Route(opens=EVERYBODY, method="post"),
    "districts:second_factor": Route(opens=EVERYBODY, look_as="chen", still="one code"),
    "districts:second_factor_off": Route(
        opens=EVERYBODY, kwargs=rows.a_second_factor, look_as="chen", still="one field"
    ),
    "districts:email": Route(opens=EVERYBODY, look_as="chen", still="one field"),
    "districts:people": Route(opens="guan", look_as="guan", grow=rows.more_people),
    "districts:people_export": Route(
        opens="guan", kwargs=rows.an_export(lambda w: {}), files=True, grow=rows.more_people
    ),
    "districts:person_new": Route(opens="guan", look_as="guan", still="one form"),
    "districts:person": Route(
        opens="guan", kwargs=lambda w: {"pk": w.people.chen.pk}, look_as="guan", still="one form"
    ),
    "districts:person_password": Route(
        opens="guan", kwargs=lambda w: {"pk": w.people.chen.pk}, look_as="guan", still="one question"
    ),
    "districts:person_second_factor": Route(
        opens="guan", kwargs=lambda w: {"pk": w.people.chen.pk}, look_as="guan", still="one question"
    ),
    "districts:person_back": Route(opens="guan", kwargs=lambda w: {"pk": w.people.chen.pk}, method="post"),
    "districts:trail": Route(opens="audit", look_as="audit", grow=rows.more_events),
    "districts:trail_export": Route(
        opens="audit", kwargs=rows.an_export(lambda w: {}), files=True, grow=rows.more_events
    ),
    "districts:jobs": Route(opens=EVERYBODY, look_as="chen", grow=rows.more_jobs),
    "districts:job": Route(
        opens="chen",
        hidden="zhou lin yue wu he wang shen huan guan audit",
        kwargs=rows.a_job,
        look_as="chen",
        still="one job",
    ),
    "districts:job_file": Route(
        opens="chen", hidden="zhou lin yue wu he wang shen huan guan audit", kwargs=rows.a_job, files=True
    ),
    "districts:job_again": Route(
        opens="chen",
        hidden="zhou lin yue wu he wang shen huan guan audit",
        kwargs=rows.a_failed_job,
        method="post",
    ),
    "districts:registry": Route(opens=f"{KEEPERS} {CITY}", look_as="zhou", grow=rows.more_communities),
    "districts:registry_export": Route(
        opens=f"{KEEPERS} {CITY}", kwargs=rows.an_export(lambda w: {}), files=True, grow=rows.more_communities
    ),
    "districts:registry_file": Route(opens=KEEPERS, look_as="zhou", still="one form and the columns"),
    "districts:registry_preview": Route(
        opens=KEEPERS, kwargs=rows.a_registry_file, look_as="zhou", grow=rows.more_of_the_file
    ),
    "districts:community_new": Route(opens=KEEPERS, look_as="zhou", still="one form"),
    "districts:community": Route(
        opens=f"zhou guan {CITY}",
        hidden="he",
        kwargs=rows.the_community,
        look_as="zhou",
        still="one community",
    ),
    **{
        f"districts:community_{change}": Route(
            opens="zhou guan", hidden="he", kwargs=rows.the_community, look_as="zhou", still="one community"
        )
        for change in ("correct", "rename", "merge", "close", "street")
    },
    "districts:year_page": Route(opens=CITY, kwargs=rows.a_year, look_as="shen", grow=rows.more_extensions),
    "districts:change_year": Route(opens="shen", kwargs=rows.a_year, method="post"),
    "districts:extensions": Route(opens=CITY, kwargs=rows.a_year, look_as="shen", grow=rows.more_extensions),
    "districts:extensions_export": Route(
        opens=CITY, kwargs=rows.an_export(rows.a_year), files=True, grow=rows.more_extensions
    ),
    "districts:grant_extension": Route(opens="shen", kwargs=rows.a_year, method="post"),
    # scoring
    "scoring:communities": Route(
        opens=f"{DISTRICT} {CITY}", kwargs=rows.a_year, look_as="chen", grow=rows.more_sheets
    ),
    "scoring:blanks_pdf": Route(
        opens=f"{DISTRICT} {CITY}", kwargs=rows.a_year, files=True, grow=rows.more_sheets
    ),
    "scoring:communities_export": Route(
        opens=f"{DISTRICT} {CITY}", kwargs=rows.an_export(rows.a_year), files=True, grow=rows.more_sheets
    ),
    "scoring:scores_export": Route(
        opens=f"{DISTRICT} {CITY}", kwargs=rows.an_export(rows.a_year), files=True, grow=rows.more_sheets
    ),
    "scoring:start_baseline": Route(opens="chen zhou wu he", kwargs=rows.a_year, method="post"),
    "scoring:participants": Route(
        opens="chen zhou wu he", kwargs=rows.a_year, look_as="zhou", grow=rows.more_communities
    ),
    "scoring:participants_export": Route(
        opens="chen zhou wu he", kwargs=rows.an_export(rows.a_year), files=True, grow=rows.more_communities
    ),
    "scoring:workbook": Route(
        opens=f"{DISTRICT} {CITY}", kwargs=rows.a_year, files=True, grow=rows.more_sheets
    ),
    "scoring:bring_back": Route(opens=DISTRICT, kwargs=rows.a_year, look_as="chen", still="one file"),
    "scoring:workbook_check": Route(
        opens="chen",
        hidden="lin yue zhou wu he",
        kwargs=rows.a_workbook,
        look_as="chen",
        grow=rows.more_workbook_rows,
    ),
    "scoring:workbook_confirm": Route(
        opens="chen", hidden="lin yue zhou wu he", kwargs=rows.a_workbook, method="post"
    ),
    "scoring:workbook_faults": Route(
        opens="chen", hidden="lin yue zhou wu he", kwargs=rows.a_faulty_workbook, files=True
    ),
    "scoring:rubric": Route(opens=EVERYBODY, kwargs=rows.a_year, look_as="huan", still="seventeen items"),
    "scoring:rubric_file": Route(
        opens=f"{OWN} yue {CITY}",
        hidden=f"{OTHER_DISTRICT} huan guan audit",
        kwargs=lambda w: {"pk": rows.a_version(w)["pk"], "kind": "xlsx"},
        files=True,
        still="one file",
    ),
    "scoring:rubric_versions": Route(
        opens=f"zhou he {CITY}", kwargs=rows.a_year, look_as="zhou", grow=rows.more_versions
    ),
    "scoring:upload_rubric": Route(opens="zhou he shen", kwargs=rows.a_year, method="post"),
    "scoring:rubric_version": Route(
        opens=f"zhou {CITY}", hidden="he", kwargs=rows.a_version, look_as="zhou", grow=rows.more_entries
    ),
    "scoring:publish_rubric": Route(
        opens="zhou", hidden="he shen", kwargs=rows.a_draft, look_as="zhou", still="one question"
    ),
    "scoring:adopt_rubric": Route(
        opens="zhou", hidden="he", kwargs=rows.a_version, look_as="zhou", still="one form"
    ),
    "scoring:comment_adoption": Route(
        opens="shen", kwargs=rows.an_adoption, look_as="shen", still="one field"
    ),
    "scoring:worker": Route(opens=EVERYBODY, public=True, files=True, still="a script"),
    "scoring:sheet": Route(
        opens=f"{OWN} {CITY}",
        hidden=f"{OTHER_STREET} {OTHER_DISTRICT}",
        kwargs=rows.the_sheet,
        look_as="chen",
        still="seventeen items",
    ),
    **{
        f"scoring:{paper}": Route(
            opens=f"{OWN} {CITY}",
            hidden=f"{OTHER_STREET} {OTHER_DISTRICT}",
            kwargs=rows.the_sheet,
            files=True,
        )
        for paper in ("print_pdf", "print_xlsx", "blank_pdf", "blank_xlsx")
    },
    "scoring:history": Route(
        opens=f"{OWN} {CITY}",
        hidden=f"{OTHER_STREET} {OTHER_DISTRICT}",
        kwargs=rows.the_sheet,
        look_as="chen",
        grow=rows.more_history,
    ),
    "scoring:history_export": Route(
        opens=f"{OWN} {CITY}",
        hidden=f"{OTHER_STREET} {OTHER_DISTRICT}",
        kwargs=rows.an_export(rows.the_sheet),
        files=True,
        grow=rows.more_history,
    ),
    "scoring:carry": Route(
        opens=OWN,
        hidden=f"{OTHER_STREET} {OTHER_DISTRICT}",
        kwargs=rows.a_start,
        look_as="chen",
        still="seventeen items",
    ),
    "scoring:agree": Route(opens=CITY, hidden=DISTRICT, kwargs=rows.a_rescore, method="post"),
    "scoring:confirm": Route(
        opens=OWN, hidden=f"{OTHER_STREET} {OTHER_DISTRICT}", kwargs=rows.the_sheet, method="post"
    ),
    "scoring:item": Route(
        opens=OWN,
        hidden=f"{OTHER_STREET} {OTHER_DISTRICT}",
        kwargs=rows.the_item,
        method="post",
        data={"version": "0"},
    ),
    "scoring:add_evidence": Route(
        opens=OWN, hidden=f"{OTHER_STREET} {OTHER_DISTRICT}", kwargs=rows.the_item, method="post"
    ),
    "scoring:evidence": Route(
        opens=f"{OWN} {CITY}", hidden=f"{OTHER_STREET} {OTHER_DISTRICT}", kwargs=rows.the_evidence, files=True
    ),
    "scoring:thumbnail": Route(
        opens=f"{OWN} {CITY}", hidden=f"{OTHER_STREET} {OTHER_DISTRICT}", kwargs=rows.the_photo, files=True
    ),
    "scoring:replace_evidence": Route(
        opens=OWN, hidden=f"{OTHER_STREET} {OTHER_DISTRICT}", kwargs=rows.the_evidence, method="post"
    ),
    "scoring:confirm_evidence": Route(
        opens=OWN, hidden=f"{OTHER_STREET} {OTHER_DISTRICT}", kwargs=rows.the_photo, method="post"
    ),
    "scoring:withdraw_evidence": Route(
        opens=OWN, hidden=f"{OTHER_STREET} {OTHER_DISTRICT}", kwargs=rows.the_evidence, method="post"
    ),
    # reports, the people's side
    "reports:hand_over": Route(
        opens="guan", kwargs=lambda w: {"pk": w.people.chen.pk}, look_as="guan", grow=rows.more_begun
    ),
    # reports, the district's side
    "reports:my_submission": Route(
        opens="chen zhou wu he", kwargs=rows.a_year, still="it only leads on", files=True
    ),
    "reports:submission": Route(
        opens=f"chen zhou {CITY}",
        hidden=f"lin yue {OTHER_DISTRICT}",
        kwargs=rows.the_submission,
        look_as="zhou",
        grow=rows.more_entries,
    ),
    "reports:list_export": Route(
        opens=f"chen zhou {CITY}",
        hidden=f"lin yue {OTHER_DISTRICT}",
        kwargs=rows.an_export(rows.the_submission),
        files=True,
        grow=rows.more_entries,
    ),
    "reports:save_contact": Route(
        opens="chen zhou", hidden=f"lin yue {OTHER_DISTRICT}", kwargs=rows.the_submission, method="post"
    ),
    "reports:save_joined": Route(
        opens="chen zhou", hidden=f"lin yue {OTHER_DISTRICT}", kwargs=rows.the_submission, method="post"
    ),
    "reports:add_report": Route(
        opens="chen zhou", hidden=f"lin yue {OTHER_DISTRICT}", kwargs=rows.the_submission, method="post"
    ),
    "reports:check": Route(
        opens="chen zhou",
        hidden=f"lin yue {OTHER_DISTRICT}",
        kwargs=rows.the_submission,
        look_as="zhou",
        grow=rows.more_entries,
    ),
    "reports:submit": Route(
        opens="zhou", hidden=f"lin yue {OTHER_DISTRICT}", kwargs=rows.the_submission, method="post"
    ),
    "reports:resubmit": Route(
        opens="zhou", hidden=f"lin yue {OTHER_DISTRICT}", kwargs=rows.the_submission, method="post"
    ),
    "reports:withdraw": Route(
        opens="zhou", hidden="he", kwargs=rows.the_entry, look_as="zhou", still="one community"
    ),
    "reports:receipt": Route(
        opens=f"chen zhou {CITY}",
        hidden=f"lin yue {OTHER_DISTRICT}",
        kwargs=lambda w: {"pk": w.receipt.pk},
        look_as="zhou",
        still="frozen",
    ),
    "reports:document": Route(
        opens=f"chen zhou {CITY}",
        hidden=f"lin yue {OTHER_DISTRICT} huan",
        kwargs=lambda w: {"key": w.document.key},
        files=True,
    ),
    "reports:my_documents": Route(
        opens="chen zhou wu he", kwargs=rows.a_year, still="it only leads on", files=True
    ),
    "reports:documents": Route(
        opens=f"chen zhou {CITY}",
        hidden=OTHER_DISTRICT,
        kwargs=rows.the_documents,
        look_as="zhou",
        grow=rows.more_practices,
    ),
    "reports:good_practice": Route(opens=f"{DISTRICT} {CITY} huan", look_as="huan", grow=rows.more_accepted),
    "reports:good_practice_export": Route(
        opens=f"{DISTRICT} {CITY} huan",
        kwargs=rows.an_export(lambda w: {}),
        files=True,
        grow=rows.more_accepted,
    ),
    # reports, the city's side
    "reports:documents_overview": Route(
        opens=CITY, kwargs=rows.a_year, look_as="shen", grow=rows.more_practices
    ),
    "reports:documents_export": Route(
        opens=CITY, kwargs=rows.an_export(rows.a_year), files=True, grow=rows.more_practices
    ),
    "reports:accept_practice": Route(
        opens=CITY,
        kwargs=rows.a_practice,
        look_as="wang",
        still="one practice",
    ),
    "reports:withdraw_acceptance": Route(
        opens=CITY, kwargs=rows.an_accepted_practice, look_as="wang", still="one form"
    ),
    "reports:review": Route(opens=CITY, kwargs=rows.a_year, look_as="wang", grow=rows.more_entries),
    "reports:review_export": Route(
        opens=CITY, kwargs=rows.an_export(rows.a_year), files=True, grow=rows.more_entries
    ),
    "reports:progress_export": Route(
        opens=CITY, kwargs=rows.an_export(rows.a_year), files=True, grow=rows.more_entries
    ),
    "reports:entry": Route(
        opens=f"{OWN} {CITY}",
        hidden=f"{OTHER_STREET} {OTHER_DISTRICT}",
        kwargs=rows.the_entry,
        look_as="wang",
        grow=rows.more_entries,
    ),
    "reports:entry_of": Route(
        opens=f"{OWN} {CITY}",
        hidden=f"{OTHER_STREET} {OTHER_DISTRICT}",
        kwargs=lambda w: {"sheet": w.sheet.pk},
        still="it only leads on",
        files=True,
    ),
    "reports:recognise": Route(opens=CITY, kwargs=rows.a_year, look_as="wang", grow=rows.more_entries),
    "reports:return_many": Route(
        opens=CITY, kwargs=rows.the_submission, look_as="wang", grow=rows.more_entries
    ),
    "reports:start_rescore": Route(opens=CITY, kwargs=rows.the_undecided, method="post"),
    "reports:object_to": Route(
        opens="zhou", hidden="he", kwargs=rows.a_decline, look_as="zhou", still="one community"
    ),
    "reports:answer": Route(opens="shen", kwargs=rows.an_objection, look_as="shen", still="one community"),
    "reports:send_back": Route(opens="shen", kwargs=rows.the_submission, look_as="shen", still="one form"),
    "reports:reopen": Route(opens="shen", kwargs=rows.the_submission, look_as="shen", still="one form"),
    "reports:sample": Route(opens=CITY, kwargs=rows.the_submission, look_as="wang", grow=rows.more_checks),
    "reports:evaluate": Route(
        opens=f"chen zhou {CITY}",
        hidden=f"lin yue {OTHER_DISTRICT}",
        kwargs=rows.an_evaluation,
        look_as="shen",
        still="one district",
    ),
    "reports:titles": Route(
        opens=f"{DISTRICT} {CITY}", kwargs=rows.a_year, look_as="zhou", grow=rows.more_titles
    ),
    "reports:titles_export": Route(
        opens=f"{DISTRICT} {CITY}", kwargs=rows.an_export(rows.a_year), files=True, grow=rows.more_titles
    ),
    "reports:publish": Route(opens="shen", kwargs=rows.a_year, look_as="shen", grow=rows.more_titles),
    "reports:title": Route(
        opens=f"chen zhou {OTHER_STREET} {CITY}",
        hidden=f"lin {OTHER_DISTRICT}",
        kwargs=rows.a_title,
        look_as="zhou",
        still="one title",
    ),
    "reports:correct": Route(
        opens="shen",
        kwargs=rows.a_title,
        look_as="shen",
        grow=rows.more_published,
    ),
    "reports:recheck": Route(opens=CITY, kwargs=rows.a_title, look_as="wang", still="one title"),
    "reports:notices": Route(opens=CITY, kwargs=rows.a_year, look_as="shen", grow=rows.more_notices),
    "reports:open_notice": Route(opens="shen", kwargs=rows.a_year, look_as="shen", grow=rows.more_titles),
    "reports:notice": Route(opens=CITY, kwargs=rows.a_notice, look_as="shen", grow=rows.more_lines),
    "reports:notice_export": Route(
        opens=CITY, kwargs=rows.an_export(rows.a_notice), files=True, grow=rows.more_lines
    ),
    "reports:withdraw_notice": Route(
        opens="shen", kwargs=rows.a_coming_notice, look_as="shen", still="one form"
    ),
    "reports:extend_notice": Route(opens="shen", kwargs=rows.a_notice, look_as="shen", still="one form"),
    "reports:record_objection": Route(opens=CITY, kwargs=rows.a_notice, look_as="wang", grow=rows.more_lines),
    "reports:answer_public_objection": Route(
        opens="shen", kwargs=rows.a_public_objection, look_as="shen", still="one objection"
    ),
    "reports:public_notices": Route(opens=EVERYBODY, public=True, look_as="nobody", grow=rows.more_notices),
    "reports:public_notice": Route(
        opens=EVERYBODY, public=True, kwargs=rows.a_notice, look_as="nobody", grow=rows.more_lines
    ),
    "reports:public_summaries": Route(
        opens=EVERYBODY,
        public=True,
        kwargs=lambda w: rows.a_title(w) and {},
        look_as="nobody",
        grow=rows.more_published,
    ),
    "reports:public_summary": Route(
        opens=EVERYBODY,
        public=True,
        kwargs=lambda w: rows.a_title(w) and rows.a_year(w),
        look_as="nobody",
        grow=rows.more_published,
    ),
    "reports:open_data": Route(
        opens=EVERYBODY,
        public=True,
        kwargs=lambda w: rows.a_title(w) and {},
        look_as="nobody",
        grow=rows.more_published,
    ),
    "reports:open_data_file": Route(
        opens=EVERYBODY,
        public=True,
        kwargs=lambda w: rows.a_title(w) and {"year": 2021, "name": "communities", "kind": "json"},
        files=True,
        grow=rows.more_published,
    ),
    "reports:decide": Route(opens=CITY, kwargs=rows.the_entry, method="post"),
    "reports:conclude": Route(
        opens="shen", kwargs=rows.the_submission, look_as="shen", grow=rows.more_entries
    ),
    "reports:open_year": Route(
        opens="shen", kwargs=rows.the_last_year, look_as="shen", grow=rows.more_of_the_last_year
    ),
    # reports, the joint review
    "reports:departments": Route(
        opens=CITY, kwargs=rows.a_year, look_as="shen", still="the items of the rubric"
    ),
    "reports:change_departments": Route(opens="shen", kwargs=rows.a_year, method="post"),
    "reports:opinions": Route(
        opens="huan", kwargs=rows.year_of_opinions, look_as="huan", grow=rows.more_opinions
    ),
    "reports:opinions_export": Route(
        opens="huan", kwargs=rows.an_export(rows.year_of_opinions), files=True, grow=rows.more_opinions
    ),
    "reports:nothing_against": Route(
        opens="huan", kwargs=rows.a_joint_review, look_as="huan", grow=rows.more_entries
    ),
    "reports:opinion": Route(
        opens="huan", kwargs=rows.an_open_opinion, look_as="huan", grow=rows.more_opinions
    ),
    "reports:lent_evidence": Route(opens="huan", kwargs=rows.a_lent_photo, files=True),
    "reports:lent_thumbnail": Route(opens="huan", kwargs=rows.a_lent_photo, files=True),
    "reports:all_opinions": Route(
        opens=CITY, kwargs=rows.year_of_opinions, look_as="shen", grow=rows.more_opinions
    ),
    "reports:all_opinions_export": Route(
        opens=CITY, kwargs=rows.an_export(rows.year_of_opinions), files=True, grow=rows.more_opinions
    ),
    "reports:annex3": Route(
        opens=f"chen zhou wu he {CITY} huan", kwargs=rows.a_year, look_as="shen", grow=rows.more_entries
    ),
    "reports:progress_pictures": Route(
        opens=f"chen zhou wu he {CITY}", kwargs=rows.a_year, look_as="shen", grow=rows.more_entries
    ),
    "reports:score_pictures": Route(
        opens=f"chen zhou wu he {CITY}", kwargs=rows.a_year, look_as="shen", grow=rows.more_entries
    ),
    "reports:picture_file": Route(
        opens=f"chen zhou wu he {CITY}",
        kwargs=lambda w: rows.a_year(w) | {"name": "distribution", "kind": "svg"},
        files=True,
        grow=rows.more_entries,
    ),
    "reports:drafts": Route(
        opens=f"chen zhou wu he {CITY}", kwargs=rows.a_year, look_as="shen", grow=rows.more_entries
    ),
    "reports:draft_report": Route(
        opens=f"chen zhou wu he {CITY}", kwargs=rows.a_year, files=True, grow=rows.more_entries
    ),
    "reports:tables": Route(
        opens=f"chen zhou wu he {CITY} huan", kwargs=rows.a_year, look_as="shen", grow=rows.more_entries
    ),
    "reports:table_file": Route(
        opens=f"chen zhou wu he {CITY} huan",
        kwargs=lambda w: rows.a_year(w) | {"name": "annex2", "kind": "xlsx"},
        files=True,
        grow=rows.more_entries,
    ),
    "reports:annex3_file": Route(
        opens=f"chen zhou wu he {CITY} huan",
        kwargs=rows.an_export(rows.a_year),
        files=True,
        grow=rows.more_entries,
    ),
}


# Pages that look different to somebody else or in another state: (route, who, kwargs).
MORE_LOOKS = [
    *(("home", person, lambda w: {}) for person in ("chen", "lin", "he", "shen", "huan", "guan", "audit")),
    *(("takeover", person, rows.handed_over) for person in ("zhou", "wang", "shen", "huan", "guan", "audit")),
    ("reports:progress_pictures", "zhou", rows.a_year),
    ("reports:score_pictures", "zhou", rows.a_year),
    ("reports:drafts", "zhou", rows.a_year),
    ("reports:hand_over", "guan", lambda w: {"pk": w.people.huan.pk}),
    ("scoring:rubric", "zhou", rows.year_of_adoption),
    ("scoring:rubric_versions", "shen", rows.year_of_adoption),
    ("scoring:rubric_versions", "wang", rows.a_year),
    ("scoring:rubric_version", "shen", rows.the_citys_draft),
    ("scoring:rubric_version", "wang", rows.a_version),
    ("scoring:rubric_version", "zhou", rows.the_adopted_version),
    ("scoring:adopt_rubric", "zhou", rows.the_adopted_version),
    ("scoring:rubric_version", "zhou", rows.a_draft),
    ("districts:jobs", "shen", lambda w: {}),
    ("districts:job", "chen", rows.a_failed_job),
    ("districts:job", "chen", rows.a_running_job),
    ("districts:job", "chen", rows.a_waiting_job),
    ("districts:registry", "guan", lambda w: {}),
    ("districts:registry", "zhou", lambda w: rows.a_renamed_community(w) and {}),
    ("districts:community", "zhou", rows.a_renamed_community),
    ("districts:community", "wang", rows.a_renamed_community),
    ("districts:registry_preview", "zhou", rows.a_faulty_file),
    ("districts:community_new", "guan", lambda w: {}),
    ("districts:year_page", "shen", lambda w: {"year": w.year.number + 1}),
    ("districts:year_page", "wang", rows.a_year),
    ("scoring:sheet", "wang", rows.the_sheet),
    ("scoring:sheet", "chen", lambda w: {"pk": w.blank.pk}),
    ("scoring:history", "wang", rows.the_sheet),
    ("scoring:history", "chen", lambda w: {"pk": w.blank.pk}),
    ("scoring:sheet", "chen", lambda w: {"pk": rows.a_start(w)["pk"]}),
    ("scoring:communities", "wang", rows.a_year),
    ("scoring:workbook_check", "chen", rows.a_faulty_workbook),
    ("scoring:workbook_check", "chen", rows.a_workbook_overtaken),
    ("scoring:communities", "lin", rows.a_year),
    ("reports:submission", "he", lambda w: {"pk": w.other_submission.pk}),
    ("reports:submission", "shen", rows.the_submission),
    ("reports:check", "he", lambda w: {"pk": w.other_submission.pk}),
    ("reports:entry", "zhou", rows.the_entry),
    ("reports:entry", "zhou", rows.a_decline),
    ("reports:entry", "shen", rows.an_objection),
    ("reports:entry", "wang", rows.a_rescored_entry),
    ("scoring:sheet", "wang", rows.a_rescore),
    ("reports:sample", "wang", rows.a_sample),
    ("reports:titles", "shen", lambda w: rows.a_title(w) and rows.a_year(w)),
    ("reports:publish", "shen", lambda w: rows.a_title(w, published=False) and rows.a_year(w)),
    ("reports:publish", "shen", lambda w: rows.an_ended_notice(w) and rows.a_year(w)),
    ("reports:publish", "shen", lambda w: rows.an_answered_objection(w) and rows.a_year(w)),
    ("reports:notices", "wang", lambda w: rows.an_answered_objection(w) and rows.a_year(w)),
    ("reports:open_notice", "shen", lambda w: rows.a_title(w, published=False) and rows.a_year(w)),
    ("reports:notice", "wang", lambda w: {"pk": rows.a_public_objection(w) and rows.a_notice(w)["pk"]}),
    ("reports:notice", "shen", rows.an_answered_objection),
    ("reports:notice", "shen", rows.a_coming_notice),
    ("reports:entry", "wang", rows.a_doubted_entry),
    ("reports:conclude", "shen", lambda w: rows.a_doubted_entry(w) and rows.the_submission(w)),
    ("reports:review", "shen", lambda w: rows.a_doubted_entry(w) and rows.a_year(w)),
    ("reports:notice", "shen", rows.a_stopped_notice),
    ("reports:public_notice", "nobody", rows.a_stopped_notice),
    ("reports:public_notices", "nobody", lambda w: rows.a_notice(w) and {}),
    ("reports:public_notice", "nobody", rows.an_ended_notice),
    ("reports:public_summaries", "nobody", lambda w: {}),
    ("reports:evaluate", "zhou", rows.an_evaluation),
    ("reports:review", "shen", lambda w: rows.an_objection(w) and rows.a_year(w)),
    ("home", "shen", lambda w: rows.an_objection(w) and {}),
    ("reports:recheck", "shen", rows.a_title),
    ("reports:send_back", "shen", lambda w: {"pk": w.other_submission.pk}),
    ("reports:annex3", "zhou", rows.a_year),
    ("reports:documents", "zhou", rows.a_late_plan),
    ("reports:documents", "wang", rows.a_late_plan),
    ("reports:documents_overview", "wang", lambda w: rows.a_late_plan(w) and rows.a_year(w)),
    ("reports:good_practice", "wang", lambda w: rows.an_accepted_practice(w) and {}),
    ("reports:good_practice", "lin", lambda w: {}),
    ("reports:departments", "wang", rows.a_joint_review),
    ("reports:departments", "shen", lambda w: {"year": rows.a_joint_review(w)["year"] + 1}),
    ("reports:opinions", "huan", rows.a_year),
    ("reports:opinion", "huan", rows.a_given_opinion),
    ("reports:opinion", "huan", lambda w: rows.an_open_opinion(w) and rows.the_entry(w)),
    ("reports:entry", "wang", rows.a_given_opinion),
    ("reports:review", "wang", rows.year_of_opinions),
    ("reports:conclude", "shen", rows.recognised_against_advice),
]
