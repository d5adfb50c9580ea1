from datetime import date

from django.db import migrations

from residents.searching import terms_of

PAGE = 500


def fill(apps, schema_editor):
    """Whoever enrolled before this is found by search, and counted by age, like whoever comes after."""
    residents, contacts = apps.get_model("residents", "Resident"), apps.get_model("residents", "ContactPoint")
    after = 0
    while page := list(residents.objects.filter(pk__gt=after, left_at=None).order_by("pk")[:PAGE]):
        addresses = {}
        for contact in contacts.objects.filter(resident__in=page, stopped_at=None):
            addresses[contact.resident_id, contact.channel] = contact.address
        for resident in page:
            if resident.name and resident.birth_date:
                birth_date = date.fromisoformat(resident.birth_date)
                resident.birth_year = birth_date.year
                resident.search_terms = terms_of(
                    resident.name,
                    birth_date,
                    mobile=addresses.get((resident.pk, "sms"), ""),
                    email=addresses.get((resident.pk, "email"), ""),
                )
        residents.objects.bulk_update(page, ["birth_year", "search_terms"])
        after = page[-1].pk


class Migration(migrations.Migration):
    dependencies = [("residents", "0007_search_terms_and_proofs")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
