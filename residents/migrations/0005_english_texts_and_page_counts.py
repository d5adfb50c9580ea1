"""The consent texts in English, and the counts that limit how often pages are asked for."""

import datetime
import hashlib

import residents.encryption
from django.db import migrations, models

TEXTS = {
    "collection_use": """Collection and use of personal data (required)
Purpose: sending electronic notices (local tax, civil defence, school entry and others) and making sure that it is you
Items: name, date of birth, sex, address, mobile number, email address
Kept: until you withdraw this consent
You may refuse. Then no electronic notices are sent, and yours come on paper as before.""",
    "third_party": """Provision of personal data to a third party (optional)
Recipients: the companies that pass on SMS and email for the office
Purpose: sending the notices
Items: mobile number, email address
Kept: destroyed without delay once the message has been sent
You may refuse; it makes no difference to your enrolment.""",
    "promotional": """Promotional messages (optional)
Purpose: news of lectures, cultural events, libraries and health
Items: sex, date of birth, interests, mobile number, email address
Kept: until you withdraw this consent (we ask again every two years)
You may refuse; it makes no difference to your enrolment.""",
    "civil_defense": """Civil-defence training notices as electronic documents (optional)
Purpose: handing over the training notice as an electronic document instead of on paper
Items: name, date of birth, address, mobile number, email address
Kept: until you withdraw this consent
You may refuse. Then the training notice comes on paper.""",
}


def add_texts(apps, schema_editor):
    text = apps.get_model("residents", "ConsentText")
    text.objects.bulk_create(
        text(
            kind=kind,
            version="1",
            language="en",
            body=body,
            sha256=hashlib.sha256(body.encode()).hexdigest(),
            since=datetime.date(2026, 1, 1),
        )
        for kind, body in TEXTS.items()
    )


class Migration(migrations.Migration):
    dependencies = [("residents", "0004_enrolment_on_the_site")]
    operations = [
        migrations.RunPython(add_texts, migrations.RunPython.noop),
        migrations.CreateModel(
            name="PageCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_hash", residents.encryption.HashField()),
                ("window", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["window"], name="page_count_window")],
                "constraints": [
                    models.UniqueConstraint(fields=("key_hash", "window"), name="one_count_per_window")
                ],
            },
        ),
    ]
