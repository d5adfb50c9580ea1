"""Timers of the residents' room: what was kept for a while only is let go of."""

from celery import shared_task

from residents import codes, destruction, drafts, proofs, turnstile


@shared_task(name="residents.destroy")
def destroy() -> int:
    return destruction.destroy_all()


@shared_task(name="residents.forget_codes")
def forget_codes() -> int:
    return codes.forget()


@shared_task(name="residents.forget_proofs")
def forget_proofs() -> int:
    return proofs.forget_old()


@shared_task(name="residents.forget_drafts")
def forget_drafts() -> int:
    turnstile.forget()
    return drafts.forget_old()
