from django.urls import path

from residents.views.proofs import watch
from residents.views.proofs.enter import enter

app_name = "proofs"
urlpatterns = [
    path("<int:pk>/state", watch.state, name="state"),
    path("<int:pk>/type", watch.type_code, name="type"),
    path("<int:pk>/again", watch.again, name="again"),
    path("<str:token>", enter, name="enter"),
]
