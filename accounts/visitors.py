"""Forms that anybody may send: what keeps robots out without asking a third party.

A field that nobody sees stays empty, and nobody fills a page in three seconds. People with an
account are known: they meet neither. The limits per visitor are `accounts.limits`, the proof of
the address is a link by mail.
"""

from typing import Any

from django import forms
from django.core import signing

SALT = "accounts.visitors"
SHORTEST, LONGEST = 3, 24 * 3600  # seconds
TRAP, SHOWN = "site_internet", "affiche"
TOO_FAST = "Relisez votre message quelques secondes, puis envoyez-le de nouveau."
TOO_OLD = "Cette page est restée ouverte trop longtemps. Envoyez-la de nouveau."


def stamp():
    """The moment at which a form was shown, as nobody can write it."""
    return signing.TimestampSigner(salt=SALT).sign("form")


class VisitorFormMixin(forms.BaseForm):
    """For a form that visitors send. `is_robot` of a valid form: answer as to anybody, and
    keep nothing."""

    fields: dict[str, Any]
    data: Any

    def guard(self):
        """Add the traps; call it in `__init__`, for who is not signed in."""
        trap: Any = forms.CharField(required=False, label="Ne remplissez pas ce champ")
        trap.template_name = "components/trap.html"
        self.fields[TRAP] = trap
        self.fields[SHOWN] = forms.CharField(widget=forms.HiddenInput, initial=stamp)

    @property
    def is_robot(self):
        return bool(self.cleaned_data.get(TRAP))

    def clean_affiche(self):
        """A page that was shown a while, not since yesterday."""
        signer = signing.TimestampSigner(salt=SALT)
        value = self.cleaned_data[SHOWN]
        try:
            signer.unsign(value, max_age=LONGEST)
        except signing.BadSignature as error:
            # The page that comes back carries a new moment.
            self.data = self.data.copy()
            self.data[self.add_prefix(SHOWN)] = stamp()
            raise forms.ValidationError(TOO_OLD) from error
        try:
            signer.unsign(value, max_age=SHORTEST)
        except signing.SignatureExpired:
            return value
        raise forms.ValidationError(TOO_FAST)
