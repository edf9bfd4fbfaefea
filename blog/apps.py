from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Help blog")

    def ready(self) -> None:
        from wagtail.admin import signal_handlers
        from wagtail.admin.views.account import AvatarSettingsPanel, NameEmailSettingsPanel
        from wagtail.admin.views.pages.edit import EditView
        from wagtail.admin.widgets.chooser import BaseChooser

        from blog import receivers
        from blog.cms import no_mails, no_panel, render_chooser, tell_of_comments
        from blog.forms import PostForm
        from blog.models import Post
        from blog.queries.making import acts_on_thread
        from forum.providers import register_thread_acts

        receivers.connect()
        register_thread_acts(acts_on_thread)
        Post.base_form_class = PostForm
        # Wagtail has no setting for these; see blog.cms for why. Its own app is ready after ours.
        signal_handlers.register_signal_handlers = no_mails
        EditView.send_commenting_notifications = tell_of_comments
        BaseChooser.render = render_chooser
        NameEmailSettingsPanel.is_active = AvatarSettingsPanel.is_active = no_panel
