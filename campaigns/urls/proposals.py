from django.urls import path

from campaigns.views.proposals import public

app_name = "proposals"
urlpatterns = [path("", public.overview, name="list"), path("<int:pk>", public.one, name="one")]
