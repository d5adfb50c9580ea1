"""The messages that code and templates ask gettext for."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.base import Node, Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import trim_whitespace

from tests.architecture.sources import ROOT, room_files, shown

# How many arguments each of gettext's functions takes before the number or the end: context, message, plural.
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
COUNTED = {"ngettext", "ngettext_lazy"}
INLINE = re.compile(r"""_\((["'])(.*?)\1\)""")


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    context: str | None = None
    plural: str | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


def of_code(tree: ast.AST) -> Iterator[Message | int]:
    """Yield each message, or the line on which one is not written out and so cannot be found by makemessages."""
    f_strings = (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
    inside_f_strings = {id(part) for f_string in f_strings for part in ast.walk(f_string)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (count := _arguments(node)):
            texts = [getattr(argument, "value", None) for argument in node.args[:count]]
            if id(node) in inside_f_strings or not all(isinstance(text, str) for text in texts):
                yield node.lineno
            else:
                yield _message(node, [str(text) for text in texts])


def of_template(source: str) -> Iterator[Message]:
    for node in _nodes(Template(source)):
        if isinstance(node, TranslateNode):
            context = node.message_context and str(node.message_context.resolve({}))
            yield Message(str(node.filter_expression.var.literal or node.filter_expression.var), context)
        else:
            yield _block(node)
    yield from (Message(text) for _, text in INLINE.findall(source))


def all_messages() -> Iterator[tuple[Path, Message]]:
    for path in room_files(".py"):
        yield from ((path, found) for found in of_code(ast.parse(path.read_text())) if isinstance(found, Message))
    for path in templates():
        yield from ((path, found) for found in of_template(path.read_text()))


def not_written_out() -> list[str]:
    """Return file and line of each message that is put together at run time, or stands inside an f-string."""
    return [
        f"{shown(path)}:{found}"
        for path in room_files(".py")
        for found in of_code(ast.parse(path.read_text()))
        if isinstance(found, int) and path != ROOT / "config/words.py"  # the function itself
    ]


def templates() -> list[Path]:
    found = [*room_files(".html"), *room_files(".html", rooms=("templates",))]
    return [*found, *room_files(".txt", rooms=("templates",))]


def _arguments(call: ast.Call) -> int:
    name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    return 1 if name in PLAIN else 2 if name in IN_CONTEXT | COUNTED else 0


def _message(call: ast.Call, texts: list[str]) -> Message:
    if len(texts) == 1:
        return Message(texts[0])
    name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    return Message(texts[1], context=texts[0]) if name in IN_CONTEXT else Message(texts[0], plural=texts[1])


def _nodes(template: Template) -> list[Node]:
    found = template.nodelist.get_nodes_by_type(TranslateNode)
    return [*found, *template.nodelist.get_nodes_by_type(BlockTranslateNode)]


def _block(node: BlockTranslateNode) -> Message:
    trim = trim_whitespace if node.trimmed else str
    singular, _ = node.render_token_list(node.singular)
    plural = trim(node.render_token_list(node.plural)[0]) if node.plural else None
    context = node.message_context and str(node.message_context.resolve({}))
    return Message(trim(singular), context or None, plural)
