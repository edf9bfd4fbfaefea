from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ReputationConfig(AppConfig):
    name = "reputation"
    verbose_name = _("Reputation")

    def ready(self) -> None:
        from reputation import receivers
        from reputation.triggers import after_migrate

        receivers.connect()
        post_migrate.connect(after_migrate, sender=self, dispatch_uid="reputation.triggers")
