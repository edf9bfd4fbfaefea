"""The choice of a thread's language, on the forms that ask and edit."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.languages import names, offered
from forum.models import Thread


def add_language(form: forms.Form, thread: Thread | None = None) -> None:
    """Give `form` the field `language`, "" for a guess; nothing where the site has one language
    alone. An imported thread may have one that the site does not offer: it stays to be chosen."""
    choices = offered()
    if len(choices) < 2:
        return
    now = thread.language if thread else ""
    if now and now not in dict(choices):
        choices.append((now, names().get(now, now)))
    guess = _("We guess from your words")
    if thread and now and not thread.language_chosen:
        guess = _("We guess from the words (now: %(language)s)") % {"language": dict(choices)[now]}
    form.fields["language"] = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=[("", guess), *choices], required=False
    )
