from django.urls import URLPattern

app_name = "you_said"
urlpatterns: list[URLPattern] = []
