"""How far somebody's work reaches: the dongs whose residents they may see."""

from accounts.models import Dong, Role, User
from accounts.roles import roles_of


def dongs_of(user: User) -> frozenset[str]:
    """Return the codes of the dongs ``user`` serves; filter by them in the query, and answer 404 for the rest.

    Whoever belongs to a dong serves that one, whatever their roles. A clerk who belongs to none serves none, and has
    to be told so; anybody else without a dong works for the whole district.
    """
    if user.dong_id:
        return frozenset({user.dong_id})
    if Role.CLERK in roles_of(user):
        return frozenset()
    return frozenset(Dong.objects.values_list("code", flat=True))
