"""The forms of sign-in: allauth's, in the look and with the words of the portal."""

from allauth.account import forms as allauth_forms
from django import forms

from accounts.models import User
from directory.forms import PortalForm, PortalModelForm

ADDRESS_HELP = "Format attendu : prenom.nom@ac-toulouse.fr"


class SignInForm(PortalForm):
    """Base of the forms below: French labels and hints instead of placeholders."""

    labels = {}
    help_texts = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")
            field.widget.attrs.pop("placeholder", None)
        self._bound_fields_cache.clear()  # DSFR made them with the labels of before


class PasswordForm(SignInForm, allauth_forms.LoginForm):
    """Address and password (fields `login` and `password`)."""

    labels = {"login": "Adresse électronique", "password": "Mot de passe"}
    help_texts = {"login": ADDRESS_HELP}


class CodeRequestForm(SignInForm, allauth_forms.RequestLoginCodeForm):
    """The address to which a sign-in code is sent."""

    labels = {"email": "Adresse électronique"}
    help_texts = {"email": ADDRESS_HELP}


class CodeForm(SignInForm, allauth_forms.ConfirmLoginCodeForm):
    """The sign-in code, copied from the mail."""

    labels = {"code": "Code reçu par courriel"}


class ForgottenPasswordForm(SignInForm, allauth_forms.ResetPasswordForm):
    """The address to which the link for a new password is sent."""

    labels = {"email": "Adresse électronique"}
    help_texts = {"email": ADDRESS_HELP}


NEW_PASSWORD = {"password1": "Nouveau mot de passe", "password2": "Le même, une seconde fois"}
PASSWORD_HELP = {
    "password1": "12 caractères au moins, ni courants, ni proches de votre nom ou de votre adresse."
}


class NewPasswordForm(SignInForm, allauth_forms.ResetPasswordKeyForm):
    """A new password, chosen from the link of a mail."""

    labels = NEW_PASSWORD
    help_texts = PASSWORD_HELP


class ChangePasswordForm(SignInForm, allauth_forms.ChangePasswordForm):
    """A new password, by somebody who knows the old one."""

    labels = NEW_PASSWORD | {"oldpassword": "Mot de passe actuel"}
    help_texts = PASSWORD_HELP


class SetPasswordForm(SignInForm, allauth_forms.SetPasswordForm):
    """A first password, by somebody who signed in by code or link."""

    labels = NEW_PASSWORD
    help_texts = PASSWORD_HELP


class IdentityForm(PortalModelForm):
    """The name that others read, and the telephone."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = self.fields["last_name"].required = True


class ConfirmPasswordForm(SignInForm, allauth_forms.ReauthenticateForm):
    """The password again, before something sensitive."""

    labels = {"password": "Mot de passe"}


class ConfirmCodeForm(PortalForm, forms.Form):
    """The code sent to one's own address, before something sensitive."""

    code = forms.CharField(
        label="Code reçu par courriel",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class RoleForm(forms.Form):
    """The role to work in, and the page to come back to."""

    role = forms.CharField()
    next = forms.CharField(required=False)
