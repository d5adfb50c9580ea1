"""Enrolling on the site: below ``/enrol/``."""

from django.urls import path

from residents.views.enrol.check import Check, Done
from residents.views.enrol.choices import Interests, Services
from residents.views.enrol.codes import Code, GuardianCode
from residents.views.enrol.consents import Consents
from residents.views.enrol.contact import Contact
from residents.views.enrol.guardian import Guardian
from residents.views.enrol.person import Home, Person
from residents.views.enrol.start import again, start, young

app_name = "enrol"
urlpatterns = [
    path("", start, name="start"),
    path("again/", again, name="again"),
    path("under-14/", young, name="young"),
    path("guardian/", Guardian.as_view(), name="guardian"),
    path("guardian/code/", GuardianCode.as_view(), name="guardian_code"),
    path("consents/", Consents.as_view(), name="consents"),
    path("person/", Person.as_view(), name="person"),
    path("home/", Home.as_view(), name="home"),
    path("contact/", Contact.as_view(), name="contact"),
    path("code/", Code.as_view(), name="code"),
    path("notices/", Services.as_view(), name="services"),
    path("interests/", Interests.as_view(), name="interests"),
    path("check/", Check.as_view(), name="check"),
    path("done/", Done.as_view(), name="done"),
]
