"""Addresses of a notice in the locker, under /my/notices/; all of them for residents only."""

from django.urls import path

from notices.views import my

app_name = "my_notices"
urlpatterns = [
    path("<int:pk>", my.letter, name="letter"),
    path("<int:pk>/confirm", my.confirm, name="confirm"),
    path("<int:pk>.ics", my.calendar, name="calendar"),
    path("<int:pk>.pdf", my.as_pdf, name="pdf"),
]
