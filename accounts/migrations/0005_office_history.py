"""The history of accounts and of monthly reviews, both append-only; starting passwords; the log by action."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION accounts_history_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - interval '3 years' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the history of accounts and reviews is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts_accountchange
  FOR EACH ROW EXECUTE FUNCTION accounts_history_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts_monthreview
  FOR EACH ROW EXECUTE FUNCTION accounts_history_append_only();
"""
CHANGEABLE = """
DROP TRIGGER append_only ON accounts_monthreview;
DROP TRIGGER append_only ON accounts_accountchange;
DROP FUNCTION accounts_history_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_more_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('created', 'Account made'), ('place', 'Name, department or dong changed'), ('password_reset', 'Starting password given'), ('password_changed', 'Own password chosen'), ('deactivated', 'Account shut'), ('reactivated', 'Account opened again')], max_length=20)),
                ('what', models.JSONField(default=dict)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='MonthReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='Its first day.')),
                ('note', models.TextField()),
                ('findings', models.JSONField(default=dict, help_text='How many of each kind were shown.')),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name='user',
            name='starting_password_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='accesslogentry',
            index=models.Index(fields=['action', 'at'], name='access_log_by_action'),
        ),
        migrations.AddField(
            model_name='accountchange',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accountchange',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='monthreview',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='accountchange',
            index=models.Index(fields=['at'], name='account_change_at'),
        ),
        migrations.AddIndex(
            model_name='monthreview',
            index=models.Index(fields=['month', 'at'], name='month_review_by_month'),
        ),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
