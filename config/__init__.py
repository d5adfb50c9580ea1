"""Settings, URLs, Celery, the embedded services and the demo: how the house is put together."""
