"""The district's dongs, and the trigger that keeps the access log append-only."""

from django.db import migrations

from accounts.dongs import SEONGDONG_DONGS


def add_dongs(apps, schema_editor):
    dong = apps.get_model("accounts", "Dong")
    dong.objects.bulk_create(dong(code=code, name=name) for code, name in SEONGDONG_DONGS)


APPEND_ONLY = """
CREATE FUNCTION accounts_accesslog_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - interval '2 years' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the log of access to personal data is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts_accesslogentry
  FOR EACH ROW EXECUTE FUNCTION accounts_accesslog_append_only();
"""
CHANGEABLE = """
DROP TRIGGER append_only ON accounts_accesslogentry;
DROP FUNCTION accounts_accesslog_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunPython(add_dongs, migrations.RunPython.noop),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
