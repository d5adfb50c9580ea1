"""Every page's address; each room's prefix says who is in front of it."""

from django.contrib.auth import views as auth
from django.urls import include, path
from django.views.generic import TemplateView

from config.health import health
from deliveries.views.unsubscribe import unsubscribe

urlpatterns = [
    path("", TemplateView.as_view(template_name="home.html"), name="home"),
    path("enrol/", include("residents.urls.enrol")),
    path("health", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("my/", include("residents.urls.my")),
    path("my/notices/", include("notices.urls.my")),
    path("n/", include("notices.urls.resident")),
    path("staff/", include("deliveries.staff_urls")),
    path("u/<str:token>", unsubscribe, name="unsubscribe"),
    path("staff/requests/", include("residents.urls.staff_requests")),
    path("staff/", include("notices.urls.staff")),
    path("hooks/", include("deliveries.urls")),
]
