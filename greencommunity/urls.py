from django.urls import include, path

from .guide import guide
from .home import home

urlpatterns = [
    path("", home, name="home"),
    path("guide/", guide, name="guide"),
    path("", include("districts.urls")),
    path("", include("scoring.urls")),
    path("", include("reports.urls")),
]

handler400 = "greencommunity.errors.bad_request"
handler403 = "greencommunity.errors.forbidden"
handler404 = "greencommunity.errors.not_found"
handler500 = "greencommunity.errors.server_error"
