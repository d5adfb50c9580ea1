"""The source ``campaigns``: what each reader's message holds in its places (``deliveries.sources``).

It stands in the way of every message: one prepared statement for a window, and a name is decrypted only where a content
of the dispatch has a place for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from campaigns.links import address
from campaigns.models import CampaignDispatch, Survey
from campaigns.sending.addresses import keys_of
from campaigns.surveys.keys import link_for
from deliveries.content import Values, fields_in
from deliveries.models import Content
from deliveries.prepared import Prepared, numbers
from residents.encryption import EncryptedTextField
from residents.models import Resident

_READERS = Prepared(
    "sotong_readers",
    ("bigint[]",),
    """
SELECT r.id, r.name, d.name FROM residents_resident AS r JOIN accounts_dong AS d ON d.code = r.dong_id
 WHERE r.id = ANY($1)
""",
)
_NAME: EncryptedTextField = Resident._meta.get_field("name")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which values the contents of a dispatch have places for."""

    name: bool
    dong: bool
    links: dict[str, tuple[str, str]]
    survey: Survey | None


class ReaderValues:
    """Gives names, dongs and each reader's own addresses; a recipient is the resident's number."""

    def values_for(self, dispatch_id: int, recipients: Sequence[int]) -> Mapping[int, Values]:
        wanted = _wanted(dispatch_id)
        found: dict[int, dict[str, str]] = {pk: _addresses(wanted, pk) for pk in recipients}
        if wanted.name or wanted.dong:
            opened = _NAME.opener()
            people = {pk: (name, dong) for pk, name, dong in _READERS.rows(numbers(recipients))}
            # Who is not there any more gets no values, and so no message.
            found = {pk: values for pk, values in found.items() if pk in people}
            for pk, values in found.items():
                sealed, values["dong"] = people[pk]
                if wanted.name:
                    values["name"] = opened(sealed)
        return found


def _addresses(wanted: _Wanted, resident: int) -> dict[str, str]:
    values = {field: address(key, resident, channel) for field, (key, channel) in wanted.links.items()}
    if wanted.survey is not None:
        values["survey_link"] = link_for(wanted.survey, resident)
    return values


@lru_cache(maxsize=64)
def _wanted(dispatch_id: int) -> _Wanted:
    """Read once per process: contents are frozen when they are planned."""
    needed: set[str] = set()
    for content in Content.objects.filter(dispatch=dispatch_id):
        for text in (content.subject, content.text, content.html, *content.template_values.values()):
            needed |= fields_in(text)
    campaign = CampaignDispatch.objects.select_related("campaign__survey").get(dispatch=dispatch_id).campaign
    return _Wanted(
        name="name" in needed,
        dong="dong" in needed,
        links={field: one for field, one in keys_of(campaign.pk).items() if field in needed},
        survey=campaign.survey if "survey_link" in needed else None,
    )
