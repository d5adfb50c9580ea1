"""What every page knows: whose service this is and whom to ask."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Role, User
from accounts.roles import roles_of
from config import display
from config.navigation import current, menu_of
from residents.district import district_name


def site(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    roles = roles_of(user) if isinstance(user, User) else frozenset()
    first = isinstance(user, User) and user.starting_password_until  # nothing opens yet (accounts/gate.py)
    menu, match = [] if first else menu_of(roles), request.resolver_match
    return {
        "district_name": district_name(),
        "office_contact": settings.OFFICE_CONTACT,
        "show_official_masthead": settings.SHOW_OFFICIAL_MASTHEAD,
        "site_url": settings.SITE_URL,
        "display": display.chosen(request),
        "menu": menu,
        "menu_current": SimpleLazyObject(lambda: current(menu, match.view_name if match else "", request.path)),
        "may_hand_in": Role.OFFICER in roles,
        "may_answer": Role.OFFICER in roles,
        "user_roles": sorted(str(role.label) for role in roles),
    }
