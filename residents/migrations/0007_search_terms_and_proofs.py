import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import residents.encryption
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_more_roles'),
        ('residents', '0006_erase_removed_contacts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=22, unique=True)),
                ('place', models.CharField(choices=[('counter', 'Counter'), ('paper', 'Paper form'), ('repair', 'Contact repair')], max_length=10)),
                ('channel', models.CharField(choices=[('email', 'Email'), ('sms', 'SMS')], max_length=5)),
                ('address', residents.encryption.EncryptedTextField()),
                ('address_hash', residents.encryption.HashField()),
                ('code_hash', residents.encryption.HashField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('proved_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='resident',
            name='birth_year',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='resident',
            name='left_because',
            field=models.CharField(blank=True, db_default='', choices=[('asked', 'Left without giving a reason'), ('too_many', 'Too many messages'), ('paper', 'Rather on paper'), ('privacy', 'Does not want the data kept'), ('moved', 'Moved out of the district'), ('died', 'Died'), ('import_undone', 'The import was undone')], max_length=20),
        ),
        migrations.AddField(
            model_name='resident',
            name='search_terms',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, help_text='Keyed hashes of what a clerk may type (searching.py).', size=None),
        ),
        migrations.AddIndex(
            model_name='resident',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_terms'], name='resident_search_terms'),
        ),
        migrations.AddField(
            model_name='contactproof',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactproof',
            name='resident',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='contact_proofs', to='residents.resident'),
        ),
        migrations.AddIndex(
            model_name='contactproof',
            index=models.Index(fields=['address_hash', 'asked_at'], name='contact_proof_address'),
        ),
        migrations.AddIndex(
            model_name='contactproof',
            index=models.Index(fields=['expires_at'], name='contact_proof_expiry'),
        ),
    ]
