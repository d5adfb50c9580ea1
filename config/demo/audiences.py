"""Audiences of the sample district: what a department would keep, one of them changed since."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from campaigns.audiences import saving
from campaigns.models import Audience
from residents.models import Interest

MAJANG, SONGJEONG = "1120054000", "1120072000"


def load(*, by: User) -> int:
    """Save the audiences once; return how many there are."""
    if not Audience.objects.filter(department=by.department).exists():
        for name, *trees in _audiences():
            audience: Audience | None = None
            for tree in trees:
                version = saving.save(
                    tree,
                    by=by,
                    at=timezone.now(),
                    name=name,
                    audience=audience,
                    because="시범 자료: 인원이 적은 동네입니다",
                )
                audience = version.audience
    return Audience.objects.filter(department=by.department).count()


def _audiences() -> list[tuple[Any, ...]]:
    """Return names, each with its trees: the later ones are its changes."""
    interests = {name: str(pk) for pk, name in Interest.objects.values_list("pk", "name")}

    def interested(*names: str) -> dict[str, Any]:
        return {"is": "interests", "interests": [interests[name] for name in names], "which": "any"}

    library = interested("도서관", "교육·강좌")
    return [
        ("도서관·강좌 관심 주민", _all(library)),
        (
            "마장·송정 학부모",
            _all({"is": "dong", "dongs": [MAJANG]}, {"is": "child", "from": 7, "to": 12}),
            _all({"is": "dong", "dongs": [MAJANG, SONGJEONG]}, {"is": "child", "from": 7, "to": 12}),
        ),
        (
            "건강 강좌를 기다리는 어르신",
            _all(
                {"is": "age", "from": 65},
                {"op": "or", "of": [interested("건강·보건"), interested("어르신")]},
                {"is": "unwritten", "days": 14},
            ),
        ),
        ("청년 문화 소식", _all({"is": "age", "from": 19, "to": 34}, interested("문화·공연·축제", "청년"))),
        ("가입한 모든 주민", _all({"is": "everybody"})),
    ]


def _all(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"op": "and", "of": list(nodes)}
