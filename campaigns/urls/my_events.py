"""Addresses of one's own registrations, under /my/events/; all of them for residents only."""

from django.urls import path

from campaigns.views.events import mine

app_name = "my_events"
urlpatterns = [path("r/<str:token>", mine.registration, name="registration")]
