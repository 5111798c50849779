"""The roles of the portal and what each of them is given (DOMAIN §1, mechanism 1)."""

from dataclasses import dataclass

from django.db import models


class Scope(models.TextChoices):
    """What a role can be limited to; the values are the fields of RoleAssignment."""

    SCHOOLS = "schools", "établissements"
    COMPANIES = "companies", "entreprises"
    DEPARTMENTS = "departments", "départements"
    ACADEMIES = "academies", "académies"
    REGION = "whole_region", "toute la région académique"
    BRANCHES = "branches", "branches professionnelles"
    NETWORKS = "networks", "réseaux partenaires"


class Role(models.TextChoices):
    """A role: its label, the kinds of scope that it takes, whether it uses the admin."""

    TEACHER = "teacher", "Enseignant"
    HEAD = "head", "Chef d’établissement"
    DEPUTY = "deputy", "Adjoint du chef d’établissement"
    DDFPT = "ddfpt", "DDFPT"
    OFFICE_STAFF = "office_staff", "Secrétariat ou vie scolaire"
    RBDE = "rbde", "Responsable du bureau des entreprises"
    DEPARTMENT_SUPERVISOR = "department_supervisor", "Superviseur départemental"
    DEPARTMENT_OFFICE = "department_office", "DSDEN"
    MISSION_OFFICER = "mission_officer", "Chargé de mission école-entreprise"
    EDUCATION_AUTHORITY = "education_authority", "Rectorat"
    BRANCH_OFFICER = "branch_officer", "Branche professionnelle"
    COMPANY_REPRESENTATIVE = "company_representative", "Entreprise"
    CO_LEAD = "co_lead", "Copilote de CLEE"
    JUROR = "juror", "Membre de jury"
    ADMINISTRATOR = "administrator", "Administrateur"

    @property
    def scopes(self):
        """The kinds of scope that the role takes; empty when it takes none."""
        return FACTS[self].scopes

    @property
    def uses_admin(self):
        """Whether the role works in /admin/."""
        return FACTS[self].uses_admin

    @property
    def of_school(self):
        """Whether the person works in a school."""
        return Scope.SCHOOLS in self.scopes

    @property
    def meanwhile(self):
        """The role in which one works while this one waits for its validation, or None."""
        return FACTS[self].meanwhile

    @property
    def may_be_asked(self):
        """Whether people ask for it themselves; the others are opened by the portal's own
        acts (a mandate, a seat in a jury) or by the administrator."""
        return FACTS[self].may_be_asked

    @property
    def of_territory(self):
        """Whether the role sees départements rather than organisations."""
        return Scope.DEPARTMENTS in self.scopes


@dataclass(frozen=True)
class RoleFacts:
    scopes: frozenset = frozenset()
    uses_admin: bool = False
    meanwhile: Role | None = None
    may_be_asked: bool = False


SCHOOLS = frozenset({Scope.SCHOOLS})
TERRITORY = frozenset({Scope.DEPARTMENTS, Scope.ACADEMIES, Scope.REGION})

# Staff of a school work as teachers until their role is validated: the catalogue, drafts
# and requests that wait.
STAFF: dict = {"meanwhile": Role.TEACHER, "may_be_asked": True}

FACTS = {
    Role.TEACHER: RoleFacts(SCHOOLS, **STAFF),
    Role.HEAD: RoleFacts(SCHOOLS, meanwhile=Role.HEAD, may_be_asked=True),
    Role.DEPUTY: RoleFacts(SCHOOLS, **STAFF),
    Role.DDFPT: RoleFacts(SCHOOLS, uses_admin=True, **STAFF),
    Role.OFFICE_STAFF: RoleFacts(SCHOOLS, **STAFF),
    Role.RBDE: RoleFacts(SCHOOLS, uses_admin=True, **STAFF),
    Role.DEPARTMENT_SUPERVISOR: RoleFacts(TERRITORY, uses_admin=True, may_be_asked=True),
    Role.DEPARTMENT_OFFICE: RoleFacts(TERRITORY, uses_admin=True, may_be_asked=True),
    Role.MISSION_OFFICER: RoleFacts(
        TERRITORY | {Scope.NETWORKS}, uses_admin=True, may_be_asked=True
    ),
    Role.EDUCATION_AUTHORITY: RoleFacts(TERRITORY, uses_admin=True, may_be_asked=True),
    Role.BRANCH_OFFICER: RoleFacts(frozenset({Scope.BRANCHES}), may_be_asked=True),
    Role.COMPANY_REPRESENTATIVE: RoleFacts(frozenset({Scope.COMPANIES}), may_be_asked=True),
    # Their place and dates are the mandate (clee) and the seat in a panel (events).
    Role.CO_LEAD: RoleFacts(),
    Role.JUROR: RoleFacts(),
    Role.ADMINISTRATOR: RoleFacts(uses_admin=True),
}

SCHOOL_MANAGEMENT = frozenset({Role.HEAD, Role.DEPUTY, Role.DDFPT, Role.RBDE})


class RoleState(models.TextChoices):
    """What became of a role that was asked or given; its dates apply besides."""

    WAITING = "waiting", "À valider"
    PROVISIONAL = "provisional", "Ouvert, à valider"
    VALIDATED = "validated", "Validé"
    REFUSED = "refused", "Refusé"
    ENDED = "ended", "Clos"


class Evidence(models.TextChoices):
    """What the validator has in hand, the best proof that was given."""

    GRANTED = "granted", "Attribué directement"
    INVITED = "invited", "Invitation d’un collègue"
    ACADEMIC_MAILBOX = "academic_mailbox", "Adresse académique vérifiée"
    SCHOOL_MAILBOX = "school_mailbox", "Lien ouvert dans la boîte de l’établissement"
    PUBLISHED_MAILBOX = "published_mailbox", "Adresse publiée par l’entreprise"
    LETTER = "letter", "Code reçu par courrier"
    MAILBOX = "mailbox", "Adresse vérifiée"


class Act(models.TextChoices):
    """What a head, or another validator, may lend to somebody (R-AG-1)."""

    ENTER = "enter", "Saisir"
    APPROVE = "approve", "Viser les demandes et valider les rôles"
    SIGN = "sign", "Signer"
