"""Residents ask who looked at their record: the log is found by whose data it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_dongs_and_access_log")]
    operations = [
        migrations.AddIndex(
            "accesslogentry", models.Index(fields=["subject", "at"], name="access_log_by_subject")
        )
    ]
