"""How both viewers look: a list of mailboxes or numbers beside a phone of 390 px. Self-contained, system fonts."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from html import escape

from config.words import say as _

KST = timezone(timedelta(hours=9))
_LINK = re.compile(r"https?://[^\s<>\"'()\u3000-\u303f\uac00-\ud7a3]+")
_TRAILING = ".,;:!?]"
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)

ANSWERING_POLICY = POLICY.replace("form-action 'none'", "form-action 'self'")

CSS = """
:root { color-scheme: light dark; --ink: #1d2433; --soft: #5b6474; --line: #d5dae3; --ground: #eef1f6; --paper: #fff;
  --accent: #0b50d0; --bubble: #e9edf5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf2; --soft: #a4adbd; --line: #3a4252; --ground: #141821;
  --paper: #1e2430; --accent: #8ab4ff; --bubble: #2c3444; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.5;
  font-family: system-ui, -apple-system, "Apple SD Gothic Neo", "Noto Sans KR", "Noto Sans CJK KR",
    "Malgun Gothic", sans-serif; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
header { padding: 20px 24px 0; } h1 { font-size: 22px; margin: 0; } header p { margin: 4px 0 0; color: var(--soft); }
.desk { display: flex; flex-wrap: wrap; gap: 32px; padding: 20px 24px 40px; align-items: flex-start; }
.choices { flex: 1 1 240px; max-width: 360px; max-height: 844px; overflow-y: auto; }
@media (max-width: 800px) { .choices { max-width: none; max-height: 30vh; } }
.choices ul { list-style: none; margin: 0; padding: 0; }
.choices a { display: flex; justify-content: space-between; gap: 12px; padding: 11px 14px; border-radius: 10px;
  color: inherit; text-decoration: none; overflow-wrap: anywhere; }
.choices a:hover { background: var(--bubble); }
.choices a[aria-current] { background: var(--accent); color: var(--paper); }
.phone { flex: 0 0 auto; width: 100%; max-width: calc(390px + 24px); height: min(844px, calc(100vh - 120px));
  min-height: 520px; border: 12px solid #10131a; border-radius: 44px; background: var(--paper); overflow: hidden;
  display: flex; flex-direction: column; box-shadow: 0 16px 40px rgb(0 0 0 / 18%); }
.phone > h2 { font-size: 17px; margin: 0; padding: 18px 20px 12px; border-bottom: 1px solid var(--line);
  text-align: center; overflow-wrap: anywhere; }
.screen { flex: 1; overflow-y: auto; }
.screen iframe { border: 0; width: 100%; height: 100%; background: #fff; display: block; }
.bar { margin: 0; padding: 8px 20px; }
.mails { list-style: none; margin: 0; padding: 0; } .mails a { display: block; padding: 13px 20px; color: inherit;
  text-decoration: none; border-bottom: 1px solid var(--line); }
.mails a:hover { background: var(--bubble); } .mails strong, .mails span { display: block; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; }
.row { display: flex !important; justify-content: space-between; gap: 10px; }
.soft, time { color: var(--soft); font-size: 14px; }
.tabs { display: flex; border-bottom: 1px solid var(--line); } .tabs a { flex: 1; text-align: center; padding: 11px 4px;
  text-decoration: none; color: var(--soft); } .tabs a[aria-current] { color: var(--accent); font-weight: 600;
  box-shadow: inset 0 -3px var(--accent); }
.text { padding: 18px 20px; margin: 0; font: inherit; }
.text, .bubble { white-space: pre-wrap; overflow-wrap: anywhere; word-break: keep-all; }
dl { margin: 0; padding: 14px 20px; font-size: 14px; } dt { font-weight: 600; margin-top: 8px; }
dd { margin: 0; overflow-wrap: anywhere; }
.bubbles { list-style: none; margin: 0; padding: 16px; } .bubbles li { margin-bottom: 18px; }
.bubble { background: var(--bubble); border-radius: 18px 18px 18px 4px; padding: 11px 15px; max-width: 88%;
  margin: 0 0 4px; }
.bubble b { display: block; }
.badge { border: 1px solid currentcolor; border-radius: 6px; padding: 0 5px; font-size: 12px; margin-right: 6px; }
.bubbles .mine { text-align: right; } .mine > span { display: block; }
.mine .bubble { display: inline-block; text-align: left;
  background: var(--accent); color: var(--paper); border-radius: 18px 18px 4px 18px; }
.answer { display: flex; gap: 8px; padding: 10px 14px 16px; border-top: 1px solid var(--line); }
.answer textarea { flex: 1; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--soft);
  border-radius: 14px; padding: 8px 12px; resize: none; min-width: 0; }
.answer button { font: inherit; border: 0; border-radius: 14px; padding: 8px 16px; background: var(--accent);
  color: var(--paper); }
.empty { padding: 40px 24px; text-align: center; color: var(--soft); }
""".strip()


# Loads a list again when, and only when, something new has come in.
SCRIPT = """
const shown = document.currentScript.dataset.total;
setInterval(async () => {
  const answer = await fetch("/health").then((found) => found.json(), () => null);
  const typing = document.querySelector("textarea")?.value;
  if (!typing && answer && String(answer.total) !== shown) location.reload();
}, 2000);
""".strip()
SCRIPT_ADDRESS = "/page.js"


def page(title: str, summary: str, body: str, *, total: int | None = None) -> str:
    """Return a whole page; ``body`` is HTML, the rest text. With ``total`` it keeps up with what comes in."""
    script = "" if total is None else f'<script src="{SCRIPT_ADDRESS}" data-total="{total}"></script>'
    return (
        f'<!doctype html><html lang="ko"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title><style>{CSS}</style></head><body>"
        f"<header><h1>{escape(title)}</h1><p>{escape(summary)}</p></header>"
        f'<main class="desk">{body}</main>{script}</body></html>'
    )


def choices(label: str, entries: Iterable[tuple[str, str, str]], chosen: str) -> str:
    """Return the list beside the phone: (text, remark, address) each, the address of the chosen one marked."""
    items = "".join(
        f'<li><a href="{escape(address)}"{_current(address == chosen)}><span>{escape(text)}</span>'
        f"<span>{escape(remark)}</span></a></li>"
        for text, remark, address in entries
    )
    return f'<nav class="choices" aria-label="{escape(label)}"><ul>{items}</ul></nav>'


def phone(title: str, body: str, above: str = "", below: str = "") -> str:
    """Return the phone; ``above`` and ``below`` stay in place while ``body`` scrolls. All are HTML."""
    return (
        f'<section class="phone"><h2>{escape(title)}</h2>{above}'
        f'<div class="screen" tabindex="0" aria-label="{escape(title)}">{body}</div>{below}</section>'
    )


def answer_box(address: str, label: str) -> str:
    """Return the box in which somebody answers from this phone."""
    button = _("Send")
    return (
        f'<form class="answer" method="post" action="{escape(address)}">'
        f'<textarea name="text" rows="2" required aria-label="{escape(label)}"></textarea>'
        f"<button>{escape(button)}</button></form>"
    )


def tabs(entries: Iterable[tuple[str, str]], chosen: str) -> str:
    """Return links that look like tabs: (text, address) each."""
    label = _("View")
    items = (
        f'<a href="{escape(address)}"{_current(address == chosen)}>{escape(text)}</a>' for text, address in entries
    )
    return f'<nav class="tabs" aria-label="{escape(label)}">{"".join(items)}</nav>'


def empty(text: str) -> str:
    return f'<p class="empty">{escape(text)}</p>'


def moment(iso: str) -> str:
    """Return a time in Korea, in short."""
    local = datetime.fromisoformat(iso).astimezone(KST)
    return f'<time datetime="{escape(iso)}">{local:%m.%d %H:%M:%S}</time>'


def linked(text: str) -> str:
    """Escape ``text`` and make its web addresses links that open in a new tab."""
    parts, position = [], 0
    for found in _LINK.finditer(text):
        address = found.group().rstrip(_TRAILING)
        parts.append(escape(text[position : found.start()]))
        parts.append(f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(address)}</a>')
        position = found.start() + len(address)
    return "".join((*parts, escape(text[position:])))


def _current(is_chosen: bool) -> str:
    return ' aria-current="page"' if is_chosen else ""
