"""What is being sent, which decides what a lost answer means."""

from enum import StrEnum

from residents.models import Channel
from tests.stage import SMALL

WINDOW, CONNECTIONS = int(SMALL["DELIVERY_WINDOW"]), int(SMALL["SMTP_CONNECTIONS"])
PROCESSES = 2  # of one worker


class Kind(StrEnum):
    """Statutory notices and SMS go out once or are in doubt; campaign email may be repeated under its Message-ID."""

    STATUTORY = "statutory email"
    CAMPAIGN = "campaign email"
    SMS = "SMS"

    @property
    def channel(self) -> Channel:
        return Channel.SMS if self is Kind.SMS else Channel.EMAIL
