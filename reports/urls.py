from .urls_city import urlpatterns as city
from .urls_district import urlpatterns as district

app_name = "reports"
urlpatterns = [*district, *city]
