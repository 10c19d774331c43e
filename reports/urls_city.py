from django.urls import path

from .views import annex3, review

urlpatterns = [
    path("<int:year>/review/", review.review, name="review"),
    path("entries/<int:pk>/", review.entry, name="entry"),
    path("entries/<int:pk>/decide/", review.decide, name="decide"),
    path("submissions/<int:pk>/conclude/", review.conclude, name="conclude"),
    path("<int:year>/annex3/", annex3.annex3, name="annex3"),
    path("<int:year>/annex3.xlsx", annex3.annex3_xlsx, name="annex3_xlsx"),
]
