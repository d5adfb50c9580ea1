from django.urls import path

from campaigns.views.conversations.overview import overview

app_name = "conversations"
urlpatterns = [path("", overview, name="list")]
