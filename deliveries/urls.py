"""The addresses that providers call, under ``/hooks/``."""

from django.urls import path

from deliveries.views import hooks

app_name = "hooks"
urlpatterns = [
    path("solapi/<str:secret>/", hooks.solapi, name="solapi"),
    path("incoming-sms/<str:secret>/", hooks.incoming_sms, name="incoming_sms"),
    path("nhn/", hooks.nhn, name="nhn"),
]
