"""Asking for a role: in a school, in a company, in the services of the State."""

from django import forms
from django.conf import settings
from django.urls import reverse_lazy

from accounts.enums import Evidence, Role, Scope
from accounts.rules import scope_errors
from directory.combobox import Combobox, ComboboxField
from directory.forms import PortalForm
from directory.models import Academy, BranchOrganisation, Department, School
from partnerships.companies import TypedCompany, find_or_create
from partnerships.forms.doubles import TypedCompanyFields

SCHOOL_ROLES = (
    Role.TEACHER,
    Role.RBDE,
    Role.DDFPT,
    Role.HEAD,
    Role.DEPUTY,
    Role.OFFICE_STAFF,
)
SERVICE_ROLES = (
    Role.DEPARTMENT_OFFICE,
    Role.DEPARTMENT_SUPERVISOR,
    Role.MISSION_OFFICER,
    Role.EDUCATION_AUTHORITY,
    Role.BRANCH_OFFICER,
)


def choices(roles):
    return [(role.value, role.label) for role in roles]


class EmailForm(PortalForm):
    """The address that asks for an account."""

    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        help_text="Format attendu : prenom.nom@ac-toulouse.fr",
    )


class RoleRequestForm(PortalForm):
    """Base: who one is (for a new account), and the message to who validates."""

    first_name = forms.CharField(label="Prénom", max_length=150)
    last_name = forms.CharField(label="Nom", max_length=150)
    words = forms.CharField(
        label="Message à la personne qui valide",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="Par exemple votre discipline, votre bureau, qui peut vous reconnaître.",
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if user is not None:
            del self.fields["first_name"], self.fields["last_name"]
        self.order_fields([name for name in self.fields if name != "words"])

    @property
    def asked_role(self):
        return Role(self.cleaned_data["role"])

    def scope(self, actor):
        """The place of the role, as the workflow takes it. Raises `Refused`."""
        raise NotImplementedError

    def evidence(self, email, scope):
        """The proof that the address itself brings."""
        return Evidence.MAILBOX


class SchoolRoleForm(RoleRequestForm):
    """Somebody of a school."""

    role = forms.ChoiceField(label="Votre rôle", choices=choices(SCHOOL_ROLES))
    school = ComboboxField(
        School.objects.none(),
        label="Établissement",
        widget=Combobox(url=reverse_lazy("portal:school-choices")),
        help_text="Nom et ville, ou UAI (par exemple 0310017A).",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = School.objects.open()

    def scope(self, actor):
        return {"schools": [self.cleaned_data["school"]]}


class CompanyRoleForm(TypedCompanyFields, RoleRequestForm):
    """Somebody of a company, known by its SIRET (R-ID-3)."""

    siret = forms.CharField(label="SIRET", max_length=20, help_text="14 chiffres.")
    company_name = forms.CharField(
        label="Nom de l’entreprise",
        max_length=200,
        required=False,
        help_text="Nécessaire si l’entreprise n’est pas encore connue.",
    )
    company_postcode = forms.CharField(
        label="Code postal de l’entreprise",
        max_length=5,
        required=False,
        help_text="Nécessaire si l’entreprise n’est pas encore connue.",
    )
    company_city = forms.CharField(label="Commune de l’entreprise", max_length=120, required=False)
    asked_role = Role.COMPANY_REPRESENTATIVE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_about_doubles()

    def scope(self, actor):
        data = self.cleaned_data
        if self.known_company:
            return {"companies": [self.known_company]}
        typed = TypedCompany(
            siret=data["siret"],
            name=data["company_name"],
            postcode=data["company_postcode"],
            city=data["company_city"],
            is_new=self.is_new_company,
        )
        return {"companies": [find_or_create(actor, typed)]}

    def evidence(self, email, scope):
        """The company's own published mail is a proof."""
        (company,) = scope["companies"]
        published = company.email and company.email.lower() == email.lower()
        return Evidence.PUBLISHED_MAILBOX if published else Evidence.MAILBOX


class ServiceRoleForm(RoleRequestForm):
    """Somebody of the services of the State or of a branch."""

    role = forms.ChoiceField(label="Votre rôle", choices=choices(SERVICE_ROLES))
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label="Départements",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    academies = forms.ModelMultipleChoiceField(
        Academy.objects.none(),
        label="Académies entières",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    branches = forms.ModelChoiceField(
        BranchOrganisation.objects.none(),
        label="Branche professionnelle",
        required=False,
        empty_label="Aucune",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        region = settings.REGION_ACADEMIES
        departments = Department.objects.filter(academy__in=region).order_by("code")
        self.fields["departments"].queryset = departments
        self.fields["academies"].queryset = Academy.objects.filter(pk__in=region).order_by("name")
        self.fields["branches"].queryset = BranchOrganisation.objects.order_by("name")

    def clean(self):
        data = super().clean() or {}
        if data.get("role"):
            for field, message in scope_errors(data["role"], self.scope(None)):
                self.add_error(field if field in self.fields else None, message)
        return data

    def scope(self, actor):
        data = self.cleaned_data
        branch = data.get("branches")
        found = {
            Scope.DEPARTMENTS: list(data.get("departments") or ()),
            Scope.ACADEMIES: list(data.get("academies") or ()),
            Scope.BRANCHES: [branch] if branch else [],
        }
        return {str(kind): places for kind, places in found.items() if places}


# The word of the address → its title, what it says, its form.
FRAMES = {
    "etablissement": (
        "Dans un établissement scolaire",
        "Enseignant, bureau des entreprises, DDFPT, direction, secrétariat.",
        SchoolRoleForm,
    ),
    "entreprise": (
        "Dans une entreprise",
        "Pour publier vos offres et suivre vos demandes. Répondre à une demande ou signer une "
        "convention ne demande pas de compte.",
        CompanyRoleForm,
    ),
    "services": (
        "Dans les services académiques ou une branche",
        "DSDEN, rectorat, chargé de mission, branche professionnelle.",
        ServiceRoleForm,
    ),
}
