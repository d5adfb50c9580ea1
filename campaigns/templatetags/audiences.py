"""What the builder of an audience is drawn from: the conditions with their fields, and its words."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from accounts.gate import person
from campaigns.audiences.conditions import CONDITIONS, Field
from campaigns.audiences.tree import DEEPEST
from campaigns.models import Audience, AudienceVersion
from residents.cockpit.masking import shown

register = template.Library()


@register.simple_tag
def audience_schema() -> dict[str, Any]:
    """Return what the builder's script draws: JSON, in the language of the page."""
    return {
        "deepest": DEEPEST,
        "conditions": [
            {
                "slug": condition.slug,
                "label": str(condition.label),
                "hint": str(condition.hint),
                "fields": [_field(field) for field in condition.fields],
            }
            for condition in CONDITIONS.values()
        ],
        "words": _words(),
    }


@register.simple_tag(takes_context=True)
def saved_audiences(context: template.Context) -> list[dict[str, Any]]:
    """Return the audiences that the reader can begin with: number, name, what its last version asks."""
    audiences = Audience.objects.visible_to(person(context["request"])).filter(put_away_at=None).order_by("name")
    last = AudienceVersion.objects.filter(audience__in=audiences).order_by("audience", "-number").distinct("audience")
    trees = {version.audience_id: version.tree for version in last}
    return [{"id": one.pk, "name": one.name, "tree": trees[one.pk]} for one in audiences if one.pk in trees]


@register.filter
def shown_number(number: int) -> int | None:
    """Return a number, or None where it is too small to be shown."""
    return shown(number)


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": str(field.label),
        "kind": field.kind,
        "options": [{"value": value, "label": label} for value, label in field.options()],
        "required": field.required,
        "least": field.least,
        "most": field.most,
        "unit": str(field.unit),
        "any": str(field.any_word),
    }


def _words() -> dict[str, str]:
    return {
        "kind": _("Condition"),
        "choose": _("Choose a condition"),
        "choose_one": _("Choose"),
        "all": _("All of these hold"),
        "one": _("One of these holds"),
        "and": _("and"),
        "or": _("or"),
        "how": _("How these go together"),
        "not": _("not"),
        "up": _("Move up"),
        "down": _("Move down"),
        "remove": _("Take out"),
        "add": _("Add a condition"),
        "add_group": _("Add a group"),
        "row": _("Condition %s"),
        "group": _("Group %s"),
        "added": _("%s added"),
        "moved": _("%s moved"),
        "removed": _("%s taken out"),
        "none": _("Nobody is chosen yet. Add a first condition."),
    }
