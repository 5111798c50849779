"""Base of the forms of a contract: what others did meanwhile, what voids the signatures."""

from django import forms

from directory.forms import PortalForm
from partnerships.workflow.contract_edits import Outdated, recorded, version_of
from partnerships.workflow.contracts import NEEDS_CONFIRMATION


class ContractForm(PortalForm):
    """Part of a contract as it was read, and as it is typed.

    `seen` says what was read. When another person changed the same part meanwhile, the
    form keeps what was typed, shows in `meanwhile` what is recorded now, and may be sent
    again. Once put to signature, a change that voids the signatures asks to be confirmed.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": False}))
    confirm_void = forms.BooleanField(
        label="J’ai compris que les signatures déjà données seront annulées.", required=False
    )

    def __init__(self, *args, contract, **kwargs):
        self.contract = contract
        self.meanwhile = None
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.version

    def shape(self):
        """An `Edit` that names the parts which this form changes."""
        raise NotImplementedError

    def edit(self):
        """The `Edit` that was typed."""
        raise NotImplementedError

    def read(self):
        """What the person had read before saving, as the workflow asks for it."""
        return {
            "confirmed": self.cleaned_data["confirm_void"],
            "seen": self.cleaned_data["seen"],
        }

    def in_words(self, edit):
        """{label: text} of an edit of this shape."""
        raise NotImplementedError

    def version(self):
        return version_of(self.contract, self.shape())

    def add_refusal(self, refused):
        super().add_refusal(refused)
        if isinstance(refused, Outdated):
            self._compare(refused)

    def _compare(self, refused):
        """From here on, what was typed answers to what is recorded now."""
        self.contract = refused.contract
        now = self.in_words(recorded(self.contract, self.shape()))
        typed = self.in_words(self.edit())
        labels = list(dict.fromkeys([*typed, *now]))
        self.meanwhile = {
            "entries": refused.entries,
            "differences": [
                (label, now.get(label) or "rien", typed.get(label) or "rien")
                for label in labels
                if now.get(label, "").splitlines() != typed.get(label, "").splitlines()
            ],
        }
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self.version()

    def needs_confirmation(self):
        """Only shown when the workflow asked for it."""
        return bool(self.errors.get(NEEDS_CONFIRMATION)) or bool(self.data.get("confirm_void"))

    def hide_confirmation(self):
        if not self.needs_confirmation():
            self.fields.pop(NEEDS_CONFIRMATION, None)


def words(value):
    """A value of a form as it is read."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)
