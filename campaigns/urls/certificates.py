"""Whether a certificate is ours, under /certificates/; for everybody who was shown one."""

from django.urls import path

from campaigns.views.certificates import ask, check

app_name = "certificates"
urlpatterns = [path("", ask, name="ask"), path("<slug:code>", check, name="check")]
