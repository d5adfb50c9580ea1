from django.urls import path

from campaigns.views.you_said import public

app_name = "you_said"
urlpatterns = [path("", public.overview, name="list"), path("<int:pk>", public.one, name="one")]
