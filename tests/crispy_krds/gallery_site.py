"""A project that shows the gallery and nothing else."""

from django.urls import include, path

urlpatterns = [path("krds/", include("crispy_krds.urls"))]
