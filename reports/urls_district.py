from django.urls import path

from districts.exports import export_path

from .views import documents, practices, receipts, submissions

urlpatterns = [
    path("<int:year>/submission/", submissions.my_submission, name="my_submission"),
    path("submissions/<int:pk>/", submissions.submission, name="submission"),
    export_path("submissions/<int:pk>/list/export", submissions.list_export, name="list_export"),
    path("submissions/<int:pk>/contact/", submissions.save_contact, name="save_contact"),
    path("submissions/<int:pk>/joined/", submissions.save_joined, name="save_joined"),
    path("submissions/<int:pk>/report/", submissions.add_report, name="add_report"),
    path("submissions/<int:pk>/check/", submissions.check, name="check"),
    path("submissions/<int:pk>/submit/", submissions.submit, name="submit"),
    path("submissions/<int:pk>/resubmit/", submissions.resubmit, name="resubmit"),
    path("entries/<int:pk>/withdraw/", submissions.withdraw, name="withdraw"),
    path("receipts/<int:pk>/", receipts.receipt, name="receipt"),
    path("documents/<uuid:key>/", receipts.document, name="document"),
    path("<int:year>/documents/", documents.my_documents, name="my_documents"),
    path("<int:year>/documents/<int:code>/", documents.documents, name="documents"),
    path("good-practice/", practices.good_practice, name="good_practice"),
    export_path("good-practice/export", practices.good_practice_export, name="good_practice_export"),
]
