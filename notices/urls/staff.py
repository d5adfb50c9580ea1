from django.urls import path

from notices.views import acts, ambiguity, batches, downloads

app_name = "staff"
urlpatterns = [
    path("", batches.home, name="home"),
    path("batches/new", batches.new, name="batch_new"),
    path("batches/<int:pk>", batches.batch, name="batch"),
    path("batches/<int:pk>/live", batches.live, name="live"),
    path("batches/<int:pk>/rows", batches.rows, name="rows"),
    path("batches/<int:pk>/rows/<int:number>/settle", ambiguity.settle, name="settle"),
    path("batches/<int:pk>/rows.xlsx", downloads.rows_list, name="rows_list"),
    path("batches/<int:pk>/paper.xlsx", downloads.paper_list, name="paper_list"),
    path("batches/<int:pk>/submit", acts.submit, name="submit"),
    path("batches/<int:pk>/approve", acts.approve, name="approve"),
    path("batches/<int:pk>/pause", acts.pause, name="pause"),
    path("batches/<int:pk>/resume", acts.resume, name="resume"),
    path("batches/<int:pk>/cancel", acts.cancel, name="cancel"),
    path("batches/<int:pk>/not-me/seen", acts.not_me_seen, name="not_me_seen"),
    path("batches/<int:pk>/doubts/paper", acts.doubts_to_paper, name="doubts_to_paper"),
    path("batches/<int:pk>/doubts/again", acts.doubts_again, name="doubts_again"),
]
