from django.urls import path

from campaigns.views.audiences.overview import overview

app_name = "audiences"
urlpatterns = [path("", overview, name="list")]
