"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from config.environment import start_missing_servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
start_missing_servers()
application = get_wsgi_application()
