from django.urls import path

from campaigns.views.results.overview import overview

app_name = "results"
urlpatterns = [path("", overview, name="list")]
