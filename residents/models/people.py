"""Who: households, residents, contact points, the consent ledger, subscriptions and interests."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.models import Dong, User
from residents.encryption import EncryptedTextField, HashField


class Route(models.TextChoices):
    """How an enrolment or a consent reached the office (DOMAIN.md R4)."""

    ONLINE = "online", _("Online")
    COUNTER = "counter", _("Counter")
    TONG = "tong", _("Tong chief")
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("Email")


class Channel(models.TextChoices):
    """A way to reach a resident."""

    EMAIL = "email", _("Email")
    SMS = "sms", _("SMS")


class Sex(models.TextChoices):
    MALE = "M", _("Male")
    FEMALE = "F", _("Female")


class LeftBecause(models.TextChoices):
    """Why an enrolment ended, as far as it was said; nobody has to give a reason."""

    ASKED = "asked", _("Left without giving a reason")
    TOO_MANY = "too_many", _("Too many messages")
    PAPER = "paper", _("Rather on paper")
    PRIVACY = "privacy", _("Does not want the data kept")
    MOVED = "moved", _("Moved out of the district")
    DIED = "died", _("Died")
    IMPORT_UNDONE = "import_undone", _("The import was undone")  # was never an enrolment, and counts as none


class Household(models.Model):
    """A household (세대) at one address; the district's headline rate counts these."""

    dong = models.ForeignKey(Dong, on_delete=models.PROTECT, related_name="households")
    tong = models.PositiveSmallIntegerField(null=True)
    ban = models.PositiveSmallIntegerField(null=True)
    address = EncryptedTextField()
    address_hash = HashField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dong", "address_hash"], name="one_household_per_address")
        ]

    def __str__(self) -> str:
        return f"household {self.pk}"


def dong_and_terms() -> models.Func:
    """Return what search is indexed by: a resident's search terms, and the code of the dong among them."""
    dong = Cast("dong_id", models.BigIntegerField())
    terms = ArrayField(models.BigIntegerField())
    return models.Func(models.F("search_terms"), dong, function="array_append", output_field=terms)


class Resident(models.Model):
    """A person who enrolled. ``consents`` is a projection of the ledger, written in the same transaction."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="residents")
    dong = models.ForeignKey(Dong, on_delete=models.PROTECT, related_name="residents")
    name = EncryptedTextField()
    birth_date = EncryptedTextField()
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    is_household_head = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="ko")
    receipt_number = models.CharField(max_length=40, blank=True)
    route = models.CharField(max_length=10, choices=Route)
    enrolled_on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    # name and birth date, as registers name people; not unique: same-day namesakes exist
    person_hash = HashField()
    # name, birth date and mobile (or email where there is none): the same form twice makes one resident
    enrolment_hash = HashField(unique=True)
    consents = models.PositiveIntegerField(default=0, help_text="Bit mask of consent kinds in force.")
    quiet_until = models.DateField(null=True, help_text="“Don't write to me until …”: no message before that day.")
    left_at = models.DateTimeField(null=True, help_text="Withdrew altogether; what no law keeps is then destroyed.")
    left_because = models.CharField(max_length=20, choices=LeftBecause, blank=True, db_default="")
    # In the clear, so that age bands can be counted (docs/decisions/0016-the-year-of-birth-in-the-clear.md).
    birth_year = models.PositiveSmallIntegerField(null=True)
    search_terms = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        help_text="Keyed hashes of what a clerk may type (searching.py).",
    )
    imported_by = models.ForeignKey(
        "ImportJob",
        null=True,
        on_delete=models.PROTECT,
        related_name="residents",
        help_text="The file that they are of.",
    )
    interests: "models.ManyToManyField[Interest, models.Model]" = models.ManyToManyField("Interest", blank=True)

    class Meta:
        # Matching joins register rows on the hash and then compares the dong (notices/matching.py).
        indexes: ClassVar = [
            models.Index(fields=["person_hash", "dong"]),
            # A search reads what was inserted lately one by one, so that must not become long (in KB).
            GinIndex(dong_and_terms(), name="resident_dong_and_terms", gin_pending_list_limit=256),
        ]

    def __str__(self) -> str:
        return f"resident {self.pk}"


class ContactPoint(models.Model):
    """An address of a resident over one channel. Nothing personal goes to one that is not verified."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=5, choices=Channel)
    address = EncryptedTextField()
    address_hash = HashField()
    verified_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_because = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident", "channel"],
                condition=models.Q(stopped_at__isnull=True),
                name="one_contact_in_use_per_channel",
            )
        ]
        # "Not me", a bounce or a suppression finds every use of an address.
        indexes: ClassVar = [models.Index(fields=["address_hash"])]

    def __str__(self) -> str:
        return f"{self.channel} of resident {self.resident_id}"


class ConsentKind(models.TextChoices):
    """The consents, each its own record and its own box (개인정보 보호법 제15·17·22조; DOMAIN.md R1)."""

    COLLECTION_USE = "collection_use", _("Collection and use")
    THIRD_PARTY = "third_party", _("Provision to a third party")
    PROMOTIONAL = "promotional", _("Promotional messages")
    # 민방위기본법 시행령: the electronic document needs a consent of its own.
    CIVIL_DEFENSE = "civil_defense", _("Civil-defence notices as electronic documents")


class ConsentText(models.Model):
    """One version of a text that people agree to: purpose, items, retention, right to refuse (DOMAIN.md R2)."""

    kind = models.CharField(max_length=20, choices=ConsentKind)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=5, default="ko")
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    since = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version", "language"], name="one_consent_text_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class ConsentEntry(models.Model):
    """One line of the consent ledger: given or withdrawn, how, when, on which text. A trigger forbids changes."""

    class Action(models.TextChoices):
        GIVEN = "given", _("Given")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="consent_entries")
    kind = models.CharField(max_length=20, choices=ConsentKind)
    action = models.CharField(max_length=10, choices=Action)
    text = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    text_sha256 = models.CharField(max_length=64, blank=True)
    route = models.CharField(max_length=10, choices=Route)
    given_on = models.DateField()
    signed = models.BooleanField(default=False)
    collected_by = EncryptedTextField(default="")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # The state of a resident's consents is the fold of these lines in order.
        indexes: ClassVar = [models.Index(fields=["resident", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.action} by resident {self.resident_id}"


class Subscription(models.Model):
    """A resident's choice to get one service over one channel. What a service is, the rooms above know."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="subscriptions")
    service = models.CharField(max_length=20)
    channel = models.CharField(max_length=5, choices=Channel)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident", "service", "channel"], name="one_subscription_per_channel")
        ]

    def __str__(self) -> str:
        return f"{self.service} by {self.channel} for resident {self.resident_id}"


class SubscriptionEnd(models.Model):
    """A subscription that was ended: since when it ran, when and how it ended. Append-only."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="subscription_ends")
    service = models.CharField(max_length=20)
    channel = models.CharField(max_length=5, choices=Channel)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(auto_now_add=True)
    route = models.CharField(max_length=10, choices=Route)
    message = models.CharField(max_length=40, blank=True, help_text="The reference of the message that was answered.")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.service} by {self.channel} ended for resident {self.resident_id}"


class Guardianship(models.Model):
    """Who consented for a child under 14, proved over which contact (개인정보 보호법 제22조의2; DOMAIN.md R5)."""

    child = models.OneToOneField(Resident, on_delete=models.CASCADE, related_name="guardianship")
    name = EncryptedTextField()
    relation = models.CharField(max_length=20)
    channel = models.CharField(max_length=5, choices=Channel)
    address_hash = HashField()
    verified_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"guardian of resident {self.child_id}"


class EnrolmentDraft(models.Model):
    """What somebody has typed so far on the site, found by a secret of their browser; ``resident`` once handed in.

    Forgotten after ``ENROLMENT_DRAFT_DAYS``. Handing the same draft in twice makes one resident.
    """

    key_hash = HashField(unique=True)
    values = EncryptedTextField(default="{}", help_text="JSON of step → answers.")
    resident = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["updated_at"])]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class PageCount(models.Model):
    """How often something was asked for within one window of time, by a client or in all; short-lived."""

    key_hash = HashField()
    window = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key_hash", "window"], name="one_count_per_window")]
        indexes: ClassVar = [models.Index(fields=["window"], name="page_count_window")]

    def __str__(self) -> str:
        return f"count {self.pk}"


class Purpose(models.TextChoices):
    """What a code is good for; one made for one purpose serves no other."""

    ENROL = "enrol", _("Enrolment")
    GUARDIAN = "guardian", _("Consent for a child")
    SIGN_IN = "sign_in", _("My page")
    CONTACT = "contact", _("A new contact")


class ContactCode(models.Model):
    """A code that was sent to an address, by keyed hashes only: of the code, the address, the browser, the client."""

    purpose = models.CharField(max_length=10, choices=Purpose)
    channel = models.CharField(max_length=5, choices=Channel)
    address_hash = HashField()
    code_hash = HashField()
    holder_hash = HashField(help_text="The browser that asked; a code is of no use in another.")
    client_hash = HashField()
    sent_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        # Sending and trying are limited per address, per client and in all.
        indexes: ClassVar = [
            models.Index(fields=["address_hash", "sent_at"]),
            models.Index(fields=["client_hash", "sent_at"]),
            models.Index(fields=["sent_at"]),
        ]

    def __str__(self) -> str:
        return f"code {self.pk} for {self.purpose}"


class RightsRequest(models.Model):
    """A resident's request under 개인정보 보호법 제35조 to 제37조, answered within ten days (DOMAIN.md R6)."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("Access")
        CORRECTION = "correction", _("Correction")
        DELETION = "deletion", _("Deletion")
        SUSPENSION = "suspension", _("Suspension of processing")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        TAKEN_BACK = "taken_back", _("Taken back")

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="rights_requests")
    kind = models.CharField(max_length=10, choices=Kind)
    text = EncryptedTextField(default="")
    route = models.CharField(max_length=10, choices=Route)
    made_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = EncryptedTextField(default="")
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        # The office's list: what is open, the most urgent first.
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=models.Q(state="open"), name="rights_request_open")
        ]

    def __str__(self) -> str:
        return f"{self.kind} by resident {self.resident_id}"


class Destruction(models.Model):
    """Proof that what a withdrawn resident left was destroyed: what went, and what a search found afterwards."""

    # A number and no key: the row it named is empty by then.
    resident_number = models.BigIntegerField(unique=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(auto_now_add=True)
    destroyed = models.JSONField(help_text="Rows deleted or emptied, by table.")
    kept = models.JSONField(help_text="Rows that a law keeps, by table, without the person's contacts.")
    left = models.JSONField(help_text="What a search for personal values found afterwards, by table; all zero.")

    def __str__(self) -> str:
        return f"destruction of resident {self.resident_number}"


class Interest(models.Model):
    """A field of district news that residents can choose."""

    name = models.CharField(max_length=30, unique=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name
