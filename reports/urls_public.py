from django.urls import path

from .views import public

urlpatterns = [
    path("notice/", public.public_notices, name="public_notices"),
    path("notice/<int:pk>/", public.public_notice_page, name="public_notice"),
]
