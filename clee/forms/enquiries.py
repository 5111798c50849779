"""The forms that the public sends: a message, a request; and their answer."""

from django import forms

from accounts.idempotency import OnceFormMixin
from accounts.visitors import VisitorFormMixin
from clee.enums import MemberKind
from clee.enums.public import EnquiryKind
from clee.forms import MemberForm, ReasonForm
from clee.models import Committee, Enquiry
from directory.forms import PortalForm, PortalModelForm
from directory.models import Company, Department, School

KINDS = [(kind.value, kind.label) for kind in EnquiryKind if kind.is_decided]


class MessageForm(OnceFormMixin, VisitorFormMixin, PortalModelForm):
    """A few words; who has an account gives neither name nor address."""

    class Meta:
        model = Enquiry
        fields = ["name", "email", "function", "organisation", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"email": "Un lien y confirme votre envoi. La réponse y arrive."}

    def __init__(self, actor, data=None, instance=None, initial=None):
        super().__init__(data, instance=instance, initial=initial)
        if actor.user is None:
            self.guard()
        else:
            del self.fields["name"], self.fields["email"]

    def _get_validation_exclusions(self):
        targets = {"kind", "committee", "school", "department"}
        return {*super()._get_validation_exclusions(), *targets}

    def validate_constraints(self):
        """Its target is set by the view."""


class RequestForm(MessageForm):
    """To create, to join or to revive a committee."""

    kind = forms.ChoiceField(label="Vous voulez", choices=KINDS, widget=forms.RadioSelect)
    department = forms.ModelChoiceField(
        label="Département",
        queryset=Department.objects.none(),
        required=False,
        empty_label="Choisir",
        help_text="Pour créer un comité.",
    )
    committee = forms.ModelChoiceField(
        label="Comité",
        queryset=Committee.objects.none(),
        required=False,
        empty_label="Choisir",
        help_text="Pour rejoindre ou relancer un comité.",
    )
    organisation = forms.CharField(label="Établissement ou organisme", max_length=150)
    identifier = forms.CharField(
        label="UAI ou SIRET",
        max_length=18,
        required=False,
        help_text="Huit signes pour un établissement scolaire, quatorze chiffres pour une "
        "entreprise.",
    )
    required_by_rule = ("department", "committee")
    field_order = ["kind", "department", "committee", "organisation", "identifier", "name",
                   "email", "function", "words"]  # fmt: skip

    class Meta(MessageForm.Meta):
        fields = ["kind", "department", "committee", "organisation", "identifier", "name", "email",
                  "function", "words"]  # fmt: skip

    def __init__(self, actor, data=None, instance=None, initial=None, departments=None):
        super().__init__(actor, data, instance, initial)
        self.fields["department"].queryset = departments
        self.fields["committee"].queryset = Committee.objects.living()

    def clean_identifier(self):
        return "".join(self.cleaned_data["identifier"].split()).upper()

    def clean(self):
        """A département to create, a committee otherwise."""
        super().clean()
        data = self.cleaned_data
        if data.get("kind") == EnquiryKind.CREATE:
            data["committee"] = None
            if not data.get("department"):
                self.add_error("department", "Indiquez le département du comité à créer.")
        elif committee := data.get("committee"):
            data["department"] = committee.departments.first()
        elif data.get("kind"):
            self.add_error("committee", "Indiquez le comité.")
        return data


class AnswerMixin(forms.Form):
    answer = forms.CharField(
        label="Message à la personne",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Facultatif : elle est prévenue de toute façon.",
    )


class JoinForm(AnswerMixin, MemberForm):
    """The adhesion that was asked for, filled with what the author typed."""

    reads_first = True

    def __init__(self, actor, committee, enquiry, data=None):
        super().__init__(actor, committee, data)
        self.initial.update(_organisation(enquiry, self.fields["company"].queryset))
        self.initial.update(contact_name=enquiry.name, contact_email=enquiry.email)


def _organisation(enquiry, companies):
    """What the directory knows by its number, else a name."""
    number = enquiry.identifier
    if number and School.objects.open().filter(uai=number).exists():
        return {"kind": MemberKind.SCHOOL, "uai": number}
    company = companies.filter(siret=number).first() if number else None
    if isinstance(company, Company):
        return {"kind": MemberKind.COMPANY, "company": company}
    return {"kind": MemberKind.OTHER, "other_name": enquiry.organisation}


class ReviveForm(AnswerMixin, ReasonForm):
    """Why the committee lives again."""

    reads_first = True


class RefusalForm(PortalForm):
    reads_first = True

    answer = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La personne le lit.",
    )
