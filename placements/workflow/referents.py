"""Which referent of a class follows which of its pupils, decided for many at once."""

from django.db import transaction
from django.utils import timezone

from accounts.journal import record
from directory.enums import Rhythm
from directory.violations import Refused, Violation, require
from documents.enums import RoundState
from documents.models import Signatory
from documents.parties import locked
from documents.rounds import hand_to
from outbox.recipients import Recipient
from outbox.workflow import notify
from placements.enums import OPEN, PlacementState
from placements.enums.agreement import ROUND_KINDS, Party
from placements.models import Agreement, Placement
from placements.workflow.pupils import check_author, lock_class

# Of which somebody is still in charge.
FOLLOWED = (*OPEN, PlacementState.UNCOVERED)


@transaction.atomic
def share(actor, class_group, chosen):
    """{pupil: one of the referents of the class, or None for any of them}. Who is named
    follows the pupil's placements of the year too, and those to come; the signature that was
    asked of the one before is asked of them (R-AG-1). Returns how many pupils changed.

    Raises Refused for a pupil of another class and for somebody who is not its referent.
    """
    require(check_author(actor, class_group))
    lock_class(class_group)
    referents = {row.user_id: row.user for row in class_group.referents.select_related("user")}
    require(_check(class_group, chosen, referents))
    changed = {pupil: user for pupil, user in chosen.items() if pupil.referent != user}
    for pupil, user in changed.items():
        pupil.referent = user
        pupil.save(update_fields=["referent", "updated_at"])
        if user is not None:
            _follow(actor, pupil, user)
    if changed:
        _tell(actor, class_group, changed)
    return len(changed)


def _check(class_group, chosen, referents):
    found = []
    if any(pupil.class_group_id != class_group.pk for pupil in chosen):
        found.append(Violation("DOMAIN §8", "Un élève n’est pas de cette classe.", ""))
    strangers = [user for user in chosen.values() if user and user.pk not in referents]
    if strangers:
        text = f"{strangers[0]} n’est pas référent de cette classe."
        found.append(Violation("R-AG-1", text, ""))
    return found


def _follow(actor, pupil, user):
    """The placements under way and to come, and the signature asked of their referent."""
    rows = Placement.objects.filter(pupil=pupil, state__in=FOLLOWED)
    rows = rows.filter(school_year=pupil.class_group.school_year_id).exclude(referent=user)
    keys = list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    Placement.objects.filter(pk__in=keys).update(referent=user)
    agreements = Agreement.objects.filter(placement__in=keys)
    asked = Signatory.objects.askable().filter(
        function=Party.REFERENT,
        round__kind__in=ROUND_KINDS.values(),
        round__state=RoundState.OPEN,
        round__subject_id__in=agreements.values("pk"),
    )
    for signatory in asked.order_by("round_id"):
        try:
            round, row = locked(signatory)
            hand_to(actor, round, row, user.get_full_name(), user.email)
        except Refused:  # signed meanwhile: the name that is there stays (R-AG-1)
            continue


def _tell(actor, class_group, changed):
    """Those who have pupils of it now, once a day; the history of the class says who."""
    named = sorted({user for user in changed.values() if user}, key=lambda user: user.pk)
    day = f"{timezone.localdate():%Y-%m-%d}"
    for user in named:
        to = Recipient(user.email, user.get_full_name(), user.pk, Rhythm.SCHOOL)
        notify("placement.pupils_given", class_group, to, by=actor, occasion=day)
    counts = [(str(user), sum(one == user for one in changed.values())) for user in named]
    words = ", ".join(f"{name} : {count}" for name, count in counts)
    record(
        actor,
        "a réparti les élèves d’une classe entre ses référents",
        class_group,
        school=class_group.school,
        words=f"{class_group} : {words or 'sans référent particulier'}"[:250],
    )
