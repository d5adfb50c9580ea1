"""Addresses of the public pages of events, under /events/."""

from django.urls import path

from campaigns.views.events import listing

app_name = "events"
urlpatterns = [path("", listing.events, name="list")]
