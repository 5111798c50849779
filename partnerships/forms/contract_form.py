"""Base of the forms of a contract: what others did meanwhile, what voids the signatures."""

from typing import Any

from django import forms

from directory.forms import PortalForm
from documents.models import Correction
from partnerships.workflow.contract_edits import Outdated, digests, recorded, version_of
from partnerships.workflow.contracts import NEEDS_CONFIRMATION


class ContractForm(PortalForm):
    """Part of a contract as it was read, and as it is typed.

    `seen` says what was read. When another person changed the same part meanwhile, the
    form keeps what was typed, shows in `meanwhile` what is recorded now, and may be sent
    again (`after`). Once put to signature, a change that voids the signatures asks to be
    confirmed.
    """

    required_by_rule: tuple[str, ...] = (NEEDS_CONFIRMATION,)
    data: Any  # what was sent: a QueryDict, or a dict
    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": False}))
    confirm_void = forms.BooleanField(
        label="J’ai compris que les signatures déjà données seront annulées.", required=False
    )

    def __init__(self, *args, contract, **kwargs):
        self.contract = contract
        self.meanwhile = None
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.version
        self.asked_for = list(Correction.objects.open().about(contract))
        self._show_corrections()

    def _show_corrections(self):
        """R-AG-7: each comment stands at its field, read aloud with it."""
        for one in self.asked_for:
            if one.field in self.fields:
                field = self.fields[one.field]
                said = f"À corriger, demandé par {one.asked_by} : « {one.text} »"
                field.help_text = f"{said} {field.help_text}".strip()

    @property
    def corrections(self):
        """The comments on what this form changes."""
        return [one for one in self.asked_for if one.field in self.mends]

    @property
    def mends(self):
        """The fields that this form changes, as `contract_fields` names them."""
        return set(self.fields)

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
        """{key of `parts`: (label, text)} of an edit of this shape."""
        raise NotImplementedError

    def version(self):
        return version_of(self.contract, self.shape())

    def every_field(self):
        """The bound fields of the form and of its rows."""
        return list(self)

    def after(self, refused):
        """The form to show again, with what the workflow refused."""
        form = self._caught_up(refused) if isinstance(refused, Outdated) else self
        form.add_refusal(refused)
        return form

    def _caught_up(self, refused):
        """What was typed, laid over what is recorded now: untouched parts are the recorded ones."""
        contract, seen = refused.contract, refused.seen
        theirs, typed = recorded(contract, self.shape()), self.edit()
        now, mine = digests(theirs), digests(typed)
        keys = list(dict.fromkeys([*mine, *now, *seen]))
        untouched = {key for key in keys if mine.get(key) == seen.get(key)}
        changed = [key for key in keys if now.get(key) not in (seen.get(key), mine.get(key))]
        form = type(self)(self._taking(untouched, contract), contract=contract)
        form.is_valid()
        there, here = self.in_words(theirs), self.in_words(typed)
        rows = [(key, *_side_by_side(there.get(key), here.get(key))) for key in changed]
        form.meanwhile = {
            "entries": refused.entries,
            "taken": [(label, text) for key, label, text, _ in rows if key in untouched],
            "disputed": [row[1:] for row in rows if row[0] not in untouched],
        }
        return form

    def _taking(self, keys, contract):
        """What was sent, with the recorded values of some parts, and the version they have."""
        data = self.data.copy()
        for bound in type(self)(contract=contract).every_field():
            name, value = bound.html_name, bound.value()
            if name == "seen" or any(name == key or name.startswith(f"{key}-") for key in keys):
                data[name] = value
                if value is None or value is False:
                    del data[name]
        return data

    def needs_confirmation(self):
        """Only shown when the workflow asked for it."""
        return bool(self.errors.get(NEEDS_CONFIRMATION)) or bool(self.data.get("confirm_void"))

    def hide_confirmation(self):
        if not self.needs_confirmation():
            self.fields.pop(NEEDS_CONFIRMATION, None)


def _side_by_side(there, here):
    """(label, text recorded, text typed) of a part; what is not there is « rien »."""
    label = (there or here)[0]
    return label, (there and there[1]) or "rien", (here and here[1]) or "rien"


def words(value):
    """A value of a form as it is read."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)
