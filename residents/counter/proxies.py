"""Who may come in somebody's place, and what the clerk has to see then."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# A proxy brings a power of attorney (민법 제114조, 제118조); what the resident agrees to, the resident signs.
RELATIONS: "dict[str, StrPromise]" = {
    "spouse": _("Husband or wife"),
    "parent": _("Parent"),
    "child": _("Son or daughter"),
    "sibling": _("Brother or sister"),
    "other": _("Somebody else"),
}
