from django.urls import path

from residents.views.repair import call, call_list

app_name = "repair"
urlpatterns = [
    path("", call_list.call_list, name="list"),
    path("look", call_list.look_again, name="look"),
    path("<int:pk>", call.call, name="call"),
    path("<int:pk>/take", call.take, name="take"),
    path("<int:pk>/back", call.give_back, name="give_back"),
]
