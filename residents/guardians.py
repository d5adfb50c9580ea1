"""Who may be a child's guardian."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# 민법 제909조, 제928조: the parents, else the guardian whom a will or a court appointed.
RELATIONS: "dict[str, StrPromise]" = {
    "mother": _("Mother"),
    "father": _("Father"),
    "guardian": _("Appointed guardian"),
}
