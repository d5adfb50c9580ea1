"""What a part of a page needs to show a proof: ``{% shown_proof proof as shown %}``."""

from django import template

from residents.models import ContactProof
from residents.showing_proofs import Shown, shown

register = template.Library()


@register.simple_tag
def shown_proof(proof: ContactProof) -> Shown:
    """Return how a proof is shown."""
    return shown(proof)
