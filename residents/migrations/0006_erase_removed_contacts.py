import os

from django.db import migrations


def erase_removed(apps, schema_editor):
    """Contacts that their residents removed or replaced were only stopped until now."""
    contacts = apps.get_model("residents", "ContactPoint").objects.filter(
        stopped_at__isnull=False, stopped_because__in=("changed", "removed", "replaced")
    )
    for contact in contacts.iterator(chunk_size=500):
        contact.address, contact.address_hash = "", os.urandom(16)
        contact.save(update_fields=["address", "address_hash"])


class Migration(migrations.Migration):
    dependencies = [("residents", "0005_english_texts_and_page_counts")]
    operations = [migrations.RunPython(erase_removed, migrations.RunPython.noop)]
