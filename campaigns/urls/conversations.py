"""Addresses of conversations for the office, under /staff/conversations/."""

from django.urls import path

from campaigns.views.conversations import acts, canned, one, overview

app_name = "conversations"
urlpatterns = [
    path("", overview.overview, name="list"),
    path("answers/", canned.overview, name="canned"),
    path("answers/<int:pk>/remove", canned.remove, name="canned_remove"),
    path("<int:pk>/", one.one, name="one"),
    path("<int:pk>/note", acts.note, name="note"),
    path("<int:pk>/take", acts.take, name="take"),
    path("<int:pk>/give-back", acts.give_back, name="give_back"),
    path("<int:pk>/close", acts.close, name="close"),
    path("<int:pk>/move", acts.move, name="move"),
]
