"""The versions of an audience, each with what it asked otherwise than the one before."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.audiences.conditions import looked_up_once
from campaigns.audiences.tree import Group, TreeRefused, lines, parse, words
from campaigns.models import Audience, AudienceVersion

MOST = 30  # versions that are told


@dataclass(frozen=True, slots=True)
class Told:
    """One version: its sentence, and the conditions that came and went with it."""

    version: AudienceVersion
    sentence: str
    came: list[str]
    went: list[str]
    note: str = ""


def history_of(audience: Audience) -> list[Told]:
    """Return the versions, the newest first; at most ``MOST``."""
    versions = list(audience.versions.select_related("by").order_by("-number")[: MOST + 1])
    with looked_up_once():
        trees = [tree_or_none(version.tree) for version in versions]
        told = []
        for at, version in enumerate(versions[:MOST]):
            before = trees[at + 1] if at + 1 < len(trees) else None
            told.append(_told(version, trees[at], before))
    return told


def tree_or_none(tree: object) -> Group | None:
    """Return a stored tree, or None where what it asked for is not offered any more."""
    try:
        return parse(tree)
    except TreeRefused:
        return None


def sentence_of(tree: Group | None) -> str:
    return words(tree) if tree else _("It asks for something that is not offered any more.")


def _told(version: AudienceVersion, tree: Group | None, before: Group | None) -> Told:
    if tree is None or before is None:
        return Told(version, sentence_of(tree), [], [])
    now, then = lines(tree), lines(before)
    note = ""
    if tree.op != before.op:
        note = (
            _("All of the conditions must hold now.") if tree.op == "and" else _("One of the conditions is enough now.")
        )
    came, went = [one for one in now if one not in then], [one for one in then if one not in now]
    return Told(version, sentence_of(tree), came, went, note)
