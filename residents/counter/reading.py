"""A good form of the counter as the enrolment that it asks for."""

from django.utils import timezone

from residents.counter.enrolling import Guardian, Proxy, WalkIn
from residents.enrolment import Contact, Enrolment
from residents.forms.counter_enrol import CounterForm
from residents.models import CounterAct, IdKind, Route


def walk_in_of(form: CounterForm) -> WalkIn:
    """Return what a valid ``form`` asks for; the contacts are unproved as far as it knows."""
    said = form.cleaned_data
    signature = CounterAct.Signature(said["signature"])
    return WalkIn(
        item=_enrolment(form),
        id_kind=IdKind(said["id_kind"]),
        signature=signature,
        strokes=said["strokes"] if signature == CounterAct.Signature.PAD else "",
        proxy=Proxy(said["proxy_name"], said["proxy_relation"]) if said["proxy"] else None,
        guardian=Guardian(said["guardian_name"], said["guardian_relation"]) if form.is_child else None,
        told_apart=frozenset(int(pk) for pk in said["told_apart"].split() if pk.isascii() and pk.isdigit()),
    )


def _enrolment(form: CounterForm) -> Enrolment:
    said = form.cleaned_data
    return Enrolment(
        name=said["name"],
        birth_date=said["birth_date"],
        sex=said["sex"],
        dong=said["dong"].pk,
        tong=said["tong"],
        ban=None,
        address=said["address"],
        is_household_head=said["head"] and not form.is_child,
        contacts={channel: Contact(address, None) for channel, address in form.channels.items()},
        services={slug: frozenset(over) for slug, over in form.chosen.items()},
        consents=frozenset(form.given),
        route=Route.COUNTER,
        received_on=timezone.localdate(),
        signed=True,
        texts={kind: form.consent_texts[kind] for kind in form.given},
    )
