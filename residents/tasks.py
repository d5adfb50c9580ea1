"""Timers of the residents' room: what was kept for a while only is let go of."""

from celery import shared_task

from residents import drafts, turnstile


@shared_task(name="residents.forget_drafts")
def forget_drafts() -> int:
    turnstile.forget()
    return drafts.forget_old()
