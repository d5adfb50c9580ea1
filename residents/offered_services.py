"""What residents can subscribe to: the rooms above register their services here.

So the table of choices, the same on paper and on the site, needs no import of what a tax bill or a lecture is.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from residents.models import Channel, ConsentKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Service:
    """One service: ``slug`` is what ``Subscription.service`` holds.

    ``consents`` have to be in force for it; ``optional_consent`` is the one among them that has a box of its own.
    ``adults_only``: none of its notices is ever addressed to a child.
    """

    slug: str
    label: "StrPromise"
    about: "StrPromise"
    consents: frozenset[ConsentKind] = frozenset({ConsentKind.COLLECTION_USE})
    channels: tuple[Channel, ...] = (Channel.SMS, Channel.EMAIL)
    adults_only: bool = False

    @property
    def optional_consent(self) -> ConsentKind | None:
        return next(iter(self.consents - {ConsentKind.COLLECTION_USE}), None)


_services: dict[str, Service] = {}


def register_service(service: Service) -> None:
    """Offer ``service``, behind those that were registered before; called from ``AppConfig.ready``."""
    _services[service.slug] = service


def services() -> tuple[Service, ...]:
    """Return all services in the order of their registration."""
    return tuple(_services.values())


def offered_to(*, child: bool) -> tuple[Service, ...]:
    """Return the services that a grown-up, or a child, can have."""
    return tuple(service for service in services() if not (child and service.adults_only))


def consents_asked_of(*, child: bool) -> list[ConsentKind]:
    """Return the consents that are asked for, the required one first; none that only withheld services rest on."""
    own = {kind for service in offered_to(child=child) for kind in service.consents}
    wanted = (ConsentKind.COLLECTION_USE, ConsentKind.CIVIL_DEFENSE, ConsentKind.PROMOTIONAL, ConsentKind.THIRD_PARTY)
    return [kind for kind in wanted if kind in own or kind == ConsentKind.THIRD_PARTY]
