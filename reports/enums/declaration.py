"""What a school, a committee or a network says of its year (DOMAIN §7)."""

from django.db import models


class DeclarationState(models.TextChoices):
    DRAFT = "draft", "à signer"
    SIGNED = "signed", "signée"


class Answer(models.TextChoices):
    """What its head or lead says of the figures of the portal."""

    EXACT = "exact", "Exact : les chiffres du portail sont ceux de l’année"
    TO_CORRECT = "to_correct", "À corriger : des lignes manquent ou sont fausses"
    NOTHING = "nothing", "Rien cette année"

    @property
    def short(self):
        return {"exact": "exact", "to_correct": "à corriger", "nothing": "rien cette année"}[self]


class DeclaredKind(models.TextChoices):
    """What may have been done elsewhere than in the portal; counted apart, never added."""

    CLASSES = "classes", "Classes en entreprise"
    VISITS = "visits", "Visites d’entreprises"
    PLACEMENTS = "placements", "Stages d’observation"
    PFMP = "pfmp", "Périodes de formation en milieu professionnel"
    STAFF = "staff", "Immersions de personnels"
    SPEAKERS = "speakers", "Interventions de professionnels en classe"
    FORUMS = "forums", "Forums, rencontres et tables rondes"
    PARTNERSHIPS = "partnerships", "Partenariats"
    OTHER = "other", "Autres actions"


class DeclarantKind(models.TextChoices):
    """Who declares; the value is in the address."""

    SCHOOL = "etablissement", "Établissement"
    COMMITTEE = "comite", "Comité"
    NETWORK = "reseau", "Réseau"

    @property
    def field(self):
        """The column of a declaration that names it."""
        return self.name.lower()

    @property
    def plural(self):
        return {"SCHOOL": "Établissements", "COMMITTEE": "Comités", "NETWORK": "Réseaux"}[self.name]
