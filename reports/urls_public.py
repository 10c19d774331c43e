from django.urls import path, re_path

from .views import open_data, public

urlpatterns = [
    path("notice/", public.public_notices, name="public_notices"),
    path("notice/<int:pk>/", public.public_notice_page, name="public_notice"),
    path("public/", open_data.summaries, name="public_summaries"),
    path("public/data/", open_data.data_guide, name="open_data"),
    path("public/<int:year>/", open_data.summary, name="public_summary"),
    re_path(
        r"^public/(?P<year>[0-9]{4})/(?P<name>districts|communities)\.(?P<kind>csv|json)$",
        open_data.data_file,
        name="open_data_file",
    ),
]
