"""What the office made for who came, under /my/events/; for residents only."""

from django.urls import path

from campaigns.views.certificates import mine

app_name = "my_desk"
urlpatterns = [path("r/<str:token>/certificate", mine, name="certificate")]
