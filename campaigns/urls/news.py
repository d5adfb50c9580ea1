from django.urls import path

from campaigns.views.news.home import home, leave, undo

app_name = "news"
urlpatterns = [path("", home, name="home"), path("leave", leave, name="leave"), path("undo", undo, name="undo")]
