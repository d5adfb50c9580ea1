from django.urls import path

from campaigns.views.surveys_desk.overview import overview

app_name = "surveys_desk"
urlpatterns = [path("", overview, name="list")]
