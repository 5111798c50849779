"""Addresses that this floor keeps: those of the accounts."""

from django.urls import reverse

from accounts.models import User
from directory.french import of
from outbox.address_books import AddressBook, register


def accounts(actor):
    """One's own; every account for an administrator, who alone changes them."""
    if actor.user is None:
        return User.objects.none()
    return User.objects.all() if actor.is_administrator else User.objects.filter(pk=actor.user.pk)


def account_of(user, actor):
    if actor.is_administrator:
        return f"compte {of(user)}", reverse("admin:accounts_user_change", args=[user.pk])
    return "votre compte : seul l’administrateur change cette adresse", ""


register(AddressBook("accounts.User", "email", accounts, account_of))
