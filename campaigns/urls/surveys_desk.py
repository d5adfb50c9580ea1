from django.urls import path

from campaigns.views.surveys_desk import acts, editing, files, overview, survey

app_name = "surveys_desk"
urlpatterns = [
    path("", overview.overview, name="list"),
    path("new", editing.new, name="new"),
    path("<int:pk>", survey.one, name="one"),
    path("<int:pk>/edit", editing.edit, name="edit"),
    path("<int:pk>/mend", editing.mend, name="mend"),
    path("<int:pk>/preview", survey.preview, name="preview"),
    path("<int:pk>/open", acts.open_, name="open"),
    path("<int:pk>/close", acts.close, name="close"),
    path("<int:pk>/duplicate", acts.duplicate, name="duplicate"),
    path("<int:pk>/delete", acts.delete, name="delete"),
    path("<int:pk>/invite", acts.invite, name="invite"),
    path("<int:pk>/publish", acts.publish, name="publish"),
    path("<int:pk>/results", survey.results, name="results"),
    path("<int:pk>/results.xlsx", files.workbook, name="workbook"),
    path("<int:pk>/answers.xlsx", files.named, name="named"),
]
