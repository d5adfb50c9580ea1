"""Addresses of the cockpit, under /staff/cockpit; no personal data is behind any of them."""

from django.urls import path

from residents.views.cockpit import cockpit, population, take_away

app_name = "cockpit"
urlpatterns = [
    path("cockpit", cockpit.cockpit, name="home"),
    path("cockpit/count", cockpit.count, name="count"),
    path("cockpit/dong/<str:code>", cockpit.dong, name="dong"),
    path("cockpit/report.pdf", take_away.report_pdf, name="report"),
    path("cockpit/figures.xlsx", take_away.workbook, name="workbook"),
    path("cockpit/population", population.overview, name="population"),
]
