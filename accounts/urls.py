"""Addresses of the office's own pages, under /staff/."""

from django.urls import path

from accounts.views import access_lines, access_log, password, people, person

app_name = "office"
urlpatterns = [
    path("access-log", access_log.access_log, name="access_log"),
    path("access-log/review", access_log.review, name="access_log_review"),
    path("access-log/lines", access_lines.lines, name="access_log_lines"),
    path("access-log/download", access_lines.download, name="access_log_download"),
    path("password", password.own_password, name="password"),
    path("people", people.people, name="people"),
    path("people/changes", people.changes, name="people_changes"),
    path("people/new", person.new, name="person_new"),
    path("people/roles", people.roles, name="people_roles"),
    path("people/<int:pk>", person.one, name="person"),
    path("people/<int:pk>/rights", person.rights, name="person_rights"),
    path("people/<int:pk>/place", person.place, name="person_place"),
    path("people/<int:pk>/password", person.reset_password, name="person_password"),
    path("people/<int:pk>/deactivate", person.deactivate, name="person_deactivate"),
    path("people/<int:pk>/reactivate", person.reactivate, name="person_reactivate"),
]
