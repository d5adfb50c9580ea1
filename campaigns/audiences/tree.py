"""The tree of an audience: groups by “and” or “or”, conditions, each of them perhaps negated; read, checked, said.

As JSON: ``{"op": "and" | "or", "of": [node, …]}`` and ``{"is": <condition>, <its fields>}``, both with ``"not": true``
where they are negated. The root is a group. What comes in is not trusted: everything that is not exactly this is
refused, with the place where it stands.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaigns.audiences.conditions import CONDITIONS, Condition, Field

DEEPEST = 4  # groups in groups, the root among them
MOST_NODES = 60
LONGEST = 40_000  # characters


class TreeRefused(Exception):
    """A tree is not one; ``path`` says where, as numbers of conditions (“2.1”; "" is the whole), ``text`` why."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(f"{path}: {text}" if path else text)
        self.path, self.text = path, text


@dataclass(frozen=True, slots=True)
class Leaf:
    """One condition with its values, checked."""

    condition: Condition
    values: Mapping[str, Any]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups of which all, or one, must hold."""

    op: str
    of: tuple["Group | Leaf", ...]
    negated: bool = False


Node = Group | Leaf


def parse(given: object) -> Group:
    """Return the tree that JSON, as text or as objects, means; raise TreeRefused."""
    if isinstance(given, (Group, Leaf)):
        return given if isinstance(given, Group) else Group("and", (given,))
    if isinstance(given, (str, bytes)):
        if len(given) > LONGEST:
            raise TreeRefused("", _("These are too many conditions."))
        try:
            given = json.loads(given or "{}")
        except (ValueError, RecursionError):
            raise TreeRefused("", _("The conditions could not be read.")) from None
    root = _Reading().node(given, (), 1)
    return root if isinstance(root, Group) else Group("and", (root,))


def as_json(node: Node) -> dict[str, Any]:
    """Return a tree as it is stored, posted and shown by the builder."""
    if isinstance(node, Group):
        said: dict[str, Any] = {"op": node.op, "of": [as_json(one) for one in node.of]}
    else:
        values = {name: value for name, value in node.values.items() if value not in ("", None)}
        said = {"is": node.condition.slug, **values}
    return {**said, "not": True} if node.negated else said


def words(node: Node) -> str:
    """Return a tree as a phrase about residents, in the language of the page."""
    return _words(node, outer=True)


def lines(group: Group) -> list[str]:
    """Return what stands directly below the root, each as a phrase."""
    return [_words(node, outer=False) for node in group.of]


def _words(node: Node, *, outer: bool) -> str:
    if isinstance(node, Leaf):
        said = node.condition.words(node.values)
        return _("not %(condition)s") % {"condition": said} if node.negated else said
    parts = [_words(one, outer=len(node.of) == 1 and outer and not node.negated) for one in node.of]
    said = (_(" and ") if node.op == "and" else _(" or ")).join(parts)
    if node.negated:
        return _("not (%(conditions)s)") % {"conditions": said}
    return said if outer or len(parts) == 1 else f"({said})"


class _Reading:
    """One reading of a tree: how many nodes there were, and options that were looked up once."""

    def __init__(self) -> None:
        self.nodes = 0
        self.options: dict[Callable[..., Any], set[str]] = {}

    def node(self, given: object, path: tuple[int, ...], depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise TreeRefused("", _("At most %(number)s conditions are possible.") % {"number": MOST_NODES})
        if not isinstance(given, dict):
            raise _refused(path, _("This is no condition."))
        negated = given.get("not", False)
        if not isinstance(negated, bool):
            raise _refused(path, _("This is no condition."))
        if "op" in given:
            return self.group(given, path, depth, negated)
        return self.leaf(given, path, negated)

    def group(self, given: dict[str, Any], path: tuple[int, ...], depth: int, negated: bool) -> Group:
        if given["op"] not in ("and", "or") or set(given) - {"op", "of", "not"}:
            raise _refused(path, _("This is no group of conditions."))
        if depth > DEEPEST:
            raise _refused(path, _("Groups can be nested %(number)s deep.") % {"number": DEEPEST})
        of = given.get("of")
        if not isinstance(of, list):
            raise _refused(path, _("This is no group of conditions."))
        if not of:
            raise _refused(path, _("Choose at least one condition.") if not path else _("This group is empty."))
        nodes = tuple(self.node(one, (*path, place), depth + 1) for place, one in enumerate(of, start=1))
        return Group(str(given["op"]), nodes, negated)

    def leaf(self, given: dict[str, Any], path: tuple[int, ...], negated: bool) -> Leaf:
        slug = given.get("is")
        condition = CONDITIONS.get(slug) if isinstance(slug, str) else None
        if condition is None:
            if not given:
                raise _refused(path, _("Choose at least one condition."))
            raise _refused(path, _("There is no such condition."))
        if unknown := set(given) - {"is", "not", *(field.name for field in condition.fields)}:
            raise _refused(path, _("There is no field “%(name)s” here.") % {"name": str(min(unknown))[:20]})
        values = {field.name: self.value(field, given.get(field.name), path) for field in condition.fields}
        if fault := condition.fault(values):
            raise _refused(path, str(fault))
        return Leaf(condition, values, negated)

    def value(self, field: Field, given: object, path: tuple[int, ...]) -> object:
        if field.kind == "number":
            return _number(field, given, path)
        if field.kind == "one":
            if given in (None, "") and not field.required:
                return ""
            return self.option(field, given, path)
        if not isinstance(given, list) or not given:
            raise _refused(path, _("%(field)s: choose at least one.") % {"field": field.label})
        chosen = [self.option(field, one, path) for one in given]
        if len(set(chosen)) != len(chosen):
            raise _refused(path, _("%(field)s: something is chosen twice.") % {"field": field.label})
        return chosen

    def option(self, field: Field, given: object, path: tuple[int, ...]) -> str:
        if field.options not in self.options:
            self.options[field.options] = {value for value, _label in field.options()}
        if not isinstance(given, str) or given not in self.options[field.options]:
            if given in (None, ""):
                raise _refused(path, _("%(field)s: choose one.") % {"field": field.label})
            raise _refused(path, _("%(field)s: this is not offered (any more).") % {"field": field.label})
        return given


def _number(field: Field, given: object, path: tuple[int, ...]) -> int | None:
    if given in (None, ""):
        if field.required:
            raise _refused(path, _("%(field)s: write a number.") % {"field": field.label})
        return None
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 6:
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise _refused(path, _("%(field)s: write a whole number.") % {"field": field.label})
    if not field.least <= given <= field.most:
        limits = {"field": field.label, "least": field.least, "most": field.most}
        raise _refused(path, _("%(field)s: write a number from %(least)s to %(most)s.") % limits)
    return given


def _refused(path: tuple[int, ...], text: str) -> TreeRefused:
    return TreeRefused(".".join(map(str, path)), text)
