"""알림톡 at the gateway: approved templates, what is refused of a message, and phones without KakaoTalk."""

import json
import re
from pathlib import Path
from typing import Any

LONGEST = 1000  # characters
_VARIABLE = re.compile(r"#\{[^}]+\}")


class Kakao:
    """A channel with its approved templates; ``absent`` are endings of numbers whose phones have no KakaoTalk."""

    def __init__(self, pf_id: str = "", templates: dict[str, str] | None = None, absent: str = "") -> None:
        self._pf_id = pf_id
        self._templates = templates or {}
        self._absent = tuple(ending.strip() for ending in absent.split(",") if ending.strip())

    @classmethod
    def from_file(cls, pf_id: str, path: str | None, absent: str) -> "Kakao":
        """Read the templates from a JSON object of id → text; raise ValueError or OSError for another file."""
        templates = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
        if not isinstance(templates, dict) or not all(isinstance(text, str) for text in templates.values()):
            raise ValueError("templates are a JSON object of id and text")
        return cls(pf_id, templates, absent)

    def knows(self, number: str) -> bool:
        """Say whether there is KakaoTalk on the phone with this number."""
        return not (self._absent and number.endswith(self._absent))

    def fault(self, options: Any, text: str) -> str:
        """Return the gateway's code for what is wrong with an 알림톡, or nothing."""
        if not isinstance(options, dict):
            return "1010"
        if not self._pf_id or options.get("pfId") != self._pf_id:
            return "1041"
        template = self._templates.get(str(options.get("templateId")))
        if template is None:
            return "1042"
        filled = self._filled(template, options.get("variables") or {})
        if filled is None or (text and text != filled):
            return "1043"
        return "1031" if len(filled) > LONGEST else ""

    def text(self, options: dict[str, Any]) -> str:
        """Return what the phone shows of an 알림톡 without a ``fault``."""
        return self._filled(self._templates[options["templateId"]], options.get("variables") or {}) or ""

    @staticmethod
    def _filled(template: str, variables: Any) -> str | None:
        """Return the template with its variables in it, or None when one is missing or is no text."""
        names = _VARIABLE.findall(template)
        if not isinstance(variables, dict) or not all(isinstance(variables.get(name), str) for name in names):
            return None
        return _VARIABLE.sub(lambda found: str(variables[found.group()]), template)
