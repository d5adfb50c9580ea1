from django.urls import path

from campaigns.views.campaigns.published import file, picture

app_name = "pictures"
urlpatterns = [
    path("pictures/<str:key>", picture, name="picture"),
    path("files/<str:key>", file, name="file"),
]
