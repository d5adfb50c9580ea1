from django.urls import URLPattern

app_name = "proposals_desk"
urlpatterns: list[URLPattern] = []
