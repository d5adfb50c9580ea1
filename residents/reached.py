"""Who of some residents had anything sent or planned to them. The rooms above say which of their rows mean that."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from residents.models import ContactProof, Resident


def _asked_to_prove(residents: "QuerySet[Resident]") -> "QuerySet[ContactProof, int | None]":
    return ContactProof.objects.filter(resident__in=residents).values_list("resident", flat=True)


_rooms: "dict[str, Callable[[QuerySet[Resident]], QuerySet]]" = {"residents": _asked_to_prove}  # type: ignore[type-arg]  # of any model


def register_reached(name: str, reached: "Callable[[QuerySet[Resident]], QuerySet]") -> None:  # type: ignore[type-arg]  # of any model
    """Have ``reached`` asked too; called from ``AppConfig.ready``."""
    _rooms[name] = reached


def reached_among(residents: "QuerySet[Resident]") -> "QuerySet[Resident]":
    """Return those of ``residents`` who had anything sent or planned to them."""
    plain = residents.order_by()
    any_of = Q()
    for reached in _rooms.values():
        any_of |= Q(pk__in=reached(plain))
    return residents.filter(any_of)
