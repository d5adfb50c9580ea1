from django.urls import path

from residents.views.counter import enrol, enrol_asides
from residents.views.counter.begin import begin
from residents.views.counter.enrolled import enrolled
from residents.views.counter.home import home

app_name = "counter"
urlpatterns = [
    path("", home, name="home"),
    path("begin", begin, name="begin"),
    path("enrol/<int:pk>", enrol.enrol, name="enrol"),
    path("enrol/<int:pk>/keep", enrol_asides.keep, name="keep"),
    path("enrol/<int:pk>/give-up", enrol_asides.give_up, name="give_up"),
    path("enrol/<int:pk>/prove/<str:channel>", enrol_asides.prove, name="prove"),
    path("enrol/<int:pk>/form.pdf", enrol_asides.printed, name="printed"),
    path("enrol/<int:pk>/enrolled", enrolled, name="enrolled"),
]
