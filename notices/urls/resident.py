from django.urls import path

from notices.views import resident

app_name = "notices"
urlpatterns = [
    path("<str:token>", resident.read, name="read"),
    path("<str:token>/confirm", resident.confirm, name="confirm"),
    path("<str:token>/not-me", resident.not_me, name="not_me"),
]
