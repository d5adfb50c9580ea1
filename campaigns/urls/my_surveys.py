"""Under /my/, so that signing in leads back to it."""

from django.urls import path

from campaigns.views.surveys.answering import signed_in

app_name = "my_surveys"
urlpatterns = [path("<str:slug>", signed_in, name="answer")]
