"""The desk of a company: a closed period, a stand-in, one answer to several requests."""

from django import forms

from directory.fields import date_field
from directory.forms import PortalForm
from directory.models import BranchOrganisation, Company
from partnerships.enums import RefusalReason
from partnerships.forms.answers import message_field
from partnerships.workflow.branch_call_hosts import Reply
from partnerships.workflow.branch_calls import CallPlan
from partnerships.workflow.own_days import Absence


class OfCompanyForm(PortalForm):
    """`company` is asked of who speaks for several."""

    company = forms.ModelChoiceField(
        label="Site", queryset=Company.objects.none(), empty_label=None
    )

    def __init__(self, companies, data=None, **options):
        super().__init__(data, **options)
        self.companies = list(companies)
        self.fields["company"].queryset = Company.objects.filter(
            pk__in=[company.pk for company in self.companies]
        )
        self.fields["company"].label_from_instance = lambda row: f"{row}, {row.site_name}"
        if len(self.companies) == 1:
            del self.fields["company"]

    @property
    def chosen(self):
        return self.cleaned_data.get("company") or self.companies[0]


class ClosedPeriodForm(OfCompanyForm):
    starts_on = date_field("Premier jour de fermeture")
    ends_on = date_field("Dernier jour de fermeture")
    reason = forms.CharField(
        label="Motif",
        max_length=120,
        required=False,
        help_text="Les établissements le lisent : « congés d’été », « inventaire ».",
    )


class WordedPeriodForm(ClosedPeriodForm):
    """The same, noted by who heard it from the company."""

    said_by = forms.CharField(
        label="Demandée par",
        max_length=120,
        help_text="La fonction de la personne qui vous l’a dit, sans son nom.",
    )


class ProlongForm(PortalForm):
    ends_on = date_field("Jusqu’au")


class StandInForm(OfCompanyForm):
    email = forms.EmailField(label="Adresse électronique de la personne absente")
    starts_on = date_field("Me remplacer du")
    ends_on = date_field("Au")
    stand_in_name = forms.CharField(label="Prénom et nom de qui remplace", max_length=150)
    stand_in_email = forms.EmailField(
        label="Son adresse électronique",
        help_text="Un compte n’est pas nécessaire : ses messages portent un lien pour répondre.",
    )

    def absence(self):
        data = self.cleaned_data
        return Absence(
            data["email"],
            data["stand_in_email"],
            data["stand_in_name"],
            data["starts_on"],
            data["ends_on"],
        )


class AcceptAllForm(PortalForm):
    reads_first = True

    message = message_field("Message", "Chaque établissement lit ce message.")


class RefuseAllForm(PortalForm):
    reads_first = True

    reason = forms.ChoiceField(
        label="Motif", choices=[("", "Choisir un motif"), *RefusalReason.choices]
    )
    message = message_field(
        "Message", "Chaque établissement lit ce message. Obligatoire pour « Autre raison »."
    )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("reason") == RefusalReason.OTHER and not data.get("message", "").strip():
            self.add_error("message", "Précisez le motif en une phrase.")
        return data


class BranchCallForm(PortalForm):
    """The yearly call; `branch` is asked of who acts for several."""

    reads_first = True

    branch = forms.ModelChoiceField(
        label="Branche", queryset=BranchOrganisation.objects.none(), empty_label=None
    )
    offers_until = date_field("Les entreprises offrent jusqu’au")
    requests_until = date_field("Les établissements demandent jusqu’au")
    words = message_field("Message", "Établissements et entreprises lisent ce message.")

    def __init__(self, branches, data=None, **options):
        super().__init__(data, **options)
        self.branches = list(branches)
        self.fields["branch"].queryset = BranchOrganisation.objects.filter(
            pk__in=[branch.pk for branch in self.branches]
        )
        if len(self.branches) == 1:
            del self.fields["branch"]

    @property
    def chosen(self):
        return self.cleaned_data.get("branch") or self.branches[0]

    def plan(self):
        data = self.cleaned_data
        return CallPlan(data["offers_until"], data["requests_until"], data["words"])


class CallReplyForm(PortalForm):
    """What a past host replies to the call of its branch."""

    reads_first = True

    says_yes = forms.ChoiceField(
        label="Votre réponse",
        choices=[("yes", "Oui, voici mes dates"), ("no", "Pas cette année")],
        widget=forms.RadioSelect,
    )
    starts_on = date_field("Premier jour possible", required=False)
    ends_on = date_field(
        "Dernier jour possible",
        required=False,
        help_text="Pour un oui : une classe vient trois jours, entre ces deux jours.",
    )
    seats = forms.IntegerField(
        label="Nombre d’élèves au plus", min_value=1, max_value=500, required=False
    )
    message = message_field("Message", "La branche le lit.")

    def reply(self):
        data = self.cleaned_data
        same = ("starts_on", "ends_on", "seats", "message")
        yes = data["says_yes"] == "yes"
        return Reply(yes, **{name: data[name] for name in same})
