"""Addresses of what came of news and events, under /staff/results/."""

from django.urls import path

from campaigns.views.results import digest, overview

app_name = "results"
urlpatterns = [
    path("", overview.overview, name="list"),
    path("results.xlsx", overview.workbook, name="workbook"),
    path("campaigns/<int:pk>", overview.campaign, name="campaign"),
    path("campaigns/<int:pk>.xlsx", overview.campaign_workbook, name="campaign_workbook"),
    path("events/<int:pk>", overview.event, name="event"),
    path("events/<int:pk>.xlsx", overview.event_workbook, name="event_workbook"),
    path("digest", digest.digest, name="digest"),
    path("digest/stop", digest.stop, name="digest_stop"),
    path("digest/take-up", digest.take_up, name="digest_take_up"),
]
