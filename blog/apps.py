from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Help blog")

    def ready(self) -> None:
        from wagtail.admin.widgets.chooser import BaseChooser

        from blog.cms import render_chooser

        # Wagtail has no setting for this; see render_chooser for why.
        BaseChooser.render = render_chooser
