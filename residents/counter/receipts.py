"""What a receipt of the counter says: what was done in words, and which steps follow."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from residents.corrections import LABELS
from residents.models import Channel, ConsentKind, CounterAct

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_WORDS: "dict[str, StrPromise]" = {
    **LABELS,
    **{kind.value: kind.label for kind in ConsentKind},
    **{channel.value: channel.label for channel in Channel},
    "services": _("What comes, and over which channel"),
    "given": _("agreed"),
    "withdrawn": _("withdrawn"),
    "proved": _("proved and in use"),
    "removed": _("removed"),
}


def lines_of(act: CounterAct) -> "list[StrPromise]":
    """Return what changed, in words."""
    return [_WORDS[one] for one in act.what.split(",") if one in _WORDS]


def steps_of(act: CounterAct) -> list[tuple[str, bool]]:
    """Return the steps with whether each is done; what the resident waits for is the last."""
    taken = [(gettext("Asked for at the counter"), True), (gettext("Done"), True)]
    if act.kind == CounterAct.Kind.WITHDREW:
        destroyed = not act.resident.name
        return [*taken, (gettext("Data destroyed, within the hour"), destroyed)]
    return [*taken, (gettext("Word of it sent to the contacts that are proved"), True)]
