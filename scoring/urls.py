from django.urls import path

from districts.exports import export_path

from .views import bring_back, evidence, lists, printing, rubrics, sheets, workbook

app_name = "scoring"
urlpatterns = [
    path("<int:year>/communities/", lists.communities, name="communities"),
    path("<int:year>/communities/blank.pdf", printing.blanks, name="blanks_pdf"),
    export_path("<int:year>/communities/export", lists.communities_export, name="communities_export"),
    export_path("<int:year>/scores", lists.scores_export, name="scores_export"),
    path("<int:year>/baseline/", lists.start_baseline, name="start_baseline"),
    path("<int:year>/participants/", lists.participants, name="participants"),
    path("<int:year>/rubric/", rubrics.rubric, name="rubric"),
    path("<int:year>/rubric/versions/", rubrics.versions, name="rubric_versions"),
    path("<int:year>/rubric/upload/", rubrics.upload, name="upload_rubric"),
    path("<int:year>/rubric/versions/<int:pk>/", rubrics.version, name="rubric_version"),
    path("<int:year>/rubric/versions/<int:pk>/publish/", rubrics.publish, name="publish_rubric"),
    path("<int:year>/rubric/versions/<int:pk>/adopt/", rubrics.adopt, name="adopt_rubric"),
    path("<int:year>/rubric/adoptions/<int:pk>/comment/", rubrics.comment, name="comment_adoption"),
    path("rubrics/<int:pk>/<slug:kind>/", rubrics.download, name="rubric_file"),
    export_path("<int:year>/participants/export", lists.participants_export, name="participants_export"),
    path("<int:year>/workbook/", workbook.take_out, name="workbook"),
    path("<int:year>/workbook/back/", bring_back.upload, name="bring_back"),
    path("workbook/<uuid:key>/", bring_back.look, name="workbook_check"),
    path("workbook/<uuid:key>/confirm/", bring_back.confirm, name="workbook_confirm"),
    path("workbook/<uuid:key>/faults.xlsx", bring_back.faults, name="workbook_faults"),
    path("sheets/worker.js", sheets.worker, name="worker"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/print.pdf", printing.sheet, {"blank": False, "kind": "pdf"}, name="print_pdf"),
    path("sheets/<int:pk>/print.xlsx", printing.sheet, {"blank": False, "kind": "xlsx"}, name="print_xlsx"),
    path("sheets/<int:pk>/blank.pdf", printing.sheet, {"blank": True, "kind": "pdf"}, name="blank_pdf"),
    path("sheets/<int:pk>/blank.xlsx", printing.sheet, {"blank": True, "kind": "xlsx"}, name="blank_xlsx"),
    path("sheets/<int:pk>/history/", sheets.history, name="history"),
    export_path("sheets/<int:pk>/history/export", sheets.history_export, name="history_export"),
    path("sheets/<int:pk>/carry/<slug:origin>/", sheets.carry, name="carry"),
    path("sheets/<int:pk>/agree/", sheets.agree, name="agree"),
    path("sheets/<int:pk>/confirm/", sheets.confirm, name="confirm"),
    path("sheets/<int:pk>/items/<int:number>/", sheets.item, name="item"),
    path("sheets/<int:pk>/items/<int:number>/evidence/", evidence.add, name="add_evidence"),
    path("evidence/<uuid:key>/", evidence.download, name="evidence"),
    path("evidence/<uuid:key>/thumbnail/", evidence.thumbnail, name="thumbnail"),
    path("evidence/<uuid:key>/replace/", evidence.replace, name="replace_evidence"),
    path("evidence/<uuid:key>/confirm/", evidence.confirm, name="confirm_evidence"),
    path("evidence/<uuid:key>/withdraw/", evidence.withdraw, name="withdraw_evidence"),
]
