"""The forms of the rentrée: who stays, which classes are announced, which are real."""

from django import forms

from accounts.models import RoleAssignment
from directory.forms import PortalForm
from directory.models import ClassGroup
from partnerships.class_groups import Plan
from partnerships.workflow.planned import BIGGEST

VOID = "Je sais que ces conventions devront être signées de nouveau."


class ConfirmForm(PortalForm):
    """The people who stay."""

    rows = forms.ModelMultipleChoiceField(
        RoleAssignment.objects.none(), label="Personnes qui restent", required=False
    )
    nobody = forms.BooleanField(
        label="Personne ne reste : tous ces rôles prennent fin le 31 août.", required=False
    )

    def __init__(self, rows, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rows"].queryset = rows

    @property
    def ticked(self):
        """The keys of the lines that were ticked, as typed."""
        return set(self["rows"].value() or ()) if self.is_bound else set()


class PlanForm(PortalForm):
    """One line per class of this year: whether to announce it, under which name."""

    marks_required = False

    def __init__(self, proposals, data=None):
        super().__init__(data)
        self.proposals = proposals
        for proposal in proposals:
            if proposal.existing is None:
                self._add(proposal.group)
        self._bound_fields_cache.clear()

    def _add(self, group):
        self.fields[f"{group.pk}-take"] = forms.BooleanField(
            label=f"{group.name} ({group.get_level_display()})", required=False
        )
        self.fields[f"{group.pk}-name"] = forms.CharField(
            label=f"Nom à la rentrée, d’après {group.name}",
            max_length=60,
            required=False,
            initial=group.name,
        )
        self.fields[f"{group.pk}-size"] = forms.IntegerField(
            label=f"Effectif approximatif, d’après {group.name}",
            min_value=1,
            max_value=BIGGEST,
            required=False,
            initial=group.size,
        )

    def lines(self):
        """[(proposal, its fields or None when the class is there already)]."""
        for proposal in self.proposals:
            if proposal.existing is not None:
                yield {"proposal": proposal}
                continue
            pk = proposal.group.pk
            fields = {name: self[f"{pk}-{name}"] for name in ("take", "name", "size")}
            yield {"proposal": proposal, **fields}

    def clean(self):
        data = super().clean()
        if not self.errors and not self.plans():
            self.add_error(None, "Cochez au moins une classe.")
        return data

    def plans(self):
        """What was ticked, as the workflow takes it."""
        data = self.cleaned_data
        return [
            Plan(one.group, data[f"{one.group.pk}-name"], data[f"{one.group.pk}-size"])
            for one in self.proposals
            if data.get(f"{one.group.pk}-take")
        ]


class SizeForm(PortalForm):
    """How many pupils the planned class really has."""

    size = forms.IntegerField(label="Effectif", min_value=1, max_value=BIGGEST)


class AttachForm(PortalForm):
    """The real class that a planned one becomes."""

    real = forms.ModelChoiceField(
        ClassGroup.objects.none(), label="Classe réelle", empty_label="Choisir"
    )

    def __init__(self, planned, *args, **kwargs):
        super().__init__(*args, **kwargs)
        same = {"school": planned.school_id, "school_year": planned.school_year_id}
        self.fields["real"].queryset = ClassGroup.objects.filter(is_planned=False, **same)


class ApplyForm(AttachForm):
    """The same, once its consequences were read."""

    confirm_void = forms.BooleanField(label=VOID, required=False)

    def __init__(self, planned, *args, **kwargs):
        super().__init__(planned, *args, **kwargs)
        self.fields["real"].widget = forms.HiddenInput()
        self._bound_fields_cache.clear()
