"""Every page's address; each room's prefix says who is in front of it."""

from django.conf import settings
from django.contrib.auth import views as auth
from django.urls import include, path, re_path
from django.views.generic import TemplateView

from accounts.sign_in import SignInForm
from config import display
from config.health import health
from config.navigation import landing
from deliveries.views.not_me import refuse
from deliveries.views.unsubscribe import unsubscribe
from notices.views.check import check

urlpatterns = [
    path("", TemplateView.as_view(template_name="home.html"), name="home"),
    path("counter/", include("residents.urls.counter")),
    path("counter/bundles/", include("residents.urls.bundles")),
    path("counter/repair/", include("residents.urls.repair")),
    path("display", display.choose, name="display"),
    path("enrol/", include("residents.urls.enrol")),
    path("health", health, name="health"),
    path("help/", include("residents.urls.help")),
    path("i18n/", include("django.conf.urls.i18n")),
    path(
        "login/", auth.LoginView.as_view(authentication_form=SignInForm, redirect_authenticated_user=True), name="login"
    ),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    re_path("^check/?$", check, name="check"),
    path("my/", include("residents.urls.my")),
    path("my/notices/", include("notices.urls.my")),
    path("n/", include("notices.urls.resident")),
    path("not-me/<str:token>", refuse, name="not_me"),
    path("p/", include("residents.urls.proofs")),
    path("staff/", include("accounts.urls")),
    path("staff/", include("deliveries.staff_urls")),
    path("staff/", include("residents.urls.cockpit")),
    path("staff/imports/", include("residents.urls.imports")),
    path("u/<str:token>", unsubscribe, name="unsubscribe"),
    path("start", landing, name="landing"),
    path("staff/requests/", include("residents.urls.staff_requests")),
    path("staff/audiences/", include("campaigns.urls.audiences")),
    path("staff/campaigns/", include("campaigns.urls.campaigns")),
    path("staff/events/", include("campaigns.urls.events_desk")),
    path("staff/conversations/", include("campaigns.urls.conversations")),
    path("staff/surveys/", include("campaigns.urls.surveys_desk")),
    path("staff/proposals/", include("campaigns.urls.proposals_desk")),
    path("staff/results/", include("campaigns.urls.results")),
    path("l/", include("campaigns.urls.links")),
    path("my/news/", include("campaigns.urls.news")),
    path("my/events/", include("campaigns.urls.my_events")),
    path("events/", include("campaigns.urls.events")),
    path("surveys/", include("campaigns.urls.surveys")),
    path("proposals/", include("campaigns.urls.proposals")),
    path("you-said-we-did/", include("campaigns.urls.you_said")),
    path("staff/", include("notices.urls.staff")),
    path("hooks/", include("deliveries.urls")),
]
if settings.KRDS_GALLERY:
    urlpatterns.append(path("krds/", include("crispy_krds.urls")))
