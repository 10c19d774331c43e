from django.urls import path

from .views import receipts, submissions

urlpatterns = [
    path("<int:year>/submission/", submissions.my_submission, name="my_submission"),
    path("submissions/<int:pk>/", submissions.submission, name="submission"),
    path("submissions/<int:pk>/contact/", submissions.save_contact, name="save_contact"),
    path("submissions/<int:pk>/report/", submissions.add_report, name="add_report"),
    path("submissions/<int:pk>/check/", submissions.check, name="check"),
    path("submissions/<int:pk>/submit/", submissions.submit, name="submit"),
    path("submissions/<int:pk>/resubmit/", submissions.resubmit, name="resubmit"),
    path("entries/<int:pk>/withdraw/", submissions.withdraw, name="withdraw"),
    path("receipts/<int:pk>/", receipts.receipt, name="receipt"),
    path("documents/<uuid:key>/", receipts.document, name="document"),
]
