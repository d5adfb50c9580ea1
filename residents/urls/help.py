"""Help for everybody: the guide, and the enrolment form on paper."""

from django.urls import path

from residents.views.help import guide, paper_form

app_name = "help"
urlpatterns = [
    path("", guide, name="guide"),
    path("paper-form.pdf", paper_form, {"language": "ko"}, name="paper_form"),
    path("paper-form.en.pdf", paper_form, {"language": "en"}, name="paper_form_en"),
]
