"""What we want differently from allauth: names, addresses in mails, where to go after signing in."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import mail
from accounts.actions.members import with_unused_username
from accounts.languages import of_member
from accounts.models import Member
from accounts.names import plain_words
from accounts.providers import after_sign_in, waiting_for
from accounts.queries import member_by_email
from accounts.second_step import needs_second_step

log = logging.getLogger(__name__)
# Mails with a code that proves an address: they name what waits for that proof.
PROVING = frozenset(
    {
        "account/email/login_code",
        "account/email/email_confirmation_signup",
        "account/email/account_already_exists",
    }
)


class AccountAdapter(DefaultAccountAdapter):
    """Registered as ACCOUNT_ADAPTER."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account is closed."),
        "email_password_mismatch": gettext_lazy(
            "That e-mail and password do not go together. We can e-mail you a code instead."
        ),
        "email_taken": gettext_lazy("This address belongs to another account."),
        "duplicate_email": gettext_lazy("This is your address already."),
        "enter_current_password": gettext_lazy("That is not your current password."),
        "incorrect_password": gettext_lazy("That is not your password."),
        "rate_limited": gettext_lazy("That was very fast. Please wait a moment and try again."),
        "too_many_login_attempts": gettext_lazy(
            "That was too many tries. Please wait a few minutes, then ask for a new code."
        ),
    }

    def save_user(
        self, request: HttpRequest, user: Member, form: Any, commit: bool = True
    ) -> Member:
        """A newcomer gets a username made of their name, and keeps the language they join in. Raises IntegrityError when the e-mail
        was taken in the same moment."""
        user.display_name = form.cleaned_data["display_name"]
        user.language = translation.get_language()
        super().save_user(request, user, form, commit=False)

        def write(username: str) -> None:
            user.pk, user.username = None, username
            user.save(force_insert=True)

        if commit:
            with_unused_username(user.display_name, write)
            # This browser chose the password; see accounts.receivers.
            request.session["signed_up"] = user.pk
        return user

    def populate_username(self, request: HttpRequest, user: Member) -> None:
        """Left to save_user, which tries until a name is free."""

    def is_safe_url(self, url: str) -> bool:
        """`next` never leaves this host, whatever else ALLOWED_HOSTS has."""
        host = allauth_context.request.get_host()
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts={host})

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        if template_prefix in PROVING:
            context["waiting"] = waiting_for(email)
        # Whoever asks for the mail may read another language than the one who gets it.
        member = context.get("user") or member_by_email(email)
        chosen = of_member(member) if isinstance(member, Member) else ""
        with translation.override(chosen or translation.get_language()):
            return mail.compose(template_prefix, email, context, headers=headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that does not answer costs a sentence, not the page."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            log.exception("mail %s could not be sent", template_prefix)
            words = _("We could not send the mail just now. Sorry. Please ask for a new one soon.")
            messages.error(allauth_context.request, words)

    def post_login(self, request: HttpRequest, user: Member, **more: Any) -> HttpResponse:
        """After signing in: a page that a room above insists on, the one asked for, or its hint."""
        response: HttpResponse = super().post_login(request, user, **more)
        there = after_sign_in(request, user)
        asked_for = more.get("redirect_url") or request.GET.get("next") or request.POST.get("next")
        if there is not None and (there.insists or not asked_for):
            return HttpResponseRedirect(there.url)
        return response

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("accounts:preferences")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:preferences")


class SocialAdapter(DefaultSocialAccountAdapter):
    """Registered as SOCIALACCOUNT_ADAPTER: newcomers from another house."""

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> Member:
        """Suggest the name that the other house gave; the newcomer can change it on the form."""
        member: Member = super().populate_user(request, sociallogin, data)
        given = data.get("name") or " ".join(
            part for part in (data.get("first_name"), data.get("last_name")) if part
        )
        member.display_name = plain_words(str(given or ""))[:60]
        return member

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """An address is proven here and nowhere else, by a code: what the other house says of its
        addresses is only a suggestion for the form."""
        if not sociallogin.is_existing:
            sociallogin.email_addresses = []

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Everybody sees the form once: name and address are theirs to choose."""
        return False


class SecondStepAdapter(DefaultMFAAdapter):
    """Registered as MFA_ADAPTER."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Who needs a second step keeps at least one; recovery codes alone are none."""
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(
            Q(pk=authenticator.pk) | Q(type=Authenticator.Type.RECOVERY_CODES)
        )
        return others.exists() or not needs_second_step(authenticator.user)
