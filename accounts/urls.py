from django.urls import path

from accounts.views.access_log import access_log
from accounts.views.people import people

app_name = "office"
urlpatterns = [path("access-log", access_log, name="access_log"), path("people", people, name="people")]
