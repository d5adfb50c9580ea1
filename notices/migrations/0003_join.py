"""Two changes that were made beside one another."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_contacts_may_be_destroyed"), ("notices", "0002_not_me_seen_to")]
    operations = []
