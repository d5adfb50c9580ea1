from django.urls import path

from campaigns.views.campaigns.overview import overview

app_name = "campaigns"
urlpatterns = [path("", overview, name="list")]
