"""The composer's plain markup: CommonMark without raw HTML, so that nobody's words can become code.

Paragraphs, headings, lists, emphasis, links and pictures. As HTML for mails and pages, and as text for whoever reads
mail without it. A picture needs words in its place, ``![words](address)``: ``pictures_without_words`` finds where
they lack.
"""

import re
from urllib.parse import urlsplit

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKUP = MarkdownIt("commonmark", {"html": False, "breaks": True})
_BLANK_LINES = re.compile(r"\n{3,}")


def to_html(text: str) -> SafeString:
    """Return the HTML of ``text``; what looks like HTML in it is shown as it was typed."""
    return mark_safe(str(_MARKUP.render(text)))  # noqa: S308  # raw HTML is off, and links to scripts are refused


def to_text(text: str) -> str:
    """Return ``text`` as people read it without HTML: links behind their words, pictures as their words."""
    lines = []
    for token in _MARKUP.parse(text):
        if token.type == "inline":
            lines.append(_spoken(token.children or []))
        elif token.type in ("code_block", "fence"):
            lines.append(token.content.rstrip("\n"))
        elif token.type == "list_item_open":
            lines.append("- ")
        if token.type in ("paragraph_close", "heading_close", "bullet_list_close", "ordered_list_close"):
            lines.append("\n" if token.hidden else "\n\n")
    return _BLANK_LINES.sub("\n\n", "".join(lines)).strip()


def links_in(text: str) -> list[str]:
    """Return the addresses of the web that ``text`` links to, each once, in their order."""
    found = [
        str(child.attrGet("href"))
        for token in _MARKUP.parse(text)
        for child in token.children or []
        if child.type == "link_open" and urlsplit(str(child.attrGet("href"))).scheme in ("http", "https")
    ]
    return list(dict.fromkeys(found))


def pictures_in(text: str) -> list[str]:
    """Return the addresses of all pictures of ``text``."""
    return [
        str(child.attrGet("src"))
        for token in _MARKUP.parse(text)
        for child in token.children or []
        if child.type == "image"
    ]


def pictures_without_words(text: str) -> list[str]:
    """Return the addresses of the pictures that say nothing to who cannot see them."""
    return [
        str(child.attrGet("src"))
        for token in _MARKUP.parse(text)
        for child in token.children or []
        if child.type == "image" and not child.content.strip()
    ]


def _spoken(children: list[Token]) -> str:
    said, address, words = "", "", 0
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            said += "\n"
        elif child.type == "link_open":
            address, words = str(child.attrGet("href")), len(said)
        elif child.type == "link_close":
            said += "" if said[words:] == address else f" ({address})"
        elif child.type in ("text", "code_inline", "image"):
            said += strip_tags(child.content) if child.type == "image" else child.content
    return said
