"""The page of whoever runs the sending, ``/staff/deliveries``."""

from django.urls import path

from deliveries.views import health

app_name = "deliveries"
urlpatterns = [
    path("deliveries", health.health, name="health"),
    path("deliveries/live", health.live, name="health_live"),
]
