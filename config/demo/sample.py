"""Filling the sample district: dongs' people, the office's accounts, and one small tax batch."""

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.roles import grant
from config.demo import audiences, campaigns, conversations, events, news, surveys
from config.demo.district import HONG, Person, figures_of_living, people, write_enrolments, write_tax_register
from config.demo.failure import DemoFailed
from config.demo.paper import bring_box
from notices import batches
from notices.batches import Intake
from notices.models import Batch, Notice
from residents.cockpit.population import take_in
from residents.enrolment_files import import_enrolments
from residents.hashes import person_hashes
from residents.models import PaperBundle, Population, Resident
from residents.repair import finding
from residents.spreadsheets import open_table

PASSWORD = "sotong-demo-2026"  # noqa: S105  # printed by the demo, and made for it only
DEPARTMENT = "세무1과"
PEOPLE = 320
DONG = "1120054000"  # whose counter the clerks stand at: 마장동
ACCOUNTS: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("clerk", "박창구", (Role.CLERK,)),
    ("clerk2", "윤창구", (Role.CLERK,)),
    ("paper", "정입력", (Role.PAPER_DESK,)),
    ("paper2", "서확인", (Role.PAPER_DESK,)),
    ("officer", "김담당", (Role.OFFICER,)),
    ("approver", "이승인", (Role.OFFICER, Role.APPROVER)),
    ("head", "한국장", (Role.HEAD,)),
    ("auditor", "오감사", (Role.AUDITOR,)),
    ("admin", "최전산", (Role.ADMINISTRATOR,)),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is there now: how many residents, and the batch that was made this time, if any."""

    residents: int
    batch: int | None


def load(folder: Path | None = None) -> Loaded:
    """Fill the district once; a second call finds everything there."""
    refuse_foreign_data()
    _accounts()
    everybody = people(PEOPLE)
    with tempfile.TemporaryDirectory() as temporary:
        place = folder or Path(temporary)
        if not Resident.objects.exists():
            _enrol(write_enrolments(place / "enrolments.xlsx", everybody))
            finding.find()  # as beat has it done each day, for the clerks' call list
        if not PaperBundle.objects.exists():
            newcomers = [one for one in everybody if not one.enrolled and one.dong == HONG.dong]
            bring_box([*newcomers[:4], HONG], dong=DONG, by=User.objects.get(username="paper"))
        if not Population.objects.exists():
            _population()
        batch = None if Batch.objects.exists() else _batch(place, everybody[:120])
    _news()
    return Loaded(Resident.objects.count(), batch)


def _news() -> None:
    """Fill what may be said and what is heard: events, news to those they interest, conversations, surveys."""
    officer, approver = (User.objects.get(username=name) for name in ("officer", "approver"))
    events.load()
    audiences.load(by=officer)
    campaigns.load(officer=officer, approver=approver)
    conversations.load(DEPARTMENT, by=officer)
    surveys.load()
    news.load(DEPARTMENT)


def refuse_foreign_data() -> None:
    """Raise DemoFailed where the database holds residents that are not the sample district's."""
    ours = Resident.objects.filter(receipt_number=f"S-{HONG.number:06d}")
    if Resident.objects.exists() and not ours.exists():
        raise DemoFailed(_("This database holds other residents than the sample district’s. The demo leaves it alone."))


@transaction.atomic
def _accounts() -> None:
    for username, name, roles in ACCOUNTS:
        if not User.objects.filter(username=username).exists():
            place = {"dong_id": DONG} if Role.CLERK in roles else {"department": DEPARTMENT}
            user = User.objects.create_user(username=username, password=PASSWORD, name=name, **place)
            for role in roles:
                grant(user=user, role=role, by=None)


def _enrol(path: Path) -> None:
    with open_table(path, filename=path.name) as table:
        import_enrolments(table, rejected=lambda row: None)


def _population() -> None:
    """Let so many live in the district that the cockpit has something to show."""
    take_in(
        figures_of_living(),
        as_of=timezone.localdate().replace(day=1),
        source="표본 인구·세대 현황 (가상)",
        from_age=settings.POPULATION_FROM_AGE,
        file_name="population.xlsx",
        by=User.objects.get(username="officer"),
    )


def _batch(place: Path, taxed: list[Person]) -> int:
    """Take a register in as the officer and approve it as the approver."""
    due = _due_date()
    path = write_tax_register(place / "local_tax.xlsx", taxed, due=due)
    officer, approver = (User.objects.get(username=name) for name in ("officer", "approver"))
    title = f"{due.year}년 {due.month}월 재산세 안내"
    with open_table(path, filename=path.name) as table:
        batch = batches.take_in(Intake("local_tax", title, path.name, DEPARTMENT, officer), table)
    batches.submit(batch, by=officer)
    batches.approve(batch, by=approver, audience=batch.audience_hash)
    return batch.pk


def _due_date() -> date:
    """Return the last day of next month."""
    following = timezone.localdate().replace(day=1) + timedelta(days=70)
    return following.replace(day=1) - timedelta(days=1)


def hongs_notice() -> str:
    """Return the newest link of Hong Gil-dong, who shows the resident's pages."""
    resident = Resident.objects.filter(person_hash__in=person_hashes(HONG.name, HONG.birth_date)).first()
    notice = Notice.objects.filter(row__resident=resident).order_by("-id").first()
    return f"/n/{notice.token}" if notice else "/"
