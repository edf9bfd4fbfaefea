from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Make our Celery app the one that bells ring with, in every thread of every process, and
        let an erasure reach the demo's mails."""
        from accounts.providers import register_erase_part
        from config.celery import app
        from config.mailfolder import forget_mails

        app.set_default()
        register_erase_part(forget_mails)
