from django.urls import path

from . import views

app_name = "districts"
urlpatterns = [
    path("login/", views.sign_in, name="sign_in"),
    path("logout/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("people/", views.people, name="people"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/password/", views.person_password, name="person_password"),
    path("trail/", views.trail, name="trail"),
    path("<int:year>/extensions/", views.extensions, name="extensions"),
    path("<int:year>/extensions/grant/", views.grant_extension, name="grant_extension"),
]
