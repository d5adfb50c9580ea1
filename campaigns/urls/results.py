from django.urls import path

from campaigns.views.results import digest
from campaigns.views.results.overview import overview

app_name = "results"
urlpatterns = [
    path("", overview, name="list"),
    path("digest", digest.digest, name="digest"),
    path("digest/stop", digest.stop, name="digest_stop"),
    path("digest/take-up", digest.take_up, name="digest_take_up"),
]
