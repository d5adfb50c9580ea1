"""Writing down what was done at a counter: for whom, by which clerk, and who stood there on which identity card."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from residents.models import CounterAct, Resident


@dataclass(frozen=True, slots=True)
class Who:
    """Who stood there: the resident, or a proxy by name; what the clerk saw of papers."""

    id_kind: str
    proxy_name: str = ""
    proxy_relation: str = ""
    power_of_attorney: bool = False
    family_paper: bool = False


def record(
    resident: Resident,
    kind: CounterAct.Kind,
    *,
    by: User,
    who: Who,
    what: Iterable[str] = (),
    signature: CounterAct.Signature = CounterAct.Signature.NONE,
) -> CounterAct:
    """Write one act down; ``what``: what changed, by slugs that name no person."""
    return CounterAct.objects.create(
        resident=resident,
        kind=kind,
        clerk=by,
        dong_id=by.dong_id,
        id_kind=who.id_kind,
        id_checked_by=by,
        proxy_name=who.proxy_name,
        proxy_relation=who.proxy_relation,
        power_of_attorney=who.power_of_attorney,
        family_paper=who.family_paper,
        what=",".join(what)[:200],
        signature=signature,
    )
