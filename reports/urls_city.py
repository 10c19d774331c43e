from django.urls import path

from districts.exports import export_path

from .views import annex3, city, review

urlpatterns = [
    export_path("<int:year>/progress/export", city.progress_export, name="progress_export"),
    path("<int:year>/review/", review.review, name="review"),
    export_path("<int:year>/review/export", review.review_export, name="review_export"),
    path("entries/<int:pk>/", review.entry, name="entry"),
    path("entries/<int:pk>/decide/", review.decide, name="decide"),
    path("submissions/<int:pk>/conclude/", review.conclude, name="conclude"),
    path("<int:year>/annex3/", annex3.annex3, name="annex3"),
    path("<int:year>/annex3.xlsx", annex3.annex3_xlsx, name="annex3_xlsx"),
]
