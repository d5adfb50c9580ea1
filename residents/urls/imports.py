from django.urls import path

from residents.views.imports import acts, columns, job, overview, rejected, undo

app_name = "imports"
urlpatterns = [
    path("", overview.overview, name="list"),
    path("<int:pk>", job.one, name="one"),
    path("<int:pk>/live", job.live, name="live"),
    path("<int:pk>/columns", columns.choose, name="columns"),
    path("<int:pk>/run", acts.run, name="run"),
    path("<int:pk>/pause", acts.pause, name="pause"),
    path("<int:pk>/resume", acts.resume, name="resume"),
    path("<int:pk>/cancel", acts.cancel, name="cancel"),
    path("<int:pk>/columns/again", acts.choose_again, name="choose_again"),
    path("<int:pk>/undo", undo.undo, name="undo"),
    path("<int:pk>/rejected", rejected.fetch, name="rejected"),
]
