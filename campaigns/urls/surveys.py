from django.urls import path

from campaigns.views.surveys import answering, public

app_name = "surveys"
urlpatterns = [
    path("<str:slug>", public.one, name="one"),
    path("<str:slug>/results", public.results, name="results"),
    path("<str:slug>/k/<str:key>", answering.by_key, name="answer_by_key"),
]
