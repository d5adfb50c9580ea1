"""The settings of Sotong, with what the peers in the benchmark need beside it."""

from config.settings import *  # noqa: F403  # settings are extended so in Django
from config.settings import EMAIL_URL, INSTALLED_APPS
from deliveries.transports.smtp_server import SmtpServer

INSTALLED_APPS = [*INSTALLED_APPS, "post_office", "config.bench.peers"]
if EMAIL_URL:
    _sink = SmtpServer.from_url(EMAIL_URL.partition("?")[0])
    EMAIL_HOST, EMAIL_PORT = _sink.host, _sink.port
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
POST_OFFICE = {
    "BATCH_SIZE": 5000,
    "THREADS_PER_PROCESS": 4,
    "MAX_RETRIES": 0,
    "LOG_LEVEL": 0,
    "CELERY_ENABLED": False,
    "BACKENDS": {"default": EMAIL_BACKEND},
}
