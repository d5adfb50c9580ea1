"""What the clock does for surveys and outcomes: closing what is over, and going on with what waits to be told."""

import time

from campaigns.models import SaidAndDone, Survey, SurveyState
from campaigns.proposals import telling
from campaigns.surveys import inviting, writing

SECONDS = 5.0  # of one run: what else the house does must not wait behind a letter to thousands


def sweep() -> int:
    """Close surveys whose time has come, and tell page after page of what waits; return how much was done.

    What is left after some seconds, the next tick goes on with.
    """
    done, until = writing.close_due(), time.monotonic() + SECONDS
    for survey in Survey.objects.filter(state=SurveyState.OPEN, invites=True).values_list("pk", flat=True):
        while time.monotonic() < until and inviting.invite_page(survey):
            done += 1
    waiting = SaidAndDone.objects.filter(published_at__isnull=False, told_at=None)
    for outcome in waiting.order_by("published_at").values_list("pk", flat=True):
        while time.monotonic() < until and telling.tell_page(outcome):
            done += 1
    return done
