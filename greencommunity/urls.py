from django.conf import settings
from django.urls import include, path

from . import health
from .backoffice import backoffice
from .guide import guide
from .home import home, takeover

urlpatterns = [
    path("", home, name="home"),
    path("takeover/", takeover, name="takeover"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("guide/", guide, name="guide"),
    path("", include("districts.urls")),
    path("", include("scoring.urls")),
    path("", include("reports.urls")),
]

if settings.ADMIN_ENABLED:
    urlpatterns.append(path("backoffice/", backoffice.urls))

handler400 = "greencommunity.errors.bad_request"
handler403 = "greencommunity.errors.forbidden"
handler404 = "greencommunity.errors.not_found"
handler500 = "greencommunity.errors.server_error"
