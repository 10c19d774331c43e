from django.urls import path

from districts.exports import export_path

from .views import annex3, city, joint_review, opinions, queue, review, titles, whole

urlpatterns = [
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
    path("<int:year>/departments/", joint_review.departments, name="departments"),
    path("<int:year>/departments/change/", joint_review.change_departments, name="change_departments"),
    path("<int:year>/opinions/", opinions.opinions, name="opinions"),
    export_path("<int:year>/opinions/export", opinions.opinions_export, name="opinions_export"),
    path("<int:year>/opinions/none/", opinions.nothing_against, name="nothing_against"),
    path("<int:year>/opinions/all/", opinions.all_departments, name="all_opinions"),
    export_path(
        "<int:year>/opinions/all/export", opinions.all_departments_export, name="all_opinions_export"
    ),
    path("entries/<int:pk>/opinion/", opinions.opinion, name="opinion"),
    path("opinions/evidence/<uuid:key>/", opinions.lent_file, name="lent_evidence"),
    path("opinions/evidence/<uuid:key>/thumbnail/", opinions.lent_thumbnail, name="lent_thumbnail"),
    path("<int:year>/titles/", titles.titles, name="titles"),
    export_path("<int:year>/titles/export", titles.titles_export, name="titles_export"),
    path("<int:year>/titles/publish/", titles.publish, name="publish"),
    path("titles/<int:pk>/", titles.title, name="title"),
    path("titles/<int:pk>/correct/", titles.correct, name="correct"),
    path("titles/<int:pk>/recheck/", titles.recheck, name="recheck"),
    path("<int:year>/annex3/", annex3.annex3, name="annex3"),
    path("<int:year>/annex3.xlsx", annex3.annex3_xlsx, name="annex3_xlsx"),
]
