"""The paper desk: below ``/counter/bundles/``. Addresses hold numbers of bundles, forms and places only."""

from django.urls import path

from residents.views.bundles import bundle, contacts, entry, overview, queues, scans

app_name = "bundles"
urlpatterns = [
    path("", overview.overview, name="list"),
    path("new", overview.new, name="new"),
    path("queue/<slug:name>", queues.queue, name="queue"),
    path("queue/<slug:name>/next", queues.next_in, name="queue_next"),
    path("second/<int:pk>", contacts.second, name="second"),
    path("mismatch/<int:pk>", contacts.mismatch, name="mismatch"),
    path("codes", queues.send_codes, name="send_codes"),
    path("code/<int:pk>", queues.send_code, name="send_code"),
    path("<int:pk>", bundle.bundle, name="one"),
    path("<int:pk>/next", bundle.begin, name="next"),
    path("<int:pk>/give-back", bundle.give_back, name="give_back"),
    path("<int:pk>/scans", bundle.add_scans, name="scans"),
    path("<int:pk>/count", bundle.correct_count, name="count"),
    path("<int:pk>/close", bundle.close, name="close"),
    path("<int:pk>/forms/<int:number>", entry.entry, name="form"),
    path("<int:pk>/forms/<int:number>/reopen", entry.reopen, name="reopen"),
    path("<int:pk>/forms/<int:number>/alike", entry.look_alikes_part, name="look_alikes"),
    path("<int:pk>/forms/<int:number>/pages/<int:place>", scans.page, name="page"),
    path("<int:pk>/forms/<int:number>/pages/<int:place>/gap", scans.leave_gap, name="gap"),
    path("<int:pk>/forms/<int:number>/pages/<int:place>/out", scans.take_out, name="take_out"),
]
