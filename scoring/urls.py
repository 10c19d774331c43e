from django.urls import path

from .views import evidence, lists, printing, sheets

app_name = "scoring"
urlpatterns = [
    path("<int:year>/communities/", lists.communities, name="communities"),
    path("<int:year>/communities/blank.pdf", printing.blanks, name="blanks_pdf"),
    path("<int:year>/baseline/", lists.start_baseline, name="start_baseline"),
    path("<int:year>/participants/", lists.participants, name="participants"),
    path("<int:year>/rubric/", lists.rubric, name="rubric"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/print.pdf", printing.sheet, {"blank": False, "kind": "pdf"}, name="print_pdf"),
    path("sheets/<int:pk>/print.xlsx", printing.sheet, {"blank": False, "kind": "xlsx"}, name="print_xlsx"),
    path("sheets/<int:pk>/blank.pdf", printing.sheet, {"blank": True, "kind": "pdf"}, name="blank_pdf"),
    path("sheets/<int:pk>/blank.xlsx", printing.sheet, {"blank": True, "kind": "xlsx"}, name="blank_xlsx"),
    path("sheets/<int:pk>/history/", sheets.history, name="history"),
    path("sheets/<int:pk>/carry/<slug:origin>/", sheets.carry, name="carry"),
    path("sheets/<int:pk>/confirm/", sheets.confirm, name="confirm"),
    path("sheets/<int:pk>/items/<int:number>/", sheets.item, name="item"),
    path("sheets/<int:pk>/items/<int:number>/evidence/", evidence.add, name="add_evidence"),
    path("evidence/<uuid:key>/", evidence.download, name="evidence"),
    path("evidence/<uuid:key>/withdraw/", evidence.withdraw, name="withdraw_evidence"),
]
