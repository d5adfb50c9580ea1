from django.urls import path

from residents.views.imports.overview import overview

app_name = "imports"
urlpatterns = [path("", overview, name="list")]
