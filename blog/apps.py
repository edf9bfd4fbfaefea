from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Help blog")

    def ready(self) -> None:
        from wagtail.admin.views.account import AvatarSettingsPanel, NameEmailSettingsPanel
        from wagtail.admin.widgets.chooser import BaseChooser

        from blog import receivers
        from blog.cms import no_panel, render_chooser
        from blog.queries.making import acts_on_thread
        from forum.providers import register_thread_acts

        receivers.connect()
        register_thread_acts(acts_on_thread)
        # Wagtail has no setting for these; see render_chooser and no_panel for why.
        BaseChooser.render = render_chooser
        NameEmailSettingsPanel.is_active = AvatarSettingsPanel.is_active = no_panel
