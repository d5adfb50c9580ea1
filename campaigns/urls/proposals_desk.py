from django.urls import path

from campaigns.views.proposals_desk import acts, outcomes, overview, proposal

app_name = "proposals_desk"
urlpatterns = [
    path("", overview.overview, name="list"),
    path("<int:pk>", proposal.one, name="one"),
    path("<int:pk>/take", acts.take, name="take"),
    path("<int:pk>/forward", acts.forward, name="forward"),
    path("<int:pk>/release", proposal.release, name="release"),
    path("<int:pk>/hold-back", acts.hold_back, name="hold_back"),
    path("outcomes/", outcomes.overview, name="outcomes"),
    path("outcomes/new", outcomes.new, name="outcome_new"),
    path("outcomes/<int:pk>", outcomes.one, name="outcome"),
    path("outcomes/<int:pk>/edit", outcomes.edit, name="outcome_edit"),
    path("outcomes/<int:pk>/publish", outcomes.publish, name="outcome_publish"),
]
