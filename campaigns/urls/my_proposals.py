"""Under /my/: every view is for residents only."""

from django.urls import path

from campaigns.views.proposals import mine

app_name = "my_proposals"
urlpatterns = [
    path("", mine.overview, name="list"),
    path("new", mine.new, name="new"),
    path("<int:pk>", mine.one, name="one"),
    path("<int:pk>/take-back", mine.take_back, name="take_back"),
    path("<int:pk>/support", mine.support, name="support"),
]
