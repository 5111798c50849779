"""What a referent follows in a school: classes, and the placements of their pupils."""

from accounts.handover import Mover, owned, register
from placements.enums import OPEN
from placements.enums.offers import OfferState
from placements.models import ClassReferent, Placement, PlacementOffer, Pupil


def followed(person, school_ids):
    """The classes whose referent the person is."""
    rows = ClassReferent.objects.filter(user=person, class_group__school__in=school_ids)
    return rows.select_related("class_group")


def follow_instead(rows, person, successor):
    """The successor follows the classes, those that both followed once."""
    both = ClassReferent.objects.filter(user=successor).values("class_group")
    mine = ClassReferent.objects.filter(pk__in=[row.pk for row in rows])
    mine.filter(class_group__in=both).delete()
    mine.update(user=successor)


register(
    Mover(
        "classe suivie",
        "{} classes suivies",
        rows=followed,
        move=follow_instead,
        columns=("placements.ClassReferent.user",),
        describe=lambda row: str(row.class_group),
    )
)


def own_pupils(person, school_ids):
    """The pupils whom the person follows among those of the class."""
    return Pupil.objects.present().filter(referent=person, school__in=school_ids)


def given_to(rows, person, successor):
    keys = [row.pk for row in rows]
    Pupil.objects.filter(pk__in=keys, referent=person).update(referent=successor)


register(
    Mover(
        "élève suivi",
        "{} élèves suivis",
        rows=own_pupils,
        move=given_to,
        columns=("placements.Pupil.referent",),
        describe=str,
    )
)
register(
    owned(
        "stage suivi",
        "{} stages suivis",
        subjects=lambda: Placement.objects.filter(state__in=OPEN).select_related("class_group"),
        owners=("referent",),
        school="school",
    )
)
register(
    owned(
        "offre de stage saisie",
        "{} offres de stage saisies",
        subjects=lambda: PlacementOffer.objects.exclude(state=OfferState.CLOSED),
        owners=("created_by",),
        school="office",
    )
)
