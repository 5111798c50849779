"""Pages of the second factor: allauth's names, French addresses.

All that changes something is `confirmed`, and open before the second factor is there.
"""

from allauth.account import views as account_views
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path
from django.views.generic import RedirectView

from accounts.access import before_second_factor, public
from accounts.second_factor.confirmation import ConfirmByCode, confirmed
from accounts.second_factor.views import SecurityPage

SECURITY = "mon-compte/securite/"


def page(route, view, name):
    """To read, or to prove who one is."""
    return path(SECURITY + route, before_second_factor(view), name=name)


def change(route, view, name):
    """To change what protects the account."""
    return page(route, confirmed(view), name)


urlpatterns = [
    path("connexion/second-facteur/", public(base.authenticate), name="mfa_authenticate"),
    path("connexion/cle/", public(webauthn.login_webauthn), name="mfa_login_webauthn"),
    page("", SecurityPage.as_view(), "mfa_index"),
    page("confirmer/mot-de-passe/", account_views.reauthenticate, "account_reauthenticate"),
    page("confirmer/code/", ConfirmByCode.as_view(), "account_confirm_by_code"),
    page("confirmer/second-facteur/", base.reauthenticate, "mfa_reauthenticate"),
    page("confirmer/cle/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    change("application/ajouter/", totp.activate_totp, "mfa_activate_totp"),
    change("application/retirer/", totp.deactivate_totp, "mfa_deactivate_totp"),
    change("codes-de-secours/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    change(
        "codes-de-secours/telecharger/",
        recovery.download_recovery_codes,
        "mfa_download_recovery_codes",
    ),
    change(
        "codes-de-secours/renouveler/",
        recovery.generate_recovery_codes,
        "mfa_generate_recovery_codes",
    ),
    # allauth goes back to the list of keys; here it is part of the page of security.
    page("cles/", RedirectView.as_view(pattern_name="mfa_index"), "mfa_list_webauthn"),
    change("cles/ajouter/", webauthn.add_webauthn, "mfa_add_webauthn"),
    change("cles/<int:pk>/renommer/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    change("cles/<int:pk>/retirer/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
]
