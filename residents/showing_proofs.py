"""How a proof is shown to whoever asked for it: its state in words, the code to scan, never the whole address."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from residents import proofs
from residents.models import ContactProof

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_TONES = {proofs.State.SENT: "waiting", proofs.State.PROVED: "success", proofs.State.EXPIRED: "warning"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof on a page of the office."""

    state: proofs.State
    label: "StrPromise | str"
    tone: str
    address: str
    link: str
    link_words: str
    seconds_left: int
    used_up: bool
    picture: SafeString

    @property
    def waits(self) -> bool:
        return self.state == proofs.State.SENT


def shown(proof: ContactProof) -> Shown:
    """Return what a page says about ``proof``."""
    state, link = proofs.state(proof), proofs.link(proof)
    here = proof.place == ContactProof.Place.COUNTER  # elsewhere nobody stands before the screen
    return Shown(
        state=state,
        label=state.label,
        tone=_TONES[state],
        address=proofs.masked(proof),
        link=link,
        link_words=link.partition("://")[2],
        seconds_left=proofs.seconds_left(proof),
        used_up=not proofs.tries_left(proof),
        picture=_picture(link) if here and state == proofs.State.SENT else SafeString(""),
    )


def _picture(link: str) -> SafeString:
    """Draw the QR code of a link; its white ground belongs to it, also where the page is dark."""
    code = segno.make(link, error="m", micro=False)
    drawn = code.svg_inline(
        scale=4,
        border=2,
        light="#fff",
        svgclass="r-qr-picture",
        lineclass=None,
        omitsize=True,
        title=gettext("QR code"),
    )
    return mark_safe(drawn)  # noqa: S308  # segno's own drawing of a link that we made
