from django.urls import include, path

from . import floors

urlpatterns = [
    path("bench/page/", floors.page, name="floor_page"),
    path("bench/items/<int:sheet>/", floors.items, name="floor_items"),
    path("bench/update/<int:sheet>/", floors.update, name="floor_update"),
    path("bench/list/<int:rows>/", floors.sheets, name="floor_list"),
    path("", include("greencommunity.urls")),
]
