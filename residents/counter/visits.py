"""A visit at the counter: whose page a clerk has open, for which purpose, and what may be undone.

It lies in the clerk's session: ids and choices in the clear, values sealed. A visit to another resident ends it.
"""

import base64
import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access_log import record_access
from residents.keyring import CannotDecrypt, keyring
from residents.models import Resident

MINUTES = 15  # after which opening the page is another look
_VISIT, _MOVABLE = "counter_visit", "counter_may_move_in"
_SEALED = b"counter visit"


class Purpose(models.TextChoices):
    """For what a clerk looks at a resident's page: the log's words (DOMAIN.md R11)."""

    VISIT = "visit", _("Visit at the counter")
    CHANGE = "change", _("Change of data")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    MOVE_IN = "move_in", _("Moving in")
    IDENTITY = "identity", _("Proof of identity")
    PROXY = "proxy", _("Visit of a proxy")


def look(request: HttpRequest, resident: Resident, purpose: Purpose | None = None) -> Purpose:
    """Log the look at this resident, once for a visit and purpose; return the purpose."""
    visit = _current(request, resident)
    wanted = purpose or Purpose(visit.get("purpose", Purpose.VISIT))
    if visit.get("purpose") != wanted:
        record_access(
            request,
            action="counter_resident",
            subject=f"resident:{resident.pk}",
            purpose=str(wanted.label),
        )
    now = int(timezone.now().timestamp())
    request.session[_VISIT] = {**visit, "resident": resident.pk, "purpose": wanted.value, "at": now}
    return wanted


def remember(request: HttpRequest, resident: Resident, **values: str) -> None:
    """Keep what was chosen for the rest of the visit, such as the kind of identity card that was seen."""
    request.session[_VISIT] = {**_current(request, resident), "resident": resident.pk, **values}


def remembered(request: HttpRequest, resident: Resident, name: str) -> str:
    return str(_current(request, resident).get(name, ""))


def keep_sealed(request: HttpRequest, resident: Resident, name: str, values: dict[str, Any] | None) -> None:
    """Keep personal values for the rest of the visit, encrypted; None forgets them."""
    text = ""
    if values is not None:
        sealed = keyring().encrypt(json.dumps(values, ensure_ascii=False), _SEALED + str(resident.pk).encode())
        text = base64.b64encode(sealed).decode()
    remember(request, resident, **{name: text})


def sealed(request: HttpRequest, resident: Resident, name: str) -> dict[str, Any] | None:
    """Return what ``keep_sealed`` kept, or None."""
    text = remembered(request, resident, name)
    if not text:
        return None
    try:
        opened = keyring().decrypt(base64.b64decode(text), _SEALED + str(resident.pk).encode())
    except CannotDecrypt:
        return None
    values: dict[str, Any] = json.loads(opened)
    return values


def forget(request: HttpRequest) -> None:
    """End the visit."""
    request.session.pop(_VISIT, None)


def may_move_in(request: HttpRequest, residents: Iterable[int]) -> None:
    """Let the clerk move these residents of other dongs in: their name and birth date were typed just now."""
    found = list(residents)
    if found or _MOVABLE in request.session:
        request.session[_MOVABLE] = found


def can_move_in(request: HttpRequest, resident_id: int) -> bool:
    return resident_id in request.session.get(_MOVABLE, ())


def _current(request: HttpRequest, resident: Resident) -> dict[str, Any]:
    """Return the visit to this resident, empty when it is another one's, or long over."""
    visit: dict[str, Any] = request.session.get(_VISIT, {})
    oldest = timezone.now().timestamp() - MINUTES * 60
    return visit if visit.get("resident") == resident.pk and visit.get("at", 0) > oldest else {}
