from django.urls import path

from residents.views.repair import call, call_list
from residents.views.repair.proof import proof

app_name = "repair"
urlpatterns = [
    path("", call_list.call_list, name="list"),
    path("look", call_list.look_again, name="look"),
    path("proof/<int:pk>", proof, name="proof"),
    path("<int:pk>", call.call, name="call"),
    path("<int:pk>/take", call.take, name="take"),
    path("<int:pk>/back", call.give_back, name="give_back"),
]
