from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from blog.providers import register_related
        from forum.providers import register_ask_suggestions, register_thread_aside
        from search import receivers
        from search.queries import ask_suggestions
        from search.related import related_threads, related_to_post

        register_ask_suggestions(ask_suggestions)
        register_thread_aside(related_threads)
        register_related(related_to_post)
        receivers.connect()
        receivers.connect_privacy()
