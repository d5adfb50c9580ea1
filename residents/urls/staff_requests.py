"""Addresses of the office's pages of residents' requests, under /staff/requests/."""

from django.urls import path

from residents.views import staff_requests

app_name = "requests"
urlpatterns = [
    path("", staff_requests.overview, name="list"),
    path("<int:pk>", staff_requests.one, name="one"),
]
