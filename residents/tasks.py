"""Tasks of the residents' room: what was kept for a while is let go of, contacts are looked over, files come in."""

from celery import shared_task

from residents import codes, destruction, drafts, proofs, turnstile
from residents.cockpit import kept
from residents.counter import drafts as counter_drafts
from residents.imports import engine, forgetting, queue
from residents.repair import finding


@shared_task(name="residents.destroy")
def destroy() -> int:
    return destruction.destroy_all()


@shared_task(name="residents.forget_codes")
def forget_codes() -> int:
    return codes.forget()


@shared_task(name="residents.forget_proofs")
def forget_proofs() -> int:
    return proofs.forget_old()


@shared_task(name="residents.find_contact_troubles")
def find_contact_troubles() -> int:
    return finding.find()


@shared_task(name="residents.forget_drafts")
def forget_drafts() -> int:
    turnstile.forget()
    return drafts.forget_old()


@shared_task(name="residents.forget_counter_drafts")
def forget_counter_drafts() -> int:
    return counter_drafts.forget_old()


@shared_task(name="residents.run_import")
def run_import(job_id: int) -> None:
    """Work an import off for some seconds, and stand at the end of the queue again for the rest."""
    if engine.work(job_id):
        queue.enqueue(job_id)


@shared_task(name="residents.sweep_imports")
def sweep_imports() -> int:
    return queue.sweep()


@shared_task(name="residents.forget_imports")
def forget_imports() -> int:
    return forgetting.forget()


@shared_task(name="residents.count_for_the_cockpit")
def count_for_the_cockpit() -> None:
    kept.forget()
    kept.count_anew_today()
