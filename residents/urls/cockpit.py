from django.urls import path

from residents.views.cockpit.cockpit import cockpit

app_name = "cockpit"
urlpatterns = [path("cockpit", cockpit, name="home")]
