"""What an audience asks of the database: a condition on ``campaigns_reach``, its values always as parameters."""

from datetime import datetime
from typing import Any

from campaigns.audiences.conditions import Asked
from campaigns.audiences.tree import Group, Node, parse


def where(tree: object, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return the condition that ``tree`` puts on a row ``r`` of ``campaigns_reach``, and its parameters (``aud_…``).

    Whether somebody may be written to is another question: ``counting.reason`` says it, and the claim asks it again.
    """
    asked = Asked(at)
    return _sql(parse(tree), asked), asked.parameters


def _sql(node: Node, asked: Asked) -> str:
    if isinstance(node, Group):
        said = (" AND " if node.op == "and" else " OR ").join(_sql(one, asked) for one in node.of)
        said = f"({said})"
    else:
        said = node.condition.sql(node.values, asked)
    return f"NOT ({said})" if node.negated else said
