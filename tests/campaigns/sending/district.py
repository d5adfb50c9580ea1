"""A district of many made-up people, written at once: what each of them wants, may get, and got before.

Who is what follows from a person's number, by steps that have no common factor, so that every combination occurs.
"""

from django.db import connection

from residents.encryption import EncryptedTextField
from residents.models import ContactPoint, Household, Resident

FAR = "2099-12-31"
PAST = "2020-01-01"
OF_A_DONG = 7  # every seventh lives in 송정동


def settle(people: int) -> None:
    """Enrol ``people`` by email, SMS or both; some withdrew, stopped, were suppressed, want quiet, or left."""
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, {"people": people, "far": FAR, "past": PAST, **_sealed()})
        for table in ("residents_resident", "residents_contactpoint", "residents_subscription", "campaigns_reach"):
            cursor.execute(f"ANALYZE {table}")


def _sealed() -> dict[str, bytes]:
    """Everybody is called the same, and lives at one address: only hashes differ."""
    return {
        "name": _seal(Resident, "name", "홍길동"),
        "birth": _seal(Resident, "birth_date", "1980-01-31"),
        "home": _seal(Household, "address", "마장로 1"),
        "email": _seal(ContactPoint, "address", "reader@example.com"),
        "sms": _seal(ContactPoint, "address", "01012345678"),
    }


def _seal(model, name: str, value: str) -> bytes:
    field: EncryptedTextField = model._meta.get_field(name)
    return field.seal(value)


_STATEMENTS = (
    """INSERT INTO residents_household (dong_id, tong, ban, address, address_hash)
       SELECT CASE WHEN n % 7 = 0 THEN '1120072000' ELSE '1120054000' END, 1, 1, %(home)s, sha256(n::text::bytea)
         FROM generate_series(1, %(people)s) AS n""".replace("n % 7", "n %% 7"),
    """INSERT INTO residents_resident
              (household_id, dong_id, name, birth_date, sex, is_household_head, language, receipt_number, route,
               enrolled_on, created_at, person_hash, enrolment_hash, consents, quiet_until, left_at, birth_year)
       SELECT h.id, h.dong_id, %(name)s, %(birth)s, 'F', true, 'ko', '', 'online', '2026-09-01', now(),
              sha256(h.id::text::bytea), sha256(h.id::text::bytea),
              CASE WHEN h.id %% 11 = 0 THEN 1 WHEN h.id %% 97 = 0 THEN 4 ELSE 5 END,
              CASE WHEN h.id %% 13 = 0 THEN %(far)s::date WHEN h.id %% 17 = 0 THEN %(past)s::date END,
              CASE WHEN h.id %% 53 = 0 THEN now() END, 1980
         FROM residents_household AS h""",
    # By email alone, by SMS alone, by both, by none.
    """INSERT INTO residents_subscription (resident_id, service, channel, since)
       SELECT r.id, 'events', c.channel, now()
         FROM residents_resident AS r, (VALUES ('email', 1), ('sms', 2)) AS c (channel, bit)
        WHERE CASE r.id %% 5 WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE 3 END & c.bit > 0""",
    """INSERT INTO residents_subscription (resident_id, service, channel, since)
       SELECT id, 'local_tax', 'email', now() FROM residents_resident""",
    # In use and proved, unproved, stopped, or none; of the stopped some have another one since.
    """INSERT INTO residents_contactpoint
              (resident_id, channel, address, address_hash, verified_at, stopped_at, stopped_because, created_at)
       SELECT r.id, c.channel, CASE c.channel WHEN 'email' THEN %(email)s ELSE %(sms)s END::bytea,
              sha256((c.channel || r.id %% (%(people)s - 500))::bytea),
              CASE WHEN (r.id + c.bit) %% 19 = 0 THEN NULL ELSE now() END,
              CASE WHEN (r.id + c.bit) %% 23 = 0 THEN now() END, '', now()
         FROM residents_resident AS r, (VALUES ('email', 1), ('sms', 2)) AS c (channel, bit)
        WHERE (r.id + c.bit) %% 29 <> 0""",
    """INSERT INTO residents_contactpoint
              (resident_id, channel, address, address_hash, verified_at, stopped_at, stopped_because, created_at)
       SELECT k.resident_id, k.channel, k.address, sha256(('new' || k.id)::bytea), now(), NULL, '', now()
         FROM residents_contactpoint AS k WHERE k.stopped_at IS NOT NULL AND k.resident_id %% 2 = 0""",
    """INSERT INTO deliveries_suppression (channel, address_hash, reason, since)
       SELECT DISTINCT k.channel, k.address_hash, 'dead_address', now()
         FROM residents_contactpoint AS k WHERE k.resident_id %% 31 = 0""",
)  # fmt: skip
