"""Check everything, hand it in, and the receipt."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from accounts.gate import client_address
from residents import turnstile
from residents.enrolment_steps import Step, contacts_of, receipt_of
from residents.handing_in import NotReady, hand_in
from residents.showing_drafts import history_of, parts_of, shown_address
from residents.views.enrol.step import StepView, page_of, too_many


class Check(StepView):
    """Reads like a letter; each part leads to where it is mended."""

    step = Step.CHECK
    template = "residents/enrol/check.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest, *, stale: bool = False) -> HttpResponse:
        """Hand in; pressed twice, or in two tabs, it makes one resident."""
        if stale:
            return self._show(stale=True)
        try:
            self._count(client_address(request))
            hand_in(self.draft, language=get_language() or "ko")
        except turnstile.TooMany as refused:
            return too_many(request, refused)
        except NotReady:
            pass
        return self.go_on()

    def _show(self, *, stale: bool = False) -> HttpResponse:
        parts = [(part, page_of(part.step)) for part in parts_of(self.draft)]
        return self.page({"parts": parts, "stale": stale})

    def _count(self, client: str) -> None:
        turnstile.pass_through("hand in", client, most=settings.ENROLMENTS_PER_CLIENT, period=timedelta(hours=1))
        turnstile.pass_through(
            "hand in", turnstile.EVERYBODY, most=settings.ENROLMENTS_PER_MINUTE, period=timedelta(minutes=1)
        )


class Done(StepView):
    """The receipt: what was applied for, what has happened to it, where it stands (a must of the KRDS guideline)."""

    step = Step.DONE
    template = "residents/enrol/done.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        contacts = contacts_of(self.draft).items()
        return self.page(
            {
                "receipt_number": receipt_of(self.draft),
                "parts": parts_of(self.draft),
                "history": history_of(self.draft),
                "told": ", ".join(shown_address(channel, address) for channel, address in contacts),
            }
        )
