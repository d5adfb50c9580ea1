from django.urls import path

from campaigns.views.links.follow import about, follow

app_name = "links"
urlpatterns = [path("", about, name="about"), path("<str:token>", follow, name="follow")]
