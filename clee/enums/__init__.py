from django.db import models

from accounts.enums import Role

# Of the territory of a committee: they keep its list, its members, its co-leads.
KEEPERS = (
    Role.DEPARTMENT_SUPERVISOR,
    Role.DEPARTMENT_OFFICE,
    Role.MISSION_OFFICER,
    Role.EDUCATION_AUTHORITY,
)
# Who records the designation of a head of school by the IA-DASEN (R-CL-1).
DESIGNATORS = (Role.DEPARTMENT_OFFICE, Role.EDUCATION_AUTHORITY)


# Who convenes the RBDE of the département.
NETWORK_KEEPERS = (Role.DEPARTMENT_SUPERVISOR,)


class CommitteeState(models.TextChoices):
    ACTIVE = "active", "actif"
    DORMANT = "dormant", "en sommeil"
    MERGED = "merged", "fusionné"


class CommitteeKind(models.TextChoices):
    """A CLEE, or the RBDE of a département, convened by its supervisor."""

    CLEE = "clee", "comité local école-entreprise"
    RBDE = "rbde", "réseau départemental des RBDE"


class Side(models.TextChoices):
    """A committee is co-led by two sides (R-CL-1)."""

    SCHOOL = "school", "côté École"
    ECONOMIC = "economic", "côté entreprises"


class MemberKind(models.TextChoices):
    """Who may belong to a committee (R-CL-2)."""

    SCHOOL = "school", "établissement scolaire"
    COMPANY = "company", "entreprise"
    CLUB = "club", "club d’entreprises ou réseau"
    ASSOCIATION = "association", "association"
    CHAMBER = "chamber", "chambre consulaire"
    CIO = "cio", "centre d’information et d’orientation"
    OFFICE = "office", "DSDEN"
    LOCAL = "local", "collectivité"
    OTHER = "other", "autre"
