from django.urls import path

from campaigns.views.events_desk.overview import overview

app_name = "events_desk"
urlpatterns = [path("", overview, name="list")]
