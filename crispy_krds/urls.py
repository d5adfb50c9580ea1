"""The gallery; a project includes this where it wants to show it, such as in development."""

from django.urls import path

from crispy_krds.gallery import views

app_name = "krds"
urlpatterns = [
    path("", views.fields, name="fields"),
    path("layout/", views.layout, name="layout"),
]
