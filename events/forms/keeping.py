"""The forms by which an edition is prepared."""

import datetime as dt

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from directory.combobox import Combobox, ComboboxField
from directory.fields import date_field, time_field
from directory.forms import PortalForm, PortalModelForm
from directory.lexicon import found
from directory.models import BranchOrganisation, Company, Department, School
from events.enums.cup import PrizeKind, TieRule
from events.models import Criterion, Deadline, Edition, Juror, Panel, Prize


class EditionForm(PortalModelForm):
    """What the final is, and how it is ranked."""

    held_on = date_field("Jour de la finale")
    entries_until = date_field("Inscription des équipes jusqu’au", required=False)
    tie_chain = forms.MultipleChoiceField(
        label="Départage des ex æquo",
        choices=TieRule.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Dans cet ordre. À la fin, les équipes restent ex æquo.",
    )

    class Meta:
        model = Edition
        fields = [
            "title",
            "school_year",
            "held_on",
            "place",
            "department",
            "branch",
            "presentation",
            "entries_until",
            "speaking_minutes",
            "questions_minutes",
            "method",
            "quorum",
            "tie_chain",
        ]
        help_texts = {
            "quorum": "Une équipe qui en a moins est hors classement. Il faut les deux collèges.",
            "method": "Un juré absent n’est jamais compté comme un zéro.",
        }

    def __init__(self, actor, data=None, instance=None):
        super().__init__(data, instance=instance)
        departments = Department.objects.all()
        branches = BranchOrganisation.objects.all()
        if actor.department_codes and not actor.is_administrator:
            departments = departments.filter(pk__in=actor.department_codes)
        if actor.branch_ids:
            branches = branches.filter(pk__in=actor.branch_ids)
            self.fields["branch"].required = True
        self.fields["department"].queryset = departments
        self.fields["branch"].queryset = branches

    def clean_tie_chain(self):
        """In the order of the enum, whatever the browser sent."""
        chosen = self.cleaned_data["tie_chain"]
        return [rule.value for rule in TieRule if rule in chosen]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        until, day = data.get("entries_until"), data.get("held_on")
        if until and day and until > day:
            self.add_error("entries_until", "Les inscriptions se terminent avant la finale.")
        return data


class RegulationForm(PortalForm):
    text = forms.CharField(
        label="Règlement",
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Chaque version est conservée ; la dernière est imprimée avec le résultat.",
    )


class PartForm(PortalModelForm):
    """Something that an edition has several of."""

    def __init__(self, edition, data=None, instance=None):
        super().__init__(data, instance=instance or self._meta.model(edition=edition))

    def _get_validation_exclusions(self):
        """The edition is known, and part of the unique keys."""
        return super()._get_validation_exclusions() - {"edition"}


class CriterionForm(PartForm):
    class Meta:
        model = Criterion
        fields = ["label", "description", "weight", "maximum"]


class PanelForm(PartForm):
    class Meta:
        model = Panel
        fields = ["name", "place"]


class DeadlineForm(PartForm):
    due_on = date_field("Pour le")

    class Meta:
        model = Deadline
        fields = ["kind", "due_on"]


class PrizeForm(PartForm):
    class Meta:
        model = Prize
        fields = ["label", "kind", "rank"]
        help_texts = {"rank": "Pour un prix au classement : 1 pour le premier."}

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("kind") == PrizeKind.RANK and not data.get("rank"):
            self.add_error("rank", "Indiquez le rang récompensé.")
        if data.get("kind") != PrizeKind.RANK:
            data["rank"] = self.instance.rank = None
        if self.instance.team_id and data.get("kind") != PrizeKind.SPECIAL:
            self.add_error("kind", "Ce prix est attribué : retirez-le d’abord à son équipe.")
        return data


class JurorForm(PortalModelForm):
    """A juror; company and school are known so that conflicts are seen by themselves."""

    company = ComboboxField(
        label="Entreprise",
        queryset=Company.objects.none(),
        find=found,
        required=False,
        widget=Combobox(url=reverse_lazy("partnerships:company_choices")),
        help_text="Nom, ville ou SIRET : le juré ne notera pas les classes qu’elle a accueillies.",
    )
    uai = forms.CharField(
        label="UAI de l’établissement",
        max_length=8,
        required=False,
        help_text="Le juré ne notera pas ses classes. Par exemple 0311687R.",
    )

    class Meta:
        model = Juror
        fields = [
            "name",
            "college",
            "organisation",
            "company",
            "uai",
            "email",
            "phone",
            "panel",
            "bridge",
            "is_president",
        ]
        help_texts = {
            "organisation": "Imprimé avec le résultat.",
            "bridge": "Un juré commun à deux jurys permet de comparer leurs notes.",
        }

    def __init__(self, actor, edition, data=None, instance=None):
        instance = instance or Juror(edition=edition)
        super().__init__(data, instance=instance)
        self.fields["company"].queryset = Company.objects.visible_to(actor).active()
        self.fields["uai"].initial = instance.school.uai if instance.school else ""
        for name in ("panel", "bridge"):
            self.fields[name].queryset = edition.panels.all()

    def clean_uai(self):
        """The school itself goes to the juror."""
        uai = self.cleaned_data["uai"].strip().upper()
        school = School.objects.open().filter(uai=uai).first() if uai else None
        if uai and school is None:
            raise forms.ValidationError("Aucun établissement ouvert n’a cet UAI.")
        self.instance.school = school
        return uai

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("bridge") and data.get("bridge") == data.get("panel"):
            self.add_error("bridge", "Le second jury est un autre jury.")
        return data


class SubstituteForm(JurorForm):
    """Who takes a seat on the spot: the seat itself stays."""

    class Meta(JurorForm.Meta):
        fields = ["name", "college", "organisation", "company", "uai", "email", "phone"]

    def __init__(self, actor, edition, data=None):
        PortalModelForm.__init__(self, data, instance=Juror(edition=edition))
        self.fields["company"].queryset = Company.objects.visible_to(actor).active()

    def values(self):
        names = ("name", "college", "organisation", "company", "email", "phone")
        return {name: self.cleaned_data[name] for name in names} | {"school": self.instance.school}


class ConflictForm(PortalForm):
    """A link that the organiser knows of."""

    team = forms.ModelChoiceField(label="Équipe", queryset=None, empty_label="Choisir")
    reason = forms.CharField(label="Lien", max_length=200)

    def __init__(self, edition, data=None):
        super().__init__(data)
        self.fields["team"].queryset = edition.teams.present().with_classes()


class DrawForm(PortalForm):
    seed = forms.CharField(
        label="Graine du tirage",
        max_length=40,
        required=False,
        help_text="Laissez vide pour en tirer une. La même graine redonne les mêmes jurys.",
    )


class ReasonForm(PortalForm):
    reason = forms.CharField(
        label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class LockForm(PortalForm):
    reason = forms.CharField(
        label="Motif, s’il manque des feuilles",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class FreezeForm(PortalForm):
    reason = forms.CharField(
        label="Motif, si des équipes restent hors classement",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PublishForm(PortalForm):
    """When everybody reads the result: now, or later."""

    day = date_field("Jour de la publication", required=False)
    time = time_field("Heure", required=False)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        day, time = data.get("day"), data.get("time")
        if bool(day) != bool(time) and not self.errors:
            raise forms.ValidationError("Donnez le jour et l’heure, ou rien pour maintenant.")
        at = timezone.make_aware(dt.datetime.combine(day, time)) if day and time else None
        return {"at": at}


class AwardForm(PortalForm):
    """The team of a special prize."""

    team = forms.ModelChoiceField(
        label="Équipe", queryset=None, required=False, empty_label="Non attribué"
    )

    def __init__(self, prize, teams, data=None):
        super().__init__(data, prefix=f"prix{prize.pk}", initial={"team": prize.team_id})
        self.prize = prize
        field = self.fields["team"]
        field.queryset = prize.edition.teams.present()
        # What the page has read already.
        field.choices = [("", field.empty_label), *((team.pk, str(team)) for team in teams)]
