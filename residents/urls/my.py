"""Addresses of my page, under /my/; every view but those of signing in and out is for residents only."""

from django.urls import path

from residents.views.my import consents, contacts, data, home, leave, preferences, requests, sign_in

app_name = "my"
urlpatterns = [
    path("", home.home, name="home"),
    path("stay", home.stay, name="stay"),
    path("sign-in", sign_in.start, name="sign_in"),
    path("sign-in/code", sign_in.code, name="code"),
    path("sign-in/again", sign_in.again, name="again"),
    path("sign-in/who", sign_in.who, name="who"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("signed-out", leave.signed_out, name="signed_out"),
    path("preferences", preferences.preferences, name="preferences"),
    path("quiet", preferences.quiet, name="quiet"),
    path("quiet/end", preferences.quiet_end, name="quiet_end"),
    path("language", preferences.language, name="language"),
    path("contacts", contacts.overview, name="contacts"),
    path("contacts/code", contacts.code, name="contact_code"),
    path("contacts/code/again", contacts.again, name="contact_again"),
    path("contacts/<str:channel>", contacts.change, name="contact_change"),
    path("contacts/<str:channel>/remove", contacts.remove, name="contact_remove"),
    path("consents", consents.overview, name="consents"),
    path("consents/<str:kind>/give", consents.give, name="consent_give"),
    path("consents/<str:kind>/withdraw", consents.withdraw, name="consent_withdraw"),
    path("data", data.overview, name="data"),
    path("data.json", data.as_json_file, name="data_json"),
    path("data.html", data.as_html_file, name="data_html"),
    path("looks", data.looks, name="looks"),
    path("requests", requests.overview, name="requests"),
    path("requests/new", requests.new, name="request_new"),
    path("requests/<int:pk>/take-back", requests.take_back, name="request_take_back"),
    path("leave", leave.leave, name="leave"),
    path("left", leave.left, name="left"),
]
