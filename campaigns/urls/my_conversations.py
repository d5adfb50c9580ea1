"""Addresses of a resident's own conversations, under /my/conversations/."""

from django.urls import path

from campaigns.views.my_conversations import pages

app_name = "my_conversations"
urlpatterns = [
    path("", pages.overview, name="list"),
    path("<int:pk>/", pages.one, name="one"),
]
