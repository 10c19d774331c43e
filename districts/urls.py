from django.urls import path

from . import views
from .account import views as account
from .exports import export_path
from .jobs import views as jobs
from .registry import views as registry
from .years import views as years

app_name = "districts"
urlpatterns = [
    path("login/", account.sign_in, name="sign_in"),
    path("login/code/", account.code, name="code"),
    path("logout/", account.sign_out, name="sign_out"),
    path("logout/everywhere/", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("password/", account.password, name="password"),
    path("account/email/", account.email, name="email"),
    path("account/second-factor/", account.set_up, name="second_factor"),
    path("account/second-factor/off/", account.drop, name="second_factor_off"),
    path("people/", views.people, name="people"),
    export_path("people/export", views.people_export, name="people_export"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/password/", views.person_password, name="person_password"),
    path("people/<int:pk>/back/", views.person_back, name="person_back"),
    path("people/<int:pk>/second-factor/", views.person_second_factor, name="person_second_factor"),
    path("trail/", views.trail, name="trail"),
    export_path("trail/export", views.trail_export, name="trail_export"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/file/", jobs.job_file, name="job_file"),
    path("jobs/<int:pk>/again/", jobs.again, name="job_again"),
    path("registry/", registry.communities, name="registry"),
    export_path("registry/export", registry.export, name="registry_export"),
    path("registry/file/", registry.bring_file, name="registry_file"),
    path("registry/file/preview/", registry.preview, name="registry_preview"),
    path("registry/new/", registry.community_new, name="community_new"),
    path("registry/<int:pk>/", registry.community, name="community"),
    path("registry/<int:pk>/correct/", registry.correct, name="community_correct"),
    path("registry/<int:pk>/rename/", registry.rename, name="community_rename"),
    path("registry/<int:pk>/merge/", registry.merge, name="community_merge"),
    path("registry/<int:pk>/close/", registry.close, name="community_close"),
    path("registry/<int:pk>/street/", registry.street, name="community_street"),
    path("<int:year>/calendar/", years.year_page, name="year_page"),
    path("<int:year>/calendar/change/", years.change_year, name="change_year"),
    path("<int:year>/extensions/", views.extensions, name="extensions"),
    export_path("<int:year>/extensions/export", views.extensions_export, name="extensions_export"),
    path("<int:year>/extensions/grant/", views.grant_extension, name="grant_extension"),
]
