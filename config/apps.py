from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Make our Celery app the one that bells ring with, in every thread of every process."""
        from config.celery import app

        app.set_default()
