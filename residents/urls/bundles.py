from django.urls import path

from residents.views.bundles.overview import overview

app_name = "bundles"
urlpatterns = [path("", overview, name="list")]
