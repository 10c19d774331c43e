from django.urls import path

from .views import handing_over

urlpatterns = [
    path("people/<int:pk>/hand-over/", handing_over.hand_over, name="hand_over"),
]
