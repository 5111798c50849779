"""Personnes de contact, and who may read them."""

from django.db import models
from django.db.models import Case, F, Q, Value, When

from directory.enums import InformedHow
from directory.history import tracked
from directory.indexes import email_index
from directory.models.companies import BranchOrganisation, Company, PartnerNetwork
from directory.models.schools import School
from directory.search import sort_key_field

PERSONAL_FIELDS = ("first_name", "last_name", "email", "phone")
ORGANISATIONS = ("company", "school", "network", "branch")


def readable_by(actor):
    """Condition: the actor belongs to the organisation that recorded the contact.

    A contact belongs to `owner_school`; without one, to the organisation it works for
    (DOMAIN §8, *who sees a contact*). A company's representatives read what is said of
    their company.
    """
    own = (
        Q(owner_school__in=actor.school_ids)
        | Q(company__in=actor.company_ids)
        | Q(school__in=actor.school_ids)
        | Q(network__in=actor.network_ids)
        | Q(branch__in=actor.branch_ids)
    )
    if actor.role:
        own |= Q(is_shared=True, company__in=Company.objects.visible_to(actor))
        own |= Q(is_shared=True, company__isnull=True)
    return own


class ContactQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Contacts whose name and address the actor may read (DOMAIN §8)."""
        if actor.is_administrator:
            return self
        return self.filter(readable_by(actor))

    def with_masked(self, actor):
        """Every contact as a dict; what is not the actor's keeps function and owner only.

        The masked values never leave the database. Companies that the actor cannot see
        have no contact here.
        """
        if not actor.is_signed_in:
            return self.none().values("id")
        condition = Q() if actor.is_administrator else readable_by(actor)
        seen = self.filter(
            Q(company__isnull=True) | Q(company__in=Company.objects.visible_to(actor))
        )
        shown = {f"shown_{name}": _only_when(condition, name) for name in PERSONAL_FIELDS}
        return seen.annotate(
            is_readable=_flag(condition), owner_name=F("owner_school__name"), **shown
        ).values(
            "id",
            *(f"{name}_id" for name in ORGANISATIONS),
            "function",
            "is_signatory",
            "is_tutor",
            "left_on",
            "created_at",
            "owner_school_id",
            "owner_name",
            "is_readable",
            *shown,
        )

    def recorded_by(self, actor):
        """Those that the actor's schools recorded: to change, not only to read."""
        return self if actor.is_administrator else self.filter(owner_school__in=actor.school_ids)

    def present(self):
        """Those who still work there."""
        return self.filter(left_on__isnull=True)


def _only_when(condition, name):
    if not condition:
        return F(name)
    return Case(When(condition, then=F(name)), default=Value(""))


def _flag(condition):
    if not condition:
        return Value(True)
    return Case(When(condition, then=Value(True)), default=Value(False))


def _exactly_one_organisation():
    """A condition that holds when one of the four keys is set."""
    condition = Q()
    for chosen in ORGANISATIONS:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in ORGANISATIONS})
    return condition


# When it is erased is computed from what others do: no change of the sheet.
@tracked(exclude=["leaves_on"])
class Contact(models.Model):
    """A person of one organisation; belongs to the school that recorded it."""

    company = models.ForeignKey(
        Company,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="entreprise",
    )
    school = models.ForeignKey(
        School,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="établissement",
    )
    network = models.ForeignKey(
        PartnerNetwork,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="réseau",
    )
    branch = models.ForeignKey(
        BranchOrganisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="branche",
    )
    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80)
    function = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    is_signatory = models.BooleanField("signe les conventions", default=False)
    is_tutor = models.BooleanField("tuteur", default=False)
    is_shared = models.BooleanField(
        "partagé", default=False, help_text="Visible des autres établissements."
    )
    owner_school = models.ForeignKey(
        School,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_contacts",
        verbose_name="établissement qui l’a enregistré",
    )
    preference = models.CharField(
        "préférence",
        max_length=120,
        blank=True,
        help_text="Comment et quand la joindre : « par courriel », « le matin ».",
    )
    informed_on = models.DateField(
        "informée le",
        null=True,
        blank=True,
        help_text="Quand la personne a su que ses coordonnées sont enregistrées ici.",
    )
    informed_how = models.CharField("informée", max_length=8, choices=InformedHow, blank=True)
    left_on = models.DateField(
        "partie le",
        null=True,
        blank=True,
        help_text="Une personne partie reste dans l’historique et n’est plus proposée.",
    )
    leaves_on = models.DateField(
        "effacement prévu le",
        null=True,
        blank=True,
        editable=False,
        help_text="Deux ans après le dernier échange ; enregistrer la fiche ou noter un échange "
        "la garde.",
    )
    created_at = models.DateTimeField("enregistré le", auto_now_add=True)
    updated_at = models.DateTimeField("mis à jour le", auto_now=True)
    sort_key = sort_key_field("last_name", "first_name")

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "personne de contact"
        verbose_name_plural = "personnes de contact"
        ordering = ["sort_key", "id"]
        indexes = [email_index("email", "directory_contact_email")]
        constraints = [
            models.CheckConstraint(
                name="directory_contact_one_organisation",
                condition=_exactly_one_organisation(),
                violation_error_message="Une personne de contact a une seule organisation.",
            ),
            models.CheckConstraint(
                name="directory_contact_informed",
                condition=Q(informed_on=None, informed_how="")
                | (Q(informed_on__isnull=False) & ~Q(informed_how="")),
                violation_error_message="Indiquez quand et comment la personne a été informée.",
            ),
        ]

    def __str__(self):
        # No personal data: it ends in the admin's "recent actions" and in logs.
        return f"{self.function or 'Personne de contact'} n° {self.pk}"

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip()
