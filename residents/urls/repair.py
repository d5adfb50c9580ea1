from django.urls import path

from residents.views.repair.overview import overview

app_name = "repair"
urlpatterns = [path("", overview, name="list")]
