from .urls_city import urlpatterns as city
from .urls_district import urlpatterns as district
from .urls_people import urlpatterns as people
from .urls_public import urlpatterns as public

app_name = "reports"
urlpatterns = [*district, *city, *people, *public]
