"""The forms of the steering desk: what is shown, what is written to the co-leads."""

from django import forms

from accounts.idempotency import OnceFormMixin
from clee import figures
from clee.enums import CommitteeState
from clee.models import Committee
from directory.enums import NetworkKind
from directory.forms import PortalForm
from directory.models import Department, PartnerNetwork


def _columns():
    return [(one.key, one.label) for one in figures.ALL]


def late_choices():
    """Asked when the page is shown: floors above add their columns."""
    return [("", "Tous"), ("1", "Tout retard"), *_columns()]


def orders():
    return [("", "Ce qui est en retard d’abord"), ("nom", "Nom"), *_columns()]


STEERED = (NetworkKind.CMQ, NetworkKind.PFT, NetworkKind.CLUB)


class DepartmentForm(PortalForm):
    """A département of the actor's territory."""

    departement = forms.ModelChoiceField(
        label="Département",
        queryset=Department.objects.none(),
        required=False,
        empty_label="Tout le territoire",
    )

    def __init__(self, actor, data):
        super().__init__(data)
        rows = Department.objects.all()
        if not actor.is_administrator:
            rows = rows.filter(pk__in=actor.department_codes)
        self.fields["departement"].queryset = rows
        self.is_valid()

    def chosen(self, name):
        """What was chosen; nothing when it is no choice."""
        return self.cleaned_data.get(name)


class DeskForm(DepartmentForm):
    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous"), *CommitteeState.choices[:2]], required=False
    )
    retard = forms.ChoiceField(label="En retard", choices=late_choices, required=False)
    tri = forms.ChoiceField(label="Ordre", choices=orders, required=False)

    def narrow(self, committees):
        """Those of the département and of the state that were chosen."""
        if department := self.chosen("departement"):
            committees = committees.filter(departments=department)
        if state := self.chosen("etat"):
            committees = committees.filter(state=state)
        return committees


class NetworksForm(DepartmentForm):
    nature = forms.ChoiceField(
        label="Nature",
        choices=[("", "Toutes"), *((kind.value, kind.label) for kind in STEERED)],
        required=False,
    )


class TextForm(OnceFormMixin, PortalForm):
    """What is written from the desk, once."""

    reads_first = True

    subject = forms.CharField(label="Objet", max_length=120)
    text = forms.CharField(
        label="Message", max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )


class LetterForm(TextForm):
    committees = forms.ModelMultipleChoiceField(
        label="Comités",
        queryset=Committee.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez un comité."},
    )
    field_order = ["committees"]

    def __init__(self, committees, data=None, initial=None):
        super().__init__(data, initial=initial)
        self.fields["committees"].queryset = committees


class NetworkLetterForm(TextForm):
    networks = forms.ModelMultipleChoiceField(
        label="Réseaux",
        queryset=PartnerNetwork.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez un réseau."},
    )
    field_order = ["networks"]

    def __init__(self, networks, data=None, initial=None):
        super().__init__(data, initial=initial)
        self.fields["networks"].queryset = networks
