from django.urls import path

from districts.exports import export_path

from .opening.views import open_year
from .views import annex3, city, documents, notices, practices, queue, review, titles, whole

urlpatterns = [
    path("<int:year>/next/", open_year, name="open_year"),
    export_path("<int:year>/progress/export", city.progress_export, name="progress_export"),
    path("<int:year>/review/", queue.review, name="review"),
    export_path("<int:year>/review/export", queue.review_export, name="review_export"),
    path("<int:year>/review/recognise/", queue.recognise, name="recognise"),
    path("submissions/<int:pk>/return/", queue.return_many, name="return_many"),
    path("entries/<int:pk>/", review.entry, name="entry"),
    path("entries/of/<int:sheet>/", review.entry_of, name="entry_of"),
    path("entries/<int:pk>/decide/", review.decide, name="decide"),
    path("entries/<int:pk>/rescore/", review.start_rescore, name="start_rescore"),
    path("entries/<int:pk>/objection/", review.object_to, name="object_to"),
    path("entries/<int:pk>/objection/answer/", review.answer, name="answer"),
    path("submissions/<int:pk>/conclude/", whole.conclude, name="conclude"),
    path("submissions/<int:pk>/send-back/", whole.send_back, name="send_back"),
    path("submissions/<int:pk>/reopen/", whole.reopen, name="reopen"),
    path("submissions/<int:pk>/sample/", whole.sample, name="sample"),
    path("submissions/<int:pk>/evaluation/", whole.evaluate, name="evaluate"),
    path("<int:year>/notices/", notices.notices, name="notices"),
    path("<int:year>/notices/open/", notices.open_notice, name="open_notice"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    export_path("notices/<int:pk>/list/export", notices.notice_export, name="notice_export"),
    path("notices/<int:pk>/withdraw/", notices.withdraw_notice, name="withdraw_notice"),
    path("notices/<int:pk>/extend/", notices.extend_notice, name="extend_notice"),
    path("notices/<int:pk>/objections/record/", notices.record_objection, name="record_objection"),
    path("public-objections/<int:pk>/answer/", notices.answer_objection, name="answer_public_objection"),
    path("<int:year>/titles/", titles.titles, name="titles"),
    export_path("<int:year>/titles/export", titles.titles_export, name="titles_export"),
    path("<int:year>/titles/publish/", titles.publish, name="publish"),
    path("titles/<int:pk>/", titles.title, name="title"),
    path("titles/<int:pk>/correct/", titles.correct, name="correct"),
    path("titles/<int:pk>/recheck/", titles.recheck, name="recheck"),
    path("<int:year>/documents/overview/", documents.documents_overview, name="documents_overview"),
    export_path("<int:year>/documents/export", documents.documents_export, name="documents_export"),
    path("good-practice/<int:pk>/accept/", practices.accept, name="accept_practice"),
    path("good-practice/<int:pk>/withdraw/", practices.withdraw, name="withdraw_acceptance"),
    path("<int:year>/annex3/", annex3.annex3, name="annex3"),
    path("<int:year>/annex3.xlsx", annex3.annex3_xlsx, name="annex3_xlsx"),
]
