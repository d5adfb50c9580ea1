from django.urls import path

from residents.views.counter.home import home

app_name = "counter"
urlpatterns = [path("", home, name="home")]
