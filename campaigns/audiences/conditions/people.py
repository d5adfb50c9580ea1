"""Conditions about who somebody is: where they live, how old they are, what they want to hear of."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.models import Dong
from campaigns.audiences.conditions.base import Asked, Condition, Field, Option, Values
from campaigns.audiences.masks import births_mask, interests_mask
from residents.interest_labels import interest_label
from residents.models import Interest, Sex

OLDEST, CHILD_TO, LAST_TONG = 120, 18, 999


def dongs() -> Sequence[Option]:
    return list(Dong.objects.values_list("code", "name"))


def interests() -> Sequence[Option]:
    return [(str(pk), str(interest_label(name))) for pk, name in Interest.objects.values_list("pk", "name")]


def _sexes() -> Sequence[Option]:
    return [(value, str(label)) for value, label in Sex.choices]


def _languages() -> Sequence[Option]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def _any_or_all() -> Sequence[Option]:
    return [("any", _("one of them is enough")), ("all", _("all of them"))]


def _upside_down(values: Values) -> str:
    if values["from"] is not None and values["to"] is not None and values["from"] > values["to"]:
        return _("The first number is larger than the second.")
    return ""


class Everybody(Condition):
    slug = "everybody"
    label = gettext_lazy("Everybody")
    hint = gettext_lazy("All residents who are enrolled.")

    def sql(self, values: Values, asked: Asked) -> str:
        return "TRUE"

    def words(self, values: Values) -> str:
        return _("everybody who is enrolled")


class InDong(Condition):
    slug = "dong"
    label = pgettext_lazy("an audience", "Dong")
    fields = (Field("dongs", pgettext_lazy("an audience", "Dong"), "many", dongs),)

    def sql(self, values: Values, asked: Asked) -> str:
        return f"r.dong_id = ANY({asked.value(list(values['dongs']))})"

    def words(self, values: Values) -> str:
        return _("living in %(dongs)s") % {"dongs": self.labels_of("dongs", values)}


class InTong(Condition):
    slug = "tong"
    label = pgettext_lazy("an audience", "Tong")
    hint = gettext_lazy("Only where the tong of a household is known.")
    fields = (
        Field("dong", pgettext_lazy("an audience", "Dong"), "one", dongs),
        Field("from", gettext_lazy("from tong"), "number", least=1, most=LAST_TONG),
        Field("to", gettext_lazy("to tong"), "number", least=1, most=LAST_TONG),
    )

    def fault(self, values: Values) -> str:
        return _upside_down(values)

    def sql(self, values: Values, asked: Asked) -> str:
        dong, first, last = (asked.value(values[name]) for name in ("dong", "from", "to"))
        return f"(r.dong_id = {dong} AND r.tong BETWEEN {first} AND {last})"

    def words(self, values: Values) -> str:
        named = {"dong": self.label_of("dong", values["dong"]), "from": values["from"], "to": values["to"]}
        if values["from"] == values["to"]:
            return _("living in tong %(from)s of %(dong)s") % named
        return _("living in tong %(from)s to %(to)s of %(dong)s") % named


class OfAge(Condition):
    slug = "age"
    label = gettext_lazy("Age")
    hint = gettext_lazy("By the year of birth, whether or not the birthday has been: the day itself is encrypted.")
    fields = (
        Field("from", gettext_lazy("from age"), "number", required=False, most=OLDEST, unit=gettext_lazy("years")),
        Field("to", gettext_lazy("to age"), "number", required=False, most=OLDEST, unit=gettext_lazy("years")),
    )

    def fault(self, values: Values) -> str:
        if values["from"] is None and values["to"] is None:
            return _("Give at least one of the two ages.")
        return _upside_down(values)

    def sql(self, values: Values, asked: Asked) -> str:
        youngest, oldest = values["from"] or 0, OLDEST + 30 if values["to"] is None else values["to"]
        return f"r.birth_year BETWEEN {asked.value(asked.year - oldest)} AND {asked.value(asked.year - youngest)}"

    def words(self, values: Values) -> str:
        if values["to"] is None:
            return _("aged %(from)s or older") % values
        if values["from"] is None:
            return _("aged %(to)s or younger") % values
        return _("aged %(from)s to %(to)s") % values


class OfSex(Condition):
    slug = "sex"
    label = gettext_lazy("Sex")
    fields = (Field("sex", gettext_lazy("Sex"), "one", _sexes),)

    def sql(self, values: Values, asked: Asked) -> str:
        return f"r.sex = {asked.value(values['sex'])}"

    def words(self, values: Values) -> str:
        return _("men") if values["sex"] == Sex.MALE else _("women")


class Interested(Condition):
    slug = "interests"
    label = gettext_lazy("Interests")
    fields = (
        Field("interests", gettext_lazy("Interests"), "many", interests),
        Field("which", gettext_lazy("Of these"), "one", _any_or_all),
    )

    def sql(self, values: Values, asked: Asked) -> str:
        mask = asked.value(interests_mask(map(int, values["interests"])))
        return f"r.interests & {mask} = {mask}" if values["which"] == "all" else f"r.interests & {mask} <> 0"

    def words(self, values: Values) -> str:
        named = {"interests": self.labels_of("interests", values)}
        if len(values["interests"]) == 1:
            return _("interested in %(interests)s") % named
        if values["which"] == "all":
            return _("interested in all of %(interests)s") % named
        return _("interested in one of %(interests)s") % named


class WithChild(Condition):
    slug = "child"
    label = gettext_lazy("Household with children")
    hint = gettext_lazy(
        "Everybody of a household in which a child of that age is enrolled, the child too. Others’ children are not known."
    )
    fields = (
        Field("from", gettext_lazy("from age"), "number", most=CHILD_TO, unit=gettext_lazy("years")),
        Field("to", gettext_lazy("to age"), "number", most=CHILD_TO, unit=gettext_lazy("years")),
    )

    def fault(self, values: Values) -> str:
        return _upside_down(values)

    def sql(self, values: Values, asked: Asked) -> str:
        return f"r.young & {asked.value(births_mask(asked.year - values['to'], asked.year - values['from']))} <> 0"

    def words(self, values: Values) -> str:
        if values["from"] == values["to"]:
            return ngettext(
                "of a household with a child aged %(age)s", "of a household with a child aged %(age)s", values["to"]
            ) % {"age": values["to"]}
        return _("of a household with a child aged %(from)s to %(to)s") % values


class Reading(Condition):
    slug = "language"
    label = gettext_lazy("Language")
    fields = (Field("language", gettext_lazy("Language"), "one", _languages),)

    def sql(self, values: Values, asked: Asked) -> str:
        return f"r.language = {asked.value(values['language'])}"

    def words(self, values: Values) -> str:
        return _("reading %(language)s") % {"language": self.label_of("language", values["language"])}
