"""Addresses of one's own registrations, under /my/events/; all of them for residents only."""

from django.urls import path

from campaigns.views.events import mine

app_name = "my_events"
urlpatterns = [
    path("", mine.registrations, name="list"),
    path("<str:slug>/join", mine.join, name="join"),
    path("r/<str:token>", mine.registration, name="registration"),
    path("r/<str:token>/accept", mine.accept, name="accept"),
    path("r/<str:token>/cancel", mine.cancel, name="cancel"),
    path("r/<str:token>/decline", mine.decline, name="decline"),
    path("r/<str:token>/fewer", mine.fewer, name="fewer"),
]
