"""One-time sign-in links: what `grant_role` prints for a person who has no password yet.

Signed, never stored; they end with the first sign-in, whatever its means, with a new
password or address, and after PASSWORD_RESET_TIMEOUT seconds.
"""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from accounts.models import User
from outbox.addresses import absolute


class SignInTokens(PasswordResetTokenGenerator):
    key_salt = "passerelle.accounts.signin_link"


tokens = SignInTokens()


def make(user):
    """The absolute address of a page where this person signs in with one button."""
    uid = urlsafe_base64_encode(str(user.pk).encode())
    return absolute(reverse("account_signin_link", args=[uid, tokens.make_token(user)]))


def user_of(uid, token, *, lock=False):
    """The person whom the link signs in, or None; `lock` inside the transaction that does."""
    users = User.objects.filter(is_active=True)
    try:
        pk = int(urlsafe_base64_decode(uid))
    except ValueError:
        return None
    if lock:
        users = users.select_for_update(of=("self",))
    user = users.filter(pk=pk).first()
    return user if user and tokens.check_token(user, token) else None
