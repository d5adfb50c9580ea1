"""The table over which audiences are counted, and the triggers that keep it.

One function says what a resident's row has to be (``campaigns_reach_mend``); the triggers are of statements and only
find out whose rows those are. The row is locked before it is looked up again, so that two transactions which change
different things of one resident both end up in it. What the columns of a way mean: ``campaigns.models.reach.Way``.
"""

import django.db.models.deletion
from django.db import migrations, models

WAY = """
    CROSS JOIN LATERAL (
           SELECT k.id AS contact,
                  CASE WHEN s.id IS NULL THEN 1
                       WHEN k.id IS NULL AND EXISTS (SELECT FROM residents_contactpoint AS before
                                                      WHERE before.resident_id = r.id AND before.channel = '{channel}')
                       THEN 3
                       WHEN k.id IS NULL THEN 2
                       WHEN k.verified_at IS NULL THEN 4
                       WHEN EXISTS (SELECT FROM deliveries_suppression AS x
                                     WHERE x.channel = k.channel AND x.address_hash = k.address_hash) THEN 5
                       ELSE 6 END AS way
             FROM (VALUES (r.id)) AS one (id)
             LEFT JOIN residents_subscription AS s
               ON s.resident_id = one.id AND s.service = 'events' AND s.channel = '{channel}'
             LEFT JOIN residents_contactpoint AS k
               ON k.resident_id = s.resident_id AND k.channel = '{channel}' AND k.stopped_at IS NULL
         ) AS {channel}
"""

MEND = f"""
CREATE FUNCTION campaigns_reach_mend(ids bigint[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE gone bigint; mended bigint;
BEGIN
  PERFORM FROM campaigns_reach WHERE resident_id = ANY(ids) ORDER BY resident_id FOR UPDATE;
  DELETE FROM campaigns_reach AS c
   WHERE c.resident_id = ANY(ids)
     AND NOT EXISTS (SELECT FROM residents_resident AS r WHERE r.id = c.resident_id AND r.left_at IS NULL);
  GET DIAGNOSTICS gone = ROW_COUNT;
  INSERT INTO campaigns_reach AS c
         (resident_id, dong_id, household_id, tong, sex, birth_year, language, interests, consents, quiet_until,
          email, email_contact_id, sms, sms_contact_id, young)
  SELECT r.id, r.dong_id, r.household_id, coalesce(h.tong, 0), r.sex, coalesce(r.birth_year, 0), r.language,
         coalesce((SELECT bit_or(1::bigint << i.interest_id::int) FROM residents_resident_interests AS i
                    WHERE i.resident_id = r.id AND i.interest_id BETWEEN 1 AND 62), 0),
         r.consents, r.quiet_until,
         email.way, CASE email.way WHEN 6 THEN email.contact END, sms.way, CASE sms.way WHEN 6 THEN sms.contact END,
         coalesce((SELECT bit_or(1::bigint << (m.birth_year - 2000)) FROM residents_resident AS m
                    WHERE m.household_id = r.household_id AND m.left_at IS NULL
                      AND m.birth_year BETWEEN 2000 AND 2062), 0)
    FROM residents_resident AS r
    JOIN residents_household AS h ON h.id = r.household_id
    {WAY.format(channel="email")}
    {WAY.format(channel="sms")}
   WHERE r.id = ANY(ids) AND r.left_at IS NULL
   ORDER BY r.id
      ON CONFLICT (resident_id) DO UPDATE
     SET dong_id = excluded.dong_id, household_id = excluded.household_id, tong = excluded.tong, sex = excluded.sex,
         birth_year = excluded.birth_year, language = excluded.language, interests = excluded.interests,
         consents = excluded.consents, quiet_until = excluded.quiet_until, email = excluded.email,
         email_contact_id = excluded.email_contact_id, sms = excluded.sms, sms_contact_id = excluded.sms_contact_id,
         young = excluded.young
   WHERE (c.dong_id, c.household_id, c.tong, c.sex, c.birth_year, c.language, c.interests, c.consents, c.quiet_until,
          c.email, c.email_contact_id, c.sms, c.sms_contact_id, c.young)
         IS DISTINCT FROM
         (excluded.dong_id, excluded.household_id, excluded.tong, excluded.sex, excluded.birth_year,
          excluded.language, excluded.interests, excluded.consents, excluded.quiet_until, excluded.email,
          excluded.email_contact_id, excluded.sms, excluded.sms_contact_id, excluded.young);
  GET DIAGNOSTICS mended = ROW_COUNT;
  RETURN gone + mended;
END $$;
"""
MEND_GONE = "DROP FUNCTION campaigns_reach_mend(bigint[]);"

# Who is in a household with somebody young whose row changed has another mask of births.
FOLLOW = """
CREATE FUNCTION campaigns_reach_residents() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[]; homes bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(n.id), array_agg(DISTINCT n.household_id) FILTER (WHERE n.birth_year >= 2000)
      INTO ids, homes FROM new_rows AS n;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(o.id), array_agg(DISTINCT o.household_id) FILTER (WHERE o.birth_year >= 2000)
      INTO ids, homes FROM old_rows AS o;
  ELSE
    SELECT array_agg(n.id) INTO ids
      FROM new_rows AS n JOIN old_rows AS o USING (id)
     WHERE (n.dong_id, n.household_id, n.sex, n.birth_year, n.language, n.consents, n.quiet_until, n.left_at)
           IS DISTINCT FROM
           (o.dong_id, o.household_id, o.sex, o.birth_year, o.language, o.consents, o.quiet_until, o.left_at);
    IF ids IS NOT NULL THEN
      SELECT array_agg(DISTINCT home) INTO homes
        FROM new_rows AS n JOIN old_rows AS o USING (id),
             LATERAL (VALUES (n.household_id, n.birth_year), (o.household_id, o.birth_year)) AS v (home, born)
       WHERE v.born >= 2000
         AND (n.household_id, n.birth_year, n.left_at) IS DISTINCT FROM (o.household_id, o.birth_year, o.left_at);
    END IF;
  END IF;
  IF homes IS NOT NULL THEN
    ids := ids || ARRAY(SELECT m.id FROM residents_resident AS m
                         WHERE m.household_id = ANY(homes) AND m.id <> ALL(ids));
  END IF;
  IF ids IS NOT NULL THEN PERFORM campaigns_reach_mend(ids); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION campaigns_reach_households() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  SELECT array_agg(r.id) INTO ids
    FROM new_rows AS n JOIN old_rows AS o USING (id) JOIN residents_resident AS r ON r.household_id = n.id
   WHERE n.tong IS DISTINCT FROM o.tong;
  IF ids IS NOT NULL THEN PERFORM campaigns_reach_mend(ids); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION campaigns_reach_interests() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT n.resident_id) INTO ids FROM new_rows AS n;
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT o.resident_id) INTO ids FROM old_rows AS o;
  ELSE
    SELECT array_agg(DISTINCT e.resident_id) INTO ids
      FROM (SELECT resident_id FROM new_rows UNION SELECT resident_id FROM old_rows) AS e;
  END IF;
  IF ids IS NOT NULL THEN PERFORM campaigns_reach_mend(ids); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION campaigns_reach_subscriptions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT n.resident_id) INTO ids FROM new_rows AS n WHERE n.service = 'events';
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT o.resident_id) INTO ids FROM old_rows AS o WHERE o.service = 'events';
  ELSE
    SELECT array_agg(DISTINCT e.resident_id) INTO ids
      FROM (SELECT resident_id, service FROM new_rows UNION SELECT resident_id, service FROM old_rows) AS e
     WHERE e.service = 'events';
  END IF;
  IF ids IS NOT NULL THEN PERFORM campaigns_reach_mend(ids); END IF;
  RETURN NULL;
END $$;

-- Whoever does not subscribe to news has a row that no contact changes.
CREATE FUNCTION campaigns_reach_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT n.resident_id) INTO ids FROM new_rows AS n;
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT o.resident_id) INTO ids FROM old_rows AS o;
  ELSE
    SELECT array_agg(DISTINCT e.resident_id) INTO ids
      FROM (SELECT n.resident_id FROM new_rows AS n LEFT JOIN old_rows AS o USING (id)
             WHERE (n.resident_id, n.channel, n.address_hash, n.verified_at, n.stopped_at)
                   IS DISTINCT FROM (o.resident_id, o.channel, o.address_hash, o.verified_at, o.stopped_at)
            UNION
            SELECT o.resident_id FROM old_rows AS o JOIN new_rows AS n USING (id)
             WHERE o.resident_id <> n.resident_id) AS e;
  END IF;
  ids := ARRAY(SELECT s.resident_id FROM residents_subscription AS s
                WHERE s.resident_id = ANY(ids) AND s.service = 'events');
  IF ids <> '{}' THEN PERFORM campaigns_reach_mend(ids); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION campaigns_reach_suppressions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT k.resident_id) INTO ids
      FROM new_rows AS n JOIN residents_contactpoint AS k USING (channel, address_hash);
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT k.resident_id) INTO ids
      FROM old_rows AS o JOIN residents_contactpoint AS k USING (channel, address_hash);
  ELSE
    SELECT array_agg(DISTINCT k.resident_id) INTO ids
      FROM (SELECT channel, address_hash FROM new_rows UNION SELECT channel, address_hash FROM old_rows) AS e
      JOIN residents_contactpoint AS k USING (channel, address_hash);
  END IF;
  IF ids IS NOT NULL THEN PERFORM campaigns_reach_mend(ids); END IF;
  RETURN NULL;
END $$;

-- A table that is emptied at once: everybody's row is looked at.
CREATE FUNCTION campaigns_reach_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM campaigns_reach_mend(ARRAY(SELECT resident_id FROM campaigns_reach));
  RETURN NULL;
END $$;
"""

FOLLOWED = {
    "residents_resident": "residents",
    "residents_household": "households",
    "residents_resident_interests": "interests",
    "residents_subscription": "subscriptions",
    "residents_contactpoint": "contacts",
    "deliveries_suppression": "suppressions",
}
EVENTS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}
# A household's row appears before anybody lives there, and goes after everybody left.
EVENTS_OF = {"residents_household": ("update",)}


def _triggers() -> list[str]:
    statements = []
    for table, name in FOLLOWED.items():
        for event in EVENTS_OF.get(table, EVENTS):
            statements.append(
                f"CREATE TRIGGER campaigns_reach_{event} AFTER {event.upper()} ON {table} {EVENTS[event]} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION campaigns_reach_{name}();"
            )
        statements.append(
            f"CREATE TRIGGER campaigns_reach_truncate AFTER TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION campaigns_reach_emptied();"
        )
    return statements


def _triggers_gone() -> list[str]:
    return [
        f"DROP TRIGGER campaigns_reach_{event} ON {table};"
        for table in FOLLOWED
        for event in (*EVENTS_OF.get(table, EVENTS), "truncate")
    ]


FOLLOW_GONE = "\n".join(f"DROP FUNCTION campaigns_reach_{name}();" for name in (*FOLLOWED.values(), "emptied"))

# Index-only scans need to know that a page holds nothing dead: so this table is vacuumed early and often.
VACUUM_OFTEN = """
ALTER TABLE campaigns_reach SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01,
                                 autovacuum_analyze_scale_factor = 0.02);
"""

FILL = """
DO $$
DECLARE page bigint[]; after bigint := 0;
BEGIN
  LOOP
    page := ARRAY(SELECT id FROM residents_resident WHERE id > after AND left_at IS NULL ORDER BY id LIMIT 10000);
    EXIT WHEN page = '{}';
    PERFORM campaigns_reach_mend(page);
    after := page[array_upper(page, 1)];
  END LOOP;
END $$;
"""

WAYS = [
    (1, "Not subscribed"),
    (2, "No address or number"),
    (3, "The address or number is no longer in use"),
    (4, "The address or number is not confirmed"),
    (5, "The address or number takes nothing more"),
    (6, "Can be reached"),
]


class Migration(migrations.Migration):
    dependencies = [
        ('campaigns', '0005_surveys'),
        ("accounts", "0005_office_history"),
        ("deliveries", "0003_transactional_messages"),
        ("residents", "0017_kept_counts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reach",
            fields=[
                (
                    "resident",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="reach",
                        serialize=False,
                        to="residents.resident",
                    ),
                ),
                ("tong", models.SmallIntegerField(help_text="0 where it is not known.")),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("birth_year", models.SmallIntegerField(help_text="0 where it is not known.")),
                ("language", models.CharField(max_length=5)),
                ("interests", models.BigIntegerField(help_text="Bit mask: 1 << the interest's id.")),
                ("consents", models.IntegerField(help_text="As in Resident.consents.")),
                ("email", models.SmallIntegerField(choices=WAYS)),
                ("sms", models.SmallIntegerField(choices=WAYS)),
                (
                    "email_contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="residents.contactpoint",
                    ),
                ),
                (
                    "sms_contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="residents.contactpoint",
                    ),
                ),
                ("quiet_until", models.DateField(null=True)),
                (
                    "young",
                    models.BigIntegerField(
                        help_text="Bit mask of the household's births since 2000: 1 << (year - 2000)."
                    ),
                ),
                (
                    "dong",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.dong",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="residents.household",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["dong", "sex", "birth_year"],
                        include=(
                            "resident",
                            "tong",
                            "language",
                            "interests",
                            "consents",
                            "email",
                            "sms",
                            "quiet_until",
                            "young",
                        ),
                        name="reach_counting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", 6), ("email_contact", None), _connector="XOR"),
                        name="reach_email_open_has_contact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sms", 6), ("sms_contact", None), _connector="XOR"),
                        name="reach_sms_open_has_contact",
                    ),
                ],
            },
        ),
        migrations.RunSQL(VACUUM_OFTEN, migrations.RunSQL.noop),
        migrations.RunSQL([MEND], [MEND_GONE]),
        migrations.RunSQL([FOLLOW], [FOLLOW_GONE]),
        migrations.RunSQL(_triggers(), _triggers_gone()),
        migrations.RunSQL([FILL], migrations.RunSQL.noop),
    ]
