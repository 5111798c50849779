"""A closed year opened again for a correction, until its report is frozen (R-ID-8): by the
direction of a school for what is of it, by the authority for what, in a département, is of no
school. Raises `Refused`."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from accounts.idempotency import once
from accounts.models import JournalEntry
from accounts.workflow.school_settings import settled_by
from directory.models import Department, School, SchoolYear, YearCorrection
from directory.violations import Refused, Violation, reason_of, require
from reports import rules_corrections as rules
from reports.models import PublishedReport

REOPENED = "a rouvert une année close"
# They read who opened a year again, and why.
READERS = frozenset(
    {
        Role.HEAD,
        Role.DEPUTY,
        Role.DEPARTMENT_SUPERVISOR,
        Role.DEPARTMENT_OFFICE,
        Role.EDUCATION_AUTHORITY,
        Role.ADMINISTRATOR,
    }
)
AUTHORITY = frozenset({Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR})
LONGEST = 250


def departments_of(actor):
    """The départements for which the actor opens what is of no school."""
    if actor.role not in AUTHORITY:
        return Department.objects.none()
    rows = Department.objects.order_by("code")
    return rows if actor.is_administrator else rows.filter(pk__in=actor.department_codes)


def places_of(actor):
    """The schools and départements for which the actor opens a closed year again."""
    return [*settled_by(actor).order_by("sort_key", "pk"), *departments_of(actor)]


def ended_by(actor):
    """The corrections that the actor may end: those of one's places, and of the schools of
    one's départements."""
    own = Q(school__in=settled_by(actor).values("pk"))
    codes = departments_of(actor).values("pk")
    own |= Q(department__in=codes) | Q(school__department__in=codes)
    return YearCorrection.objects.filter(own)


def read_by(actor):
    """The corrections of the actor's places, each with `opened_by`, as the journal tells it."""
    told = JournalEntry.objects.filter(
        subject_type=ContentType.objects.get_for_model(YearCorrection),
        subject_id=Cast(OuterRef("pk"), CharField()),
        verb=REOPENED,
    )
    rows = YearCorrection.objects.visible_to(actor)
    rows = rows.select_related("school_year", "school", "department")
    return rows.annotate(opened_by=Subquery(told.values("actor_label")[:1]))


def reopen(actor, year, place, reason, *, key, today=None):
    """The correction, once per `key` (the form's); what is of `place` is written again."""
    today = today or timezone.localdate()
    return _reopen_once(actor, year, place, reason, key, today)


@transaction.atomic
def _reopen_once(actor, year, place, reason, key, today):
    return once(actor, key, lambda: _reopen(actor, year, place, reason, today))[0]


def _reopen(actor, year, place, reason, today):
    reason = reason_of(reason, rules.RULE)
    if len(reason) > LONGEST:
        text = f"Le motif tient en {LONGEST} caractères."
        raise Refused(violations=[Violation(rules.RULE, text, "reason")])
    if place not in places_of(actor):
        raise Refused("Vous ne rouvrez pas une année pour ce périmètre.")
    year = locked(year.pk)
    about = {"school": place} if isinstance(place, School) else {"department": place}
    row = YearCorrection(school_year=year, reason=reason, last_day=rules.last_day(today), **about)
    under_way = YearCorrection.objects.open(today).filter(school_year=year, **about).first()
    require(
        rules.violations(
            year.label,
            str(place),
            is_closed=year.is_closed,
            is_published=is_published(year, row.department_code),
            open_until=under_way and under_way.last_day,
        )
    )
    row.save()
    _write(actor, REOPENED, row, reason=reason)
    return row


@transaction.atomic
def end(actor, correction):
    """Before its last day. A second click changes nothing."""
    row = YearCorrection.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if not ended_by(actor).filter(pk=row.pk).exists():
        raise Refused("Vous ne terminez pas cette correction.")
    if row.is_open:
        _end(actor, row, "")
    return row


def end_covered(actor, report):
    """The report of a year is frozen: what is under correction in its départements is closed.
    The year is locked (`locked`) by whoever publishes."""
    covered = report.territory.departments
    rows = YearCorrection.objects.open().filter(school_year_id=report.year)
    for row in rows.select_related("school").select_for_update(of=("self",)).order_by("pk"):
        if covered is None or row.department_code in covered:
            _end(actor, row, "Le rapport de l’année est publié.")


def locked(start_year):
    """The year, so that nothing is opened again while its report is published."""
    rows = SchoolYear.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=start_year)


def is_published(year, department_code):
    """Whether a frozen report of the year covers this département; one that does not say what
    it covers covers all."""
    covered = [one.departments for one in PublishedReport.objects.filter(school_year=year)]
    return any(codes is None or department_code in codes for codes in covered)


def _end(actor, row, reason):
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _write(actor, "a terminé la correction d’une année close", row, reason=reason)


def _write(actor, verb, row, reason):
    words = f"{row}, jusqu’au {row.last_day:%d/%m/%Y}"
    journal.note(actor, verb, row, school=row.school, reason=reason, words=words)
