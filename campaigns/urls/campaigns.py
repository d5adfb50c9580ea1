from django.urls import path

from campaigns.views.campaigns import acts, decide, page
from campaigns.views.campaigns.library import library
from campaigns.views.campaigns.mail import mail
from campaigns.views.campaigns.overview import overview
from campaigns.views.campaigns.write import edit, keep, new

app_name = "campaigns"
urlpatterns = [
    path("", overview, name="list"),
    path("new", new, name="new"),
    path("keep", keep, name="keep"),
    path("library", library, name="library"),
    path("<int:pk>", page.one, name="one"),
    path("<int:pk>/edit", edit, name="edit"),
    path("<int:pk>/mail", mail, name="mail"),
    path("<int:pk>/live", page.live, name="live"),
    path("<int:pk>/submit", decide.submit, name="submit"),
    path("<int:pk>/approve", decide.approve, name="approve"),
    path("<int:pk>/send-back", decide.send_back, name="send_back"),
    path("<int:pk>/pause", acts.pause, name="pause"),
    path("<int:pk>/resume", acts.resume, name="resume"),
    path("<int:pk>/stop", acts.stop, name="stop"),
    path("<int:pk>/choose", acts.choose, name="choose"),
    path("<int:pk>/correct", acts.correct, name="correct"),
    path("<int:pk>/copy", acts.copy, name="copy"),
    path("<int:pk>/remove", acts.remove, name="remove"),
    path("<int:pk>/restore", acts.restore, name="restore"),
]
