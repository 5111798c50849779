"""allauth's forms of the second factor, in the look and with the words of the portal."""

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms

from accounts.forms import SignInForm

CODE = "Code de vérification"
CODE_HELP = (
    "Les six chiffres affichés par votre application, ou l’un de vos codes de secours à huit "
    "chiffres."
)


class ProveForm(SignInForm, base_forms.AuthenticateForm):
    """The code of the application, or a recovery code, at sign-in."""

    labels = {"code": CODE}
    help_texts = {"code": CODE_HELP}


class ProveAgainForm(SignInForm, base_forms.ReauthenticateForm):
    """The same, in an open session."""

    labels = {"code": CODE}
    help_texts = {"code": CODE_HELP}


class AddApplicationForm(SignInForm, totp_forms.ActivateTOTPForm):
    """The first code of the application shows that it has the secret."""

    labels = {"code": CODE}
    help_texts = {"code": "Les six chiffres que l’application affiche maintenant."}


class AddKeyForm(SignInForm, webauthn_forms.AddWebAuthnForm):
    """The name of a new passkey; the browser fills in the rest."""

    labels = {"name": "Nom de la clé d’accès", "passwordless": "Me connecter avec cette clé seule"}
    help_texts = {
        "name": "Pour la reconnaître : ordinateur du bureau, téléphone…",
        "passwordless": "Sans mot de passe ni code : la clé vérifie elle-même que c’est vous.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenameKeyForm(SignInForm, webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    labels = {"name": "Nom de la clé d’accès"}
