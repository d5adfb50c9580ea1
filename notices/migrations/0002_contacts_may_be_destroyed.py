"""A contact may be deleted without looking through every row of every register."""

import django.db.models.deletion
from django.db import migrations, models


def contact():
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to="residents.contactpoint",
    )


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("residents", "0004_enrolment_on_the_site")]
    operations = [
        migrations.AlterField("registerrow", "email_contact", contact()),
        migrations.AlterField("registerrow", "sms_contact", contact()),
    ]
