"""Addresses of the public pages of events, under /events/."""

from django.urls import path

from campaigns.views.events import listing, page

app_name = "events"
urlpatterns = [
    path("", listing.events, name="list"),
    path("calendar", listing.month, name="month"),
    path("feed.ics", listing.feed, name="feed"),
    path("feed.atom", listing.atom, name="atom"),
    path("<str:slug>.ics", page.calendar, name="calendar"),
    path("<str:slug>/card.png", page.card, name="card"),
    path("<str:slug>/lot", page.lot, name="lot"),
    path("<str:slug>", page.event, name="event"),
]
