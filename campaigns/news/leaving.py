"""What goes when somebody leaves: wishes and digests; that a consent was called to mind stays, as the ledger does."""

from campaigns.models import DigestReader, DigestWish, Reconfirmation
from residents.destruction import Remains


def forget(resident_number: int) -> Remains:
    """Destroy what one resident chose and was written of news."""
    return Remains(
        destroyed={
            DigestWish._meta.label: DigestWish.objects.filter(resident=resident_number).delete()[0],
            DigestReader._meta.label: DigestReader.objects.filter(resident_number=resident_number).delete()[0],
        },
        kept={Reconfirmation._meta.label: Reconfirmation.objects.filter(resident=resident_number).count()},
    )
