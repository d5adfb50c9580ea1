from celery import shared_task

from accounts import access_log, history


@shared_task(name="accounts.purge_access_log")
def purge_access_log() -> int:
    return access_log.purge_access_log()


@shared_task(name="accounts.purge_history")
def purge_history() -> int:
    return history.purge_history()
