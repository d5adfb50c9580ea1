from django.urls import path

from residents.views.counter import contact, correct, decide, enrol, enrol_asides
from residents.views.counter.begin import begin
from residents.views.counter.enrolled import enrolled
from residents.views.counter.home import find, home
from residents.views.counter.receipt import receipt
from residents.views.counter.resident import page, purpose

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
    path("find", find, name="find"),
    path("acts/<int:pk>", receipt, name="receipt"),
    path("residents/<int:pk>", page, name="resident"),
    path("residents/<int:pk>/purpose", purpose, name="purpose"),
    path("residents/<int:pk>/correct", correct.correct, name="correct"),
    path("residents/<int:pk>/undo", correct.undo, name="undo"),
    path("residents/<int:pk>/move-in", correct.move_in, name="move_in"),
    path("residents/<int:pk>/contacts/proof", contact.proof, name="contact_proof"),
    path("residents/<int:pk>/contacts/<slug:channel>", contact.change, name="contact"),
    path("residents/<int:pk>/contacts/<slug:channel>/remove", contact.remove, name="contact_remove"),
    path("residents/<int:pk>/services", decide.services, name="services"),
    path("residents/<int:pk>/consents/<slug:kind>", decide.consent, name="consent"),
    path("residents/<int:pk>/leave", decide.leave, name="leave"),
]
