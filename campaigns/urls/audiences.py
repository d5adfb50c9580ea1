from django.urls import path

from campaigns.views.audiences.edit import edit, new
from campaigns.views.audiences.live import live
from campaigns.views.audiences.one import one, put_away
from campaigns.views.audiences.overview import overview

app_name = "audiences"
urlpatterns = [
    path("", overview, name="list"),
    path("new", new, name="new"),
    path("count", live, name="count"),
    path("<int:pk>/", one, name="one"),
    path("<int:pk>/edit", edit, name="edit"),
    path("<int:pk>/put-away", put_away, name="put_away"),
]
