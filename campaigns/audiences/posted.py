"""What the builder posted: the tree in its field, or without JavaScript the saved audience that was chosen."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.audiences.tree import TreeRefused, as_json, parse
from campaigns.models import Audience


def tree_of(data: Mapping[str, Any], *, name: str, user: User) -> dict[str, Any]:
    """Return the tree that a form with the builder holds, checked, as JSON; raise TreeRefused."""
    if text := str(data.get(name) or ""):
        return as_json(parse(text))
    chosen = str(data.get(f"{name}_saved") or "")
    if chosen.isascii() and chosen.isdigit():
        audience = Audience.objects.visible_to(user).filter(pk=chosen).first()
        last = audience.versions.order_by("-number").first() if audience else None
        if last:
            return as_json(parse(last.tree))
    raise TreeRefused("", _("Choose at least one condition."))
