"""The manner in which a dispatch goes out, chosen at its approval: a first part, a pace, a limit of losses, a lane."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from deliveries.dispatches import CannotChange
from deliveries.models import Dispatch
from deliveries.states import DispatchState, Lane


@dataclass(frozen=True, slots=True)
class Manner:
    """How a dispatch is sent. Without choice: all of it, at full speed, after what was there before.

    ``canary`` messages go first, and the rest waits for a person; with ``halt_percent`` it follows by itself unless
    more than that is lost. ``per_second`` holds over all workers.
    """

    canary: int = 0
    halt_percent: int | None = None
    per_second: float | None = None
    lane: Lane = Lane.NOTICE

    @classmethod
    def of(cls, dispatch: Dispatch) -> "Manner":
        return cls(dispatch.canary, dispatch.halt_percent, dispatch.per_second, Lane(dispatch.lane))

    def set_on(self, dispatch: Dispatch) -> None:
        """Write it to a dispatch that awaits approval, before it is planned; raise CannotChange after that."""
        changed = Dispatch.objects.filter(pk=dispatch.pk, state=DispatchState.AWAITING_APPROVAL).update(
            canary=self.canary, halt_percent=self.halt_percent, per_second=self.per_second, lane=self.lane
        )
        if not changed:
            raise CannotChange("The manner of a dispatch is chosen while it awaits approval.")
        dispatch.refresh_from_db()

    def sentences(self) -> list[str]:
        """Say what differs from the usual manner; nothing where nothing does."""
        said = []
        if self.canary:
            first = {"count": f"{self.canary:,}"}
            said.append(
                _("The first %(count)s go alone, the rest waits for a person") % first
                if self.halt_percent is None
                else _("The first %(count)s go alone, the rest follows by itself") % first
            )
        if self.halt_percent is not None:
            said.append(_("Stops when more than %(percent)s %% are lost") % {"percent": self.halt_percent})
        if self.per_second:
            said.append(_("At most %(count)s messages a second") % {"count": f"{self.per_second:,g}"})
        if self.lane != Lane.NOTICE:
            said.append(_("Before other dispatches") if self.lane == Lane.URGENT else _("Behind other dispatches"))
        return said
