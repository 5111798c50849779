"""One year after the placement, pupils and guardians leave the tables and every trace of them
(DOMAIN §8); the placement stays with what is counted: level, audience, sex, days, host."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts import links
from accounts.actor import Actor
from accounts.journal import record
from accounts.models import PersonalDataRead, PersonalLink
from directory.history import event_tables
from directory.models import School
from directory.years import start_year_of
from outbox.models import Mail, Notice, Stop
from placements.enums import HELD
from placements.models import (
    LegalGuardian,
    Placement,
    PlacementApplication,
    PlacementProposal,
    PlacementWish,
    Pupil,
)

PORTAL = Actor.system("Portail")
KEPT_YEARS = 1
BATCH = 500
ERASED = "Famille (données effacées)"


def due(today):
    """Pupils whose last placement ended more than a year ago and whose class is of a year
    that is over; without any placement, whose class ended a year ago."""
    limit = _years_before(today, KEPT_YEARS)
    held = Q(placements__state__in=HELD)
    rows = Pupil.objects.annotate(last=Max("placements__ends_on", filter=held))
    over = Q(class_group__school_year__start_year__lt=start_year_of(today)) | Q(
        left_on__isnull=False
    )
    placed = Q(last__lt=limit)
    never = Q(last=None, class_group__school_year__start_year__lt=start_year_of(limit))
    return rows.filter(over & placed | never)


def _years_before(day, years):
    """The same day of that year; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def erase_due(today=None):
    """Erase those that are due, school by school; how many pupils."""
    today = today or timezone.localdate()
    schools = due(today).order_by("school").values_list("school", flat=True)
    return sum(_erase_of(key, today) for key in dict.fromkeys(schools))


@transaction.atomic
def _erase_of(school, today):
    """Some hundreds of one school at a time: the next tick takes the rest."""
    rows = Pupil.objects.select_for_update(of=("self",), no_key=True)
    wanted = due(today).filter(school=school).values("pk")[:BATCH]
    pupils = list(rows.filter(pk__in=list(wanted.values_list("pk", flat=True))))
    if not pupils:
        return 0
    keys = [pupil.pk for pupil in pupils]
    guardians = LegalGuardian.objects.filter(pupil__in=keys)
    proposals = PlacementProposal.objects.filter(pupil__in=keys)
    gone: dict[Any, list] = {
        PlacementApplication: _keys_of(PlacementApplication, keys),
        PlacementWish: _keys_of(PlacementWish, keys),
        Pupil: keys,
        LegalGuardian: list(guardians.values_list("pk", flat=True)),
        PlacementProposal: list(proposals.values_list("pk", flat=True)),
    }
    addresses = _addresses(pupils, guardians, proposals)
    _empty_placements(keys)
    _forget_links(keys)
    _forget_mails(gone, addresses)
    Pupil.objects.filter(pk__in=keys).delete()
    _forget_traces(gone)
    words = f"{len(keys)} élève{'s' if len(keys) > 1 else ''}, un an après leur stage"
    record(PORTAL, "a effacé les données d’élèves", school=School(pk=school), words=words)
    return len(keys)


def _keys_of(model, pupils):
    return list(model.objects.filter(pupil__in=pupils).values_list("pk", flat=True))


def _addresses(pupils, guardians, proposals):
    found = {pupil.email for pupil in pupils}
    found |= set(guardians.values_list("email", flat=True))
    found |= set(proposals.values_list("reply_email", flat=True))
    return {address.lower() for address in found if address}


def _empty_placements(keys):
    """What people wrote about the pupil; days, host, level, audience and sex stay."""
    rows = Placement.objects.filter(pupil__in=keys)
    placements = list(rows.values_list("pk", flat=True))
    rows.update(comment="", pupil=None)
    event_tables()[Placement].objects.filter(pgh_obj__in=placements).update(comment="", pupil=None)


def _forget_links(keys):
    """They open nothing, and no longer say who held them."""
    rows = PersonalLink.objects.filter(
        subject_type=ContentType.objects.get_for_model(Pupil), subject_id__in=keys
    )
    gone = list(rows.values_list("pk", flat=True))
    rows.update(holder_name=ERASED, holder_email="")
    for link in rows.filter(revoked_at=None, replaced_by=None):
        links.revoke(PORTAL, link)
    event_tables()[PersonalLink].objects.filter(pgh_obj__in=gone).delete()


def _forget_mails(gone, addresses):
    """What was written about them, and every mail to an address of theirs that tells
    nothing else."""
    for model, keys in gone.items():
        kind = ContentType.objects.get_for_model(model)
        about = Notice.objects.filter(subject_type=kind, subject_id__in=map(str, keys))
        mails = list(about.exclude(mail=None).values_list("mail", flat=True))
        about.delete()
        Mail.objects.filter(
            pk__in=mails, recipient_email__in=addresses, notices__isnull=True
        ).delete()
    Stop.objects.filter(email__in=addresses).delete()


def _forget_traces(gone):
    """Former values, those of the erasure itself included, and who read."""
    for model, keys in gone.items():
        event_tables()[model].objects.filter(pgh_obj__in=keys).delete()
        kind = ContentType.objects.get_for_model(model)
        PersonalDataRead.objects.filter(subject_type=kind, subject_id__in=keys).delete()
