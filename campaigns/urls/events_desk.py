from django.urls import path

from campaigns.views.certificates import of_registration
from campaigns.views.events_desk import acts, door, edit, register, registration
from campaigns.views.events_desk.one import one
from campaigns.views.events_desk.overview import overview
from campaigns.views.events_desk.take import take

app_name = "events_desk"
urlpatterns = [
    path("", overview, name="list"),
    path("new", edit.new, name="new"),
    path("check-in/<str:token>", door.by_link, name="by_link"),
    path("residents/<int:resident>", register.choose, name="choose"),
    path("<int:pk>", one, name="one"),
    path("<int:pk>/edit", edit.edit, name="edit"),
    path("<int:pk>/preview", acts.preview, name="preview"),
    path("<int:pk>/publish", acts.publish, name="publish"),
    path("<int:pk>/draw", acts.draw, name="draw"),
    path("<int:pk>/seats", acts.seats, name="seats"),
    path("<int:pk>/cancel", acts.cancel, name="cancel"),
    path("<int:pk>/duplicate", acts.duplicate, name="duplicate"),
    path("<int:pk>/list", take, name="take"),
    path("<int:pk>/register", register.find, name="find"),
    path("<int:pk>/register/guest", register.guest, name="guest"),
    path("<int:pk>/register/<int:resident>", register.resident, name="register"),
    path("<int:pk>/registrations/<int:registration>", registration.one, name="registration"),
    path("<int:pk>/registrations/<int:registration>/act", registration.act, name="act"),
    path("<int:pk>/registrations/<int:registration>/certificate", of_registration, name="certificate"),
    path("<int:pk>/door", door.page, name="door"),
    path("<int:pk>/door/send", door.send, name="door_send"),
    path("<int:pk>/door/<int:registration>", door.check_in, name="check_in"),
]
