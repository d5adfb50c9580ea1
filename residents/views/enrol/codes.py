"""Proving an address: a code is sent to it, and typed here."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.gate import client_address
from residents import codes
from residents.drafts import Draft, changing
from residents.enrolment_steps import PROOFS, Step, contacts_of, guardian_address, to_prove
from residents.forms.enrol_contact import CodeForm
from residents.models import Channel, Purpose
from residents.phones import format_mobile
from residents.views.enrol.step import StepView

REFUSAL = "refusal"  # in the draft: for which address a code was refused, and what is wrong with it
SENT = "sent"  # in the draft: to which address the last code went, and from when on another may be asked for


def send_code(request: HttpRequest, draft: Draft, channel: Channel, address: str, purpose: Purpose) -> bool:
    """Send a code unless one went to ``address`` just now; where one has to wait, a message says how long.

    Return whether one was sent.
    """
    if _seconds_left(draft, address):
        return False
    try:
        again_at = codes.send(
            channel,
            address,
            purpose=purpose,
            holder=draft.key,
            client=client_address(request),
            language=get_language() or "ko",
        )
    except codes.TooManyCodes as refused:
        messages.error(request, _("No code was sent just now.") + " " + say_wait(refused.seconds))
        return False
    with changing(draft) as locked:
        locked.drop(REFUSAL, Step.CODE, Step.GUARDIAN_CODE)
        locked.put(SENT, {"address": address, "again_at": again_at.isoformat()})
    return True


def say_wait(seconds: int) -> str:
    """Say how long one has to wait."""
    if seconds < 90:
        return ngettext("Please try again in %(count)s second.", "Please try again in %(count)s seconds.", seconds) % {
            "count": seconds
        }
    minutes = -(-seconds // 60)
    return ngettext("Please try again in %(count)s minute.", "Please try again in %(count)s minutes.", minutes) % {
        "count": minutes
    }


def _seconds_left(draft: Draft, address: str) -> int:
    """Return in how many seconds another code may be asked for."""
    sent = draft.answers(SENT)
    if sent.get("address") != address:
        return 0
    return max(0, _seconds_until(sent["again_at"]))


def _seconds_until(moment: str) -> int:
    return round((datetime.fromisoformat(moment) - timezone.now()).total_seconds())


class CodeStep(StepView):
    """Six digits; a new code, another address, or doing without this one are within reach."""

    template = "residents/enrol/code.html"
    purpose = Purpose.ENROL

    def address(self) -> tuple[Channel, str] | None:
        """Return the address that is being proved."""
        return to_prove(self.draft)

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = self.typed()
        return self._show(CodeForm() if typed is None else self._judged(CodeForm(typed)))

    def post(self, request: HttpRequest, *, stale: bool = False) -> HttpResponse:
        wanted = self.address()
        if wanted is None:
            return self.go_on()
        if stale:
            return self._show(CodeForm(initial=request.POST.dict()), stale=True)
        if "again" in request.POST:
            return self._send_again(*wanted)
        if "without" in request.POST:
            return self._do_without(wanted[0])
        form = CodeForm(request.POST)
        if form.is_valid() and self._check(form, *wanted):
            return self.go_on()
        if not form.is_valid():
            self._refuse(wanted[1])
        return self.show_refused()

    def proved(self, draft: Draft, address: str, at: datetime) -> None:
        """Note the proof in the locked draft."""
        draft.put(PROOFS, {**draft.answers(PROOFS), address: at.isoformat()})

    def _check(self, form: CodeForm, channel: Channel, address: str) -> bool:
        """Try the code; note the proof, or what is wrong."""
        try:
            at = codes.check(
                channel,
                address,
                form.cleaned_data["code"],
                purpose=self.purpose,
                holder=self.draft.key,
                client=client_address(self.request),
            )
        except codes.TooManyCodes as refused:
            self._refuse(address, until=(timezone.now() + timedelta(seconds=refused.seconds)).isoformat())
            return False
        except codes.CodeRefused as refused:
            self._refuse(address, left=refused.left)
            return False
        with changing(self.draft) as draft:
            draft.drop(REFUSAL, self.step)
            self.proved(draft, address, at)
        following = self.address()
        if following and following[1] != address:
            send_code(self.request, self.draft, *following, self.purpose)
        return True

    def _refuse(self, address: str, **why: Any) -> None:
        """Keep what was typed, and what is wrong with it: ``left`` tries, or ``until`` when one has to wait."""
        with changing(self.draft) as draft:
            draft.put_typed(self.step, {"code": self.request.POST.getlist("code")})
            draft.put(REFUSAL, {"address": address, **why})

    def _refusal(self) -> dict[str, Any]:
        """Return why the last code was refused at the address that is being proved."""
        wanted, refusal = self.address(), self.draft.answers(REFUSAL)
        return refusal if wanted and refusal.get("address") == wanted[1] else {}

    def _judged(self, form: CodeForm) -> CodeForm:
        refusal = self._refusal()
        if form.is_valid() and "until" in refusal:
            seconds = max(1, _seconds_until(refusal["until"]))
            form.add_error("code", _("There were too many tries.") + " " + say_wait(seconds))
        elif form.is_valid() and "left" in refusal:
            form.add_error("code", _what_is_wrong(refusal["left"]))
        return form

    def _send_again(self, channel: Channel, address: str) -> HttpResponse:
        left = _seconds_left(self.draft, address)
        if left:
            messages.error(self.request, _("A code is on its way.") + " " + say_wait(left))
        elif send_code(self.request, self.draft, channel, address, self.purpose):
            messages.success(self.request, _("A new code is on its way. Only the newest one is good."))
        return self.go_on()

    def _do_without(self, channel: Channel) -> HttpResponse:
        """Leave out an address that cannot be proved now, as long as there is another."""
        with changing(self.draft) as draft:
            rest: dict[str, str] = {
                other.value: address for other, address in contacts_of(draft).items() if other != channel
            }
            if rest and self.step == Step.CODE:
                draft.put(Step.CONTACT, rest)
        following = self.address()
        if following:
            send_code(self.request, self.draft, *following, self.purpose)
        return self.go_on()

    def _show(self, form: CodeForm, *, stale: bool = False) -> HttpResponse:
        wanted = self.address()
        if wanted is None:
            return self.go_on()
        channel, address = wanted
        sent = self.draft.answers(SENT).get("address") == address
        return self.page(
            {
                "form": form,
                "stale": stale,
                "channel": channel,
                "address": format_mobile(address) if channel == Channel.SMS else address,
                "sent": sent,
                "used_up": sent and self._refusal().get("left") == 0,
                "seconds_left": _seconds_left(self.draft, address),
                "minutes": settings.CODE_MINUTES,
                "others": self.step == Step.CODE and len(contacts_of(self.draft)) > 1,
            }
        )


def _what_is_wrong(left: int) -> str:
    if not left:
        return _("This code is not right, or no longer good. Have a new one sent.")
    return ngettext(
        "This code is not right. Look at the newest message; you have %(count)s try left.",
        "This code is not right. Look at the newest message; you have %(count)s tries left.",
        left,
    ) % {"count": left}


class Code(CodeStep):
    """A contact of the person who enrols."""

    step = Step.CODE


class GuardianCode(CodeStep):
    """The guardian's contact, which is the child's from then on."""

    step = Step.GUARDIAN_CODE
    purpose = Purpose.GUARDIAN

    def address(self) -> tuple[Channel, str] | None:
        return guardian_address(self.draft)

    def proved(self, draft: Draft, address: str, at: datetime) -> None:
        super().proved(draft, address, at)
        channel, _address = guardian_address(draft)
        contacts: dict[str, Any] = {channel.value: address}
        draft.put(Step.CONTACT, contacts)
