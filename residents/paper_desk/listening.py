"""What reaches the paper desk from elsewhere: a contact that was proved; a resident who asks who looked."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from residents.codes import contact_proved
from residents.looks import Lists, register_lists
from residents.models import ContactPoint, PaperForm

State = PaperForm.State


def take_proof(*, address_hashes: Iterable[bytes], **_signal: Any) -> None:
    """Have no contacts typed once more whose owner has proved them all: a code is worth more than two readers."""
    holders = ContactPoint.objects.filter(
        address_hash__in=list(address_hashes), stopped_at=None, verified_at__isnull=False
    )
    unproved = ContactPoint.objects.filter(resident=OuterRef("resident"), stopped_at=None, verified_at=None)
    waiting = PaperForm.objects.filter(
        ~Exists(unproved), state__in=[State.SECOND, State.MISMATCH], resident__in=holders.values("resident")
    )
    waiting.update(state=State.AGREED, first_contacts="{}", second_contacts="{}")


def listen() -> None:
    """Begin to listen; called from ``AppConfig.ready``."""
    contact_proved.connect(take_proof, dispatch_uid="paper desk")
    actions = {"paper_form": _("Looked at your paper form"), "paper_duplicate": _("Saw that you are enrolled already")}
    register_lists("paper desk", Lists(_forms_of, actions))


def _forms_of(resident_id: int) -> Mapping[str, str]:
    forms = PaperForm.objects.filter(resident=resident_id).values_list("pk", flat=True)
    return {f"paper_form:{pk}": gettext("your enrolment form on paper") for pk in forms}
