from .urls_city import urlpatterns as city
from .urls_district import urlpatterns as district
from .urls_public import urlpatterns as public

app_name = "reports"
urlpatterns = [*district, *city, *public]
