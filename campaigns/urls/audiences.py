from django.urls import path

from campaigns.views.audiences.live import live
from campaigns.views.audiences.overview import overview

app_name = "audiences"
urlpatterns = [
    path("", overview, name="list"),
    path("count", live, name="count"),
]
