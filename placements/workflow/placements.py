"""Placements that were found: recorded, moved, called off. A host is asked for nothing
here: most placements are found by the family (R-AG-5)."""

import datetime as dt
from dataclasses import dataclass, field
from functools import partial

from accounts.idempotency import once
from accounts.journal import record
from directory.calendar import Calendar
from directory.models import Company, SchoolYear
from directory.violations import Refused, Violation, require
from directory.years import start_year_of
from partnerships import seats
from partnerships.rules import check_host
from placements import plan, rules, rules_presence
from placements.enums import TYPED_SOURCES, PlacementKind, PlacementState, Source
from placements.models import Agreement, Campaign, Placement, Pupil, Stay
from placements.workflow import application_ends, host_rules
from placements.workflow.agreement_ends import cancel_for, follow_change
from placements.workflow.host_rules import at_hosts
from placements.workflow.pupils import check_author
from placements.workflow.tables import TRANSITIONS
from placements.workflow.vocational_limits import in_force

DETAILS = (
    "place",
    "tutor_name",
    "tutor_function",
    "tutor_email",
    "tutor_phone",
    "activities",
)


BEGUN_HERE = "Sa convention est commencée sur le portail : enregistrez-y les signatures sur papier."
_hooks = []
_changed = []


def on_cancelled(hook):
    """`hook(actor, placement)` runs in the transaction that calls a placement off."""
    _hooks.append(hook)


def on_changed(hook):
    """`hook(actor, placement)` runs in the transaction that changes one."""
    _changed.append(hook)


@dataclass(frozen=True)
class Hosting:
    """The days at one host's, as somebody gave them; `details` are those of `Stay`."""

    company: Company
    starts_on: dt.date
    ends_on: dt.date
    table: rules_presence.WeekTable = rules_presence.WeekTable()
    details: dict = field(default_factory=dict)

    @property
    def stay(self):
        return rules_presence.Stay(self.starts_on, self.ends_on, self.table)


@dataclass(frozen=True)
class Found:
    """A placement that somebody found for a pupil: where, when, how."""

    pupil: Pupil
    hostings: tuple
    source: Source
    kind: PlacementKind = PlacementKind.OBSERVATION
    period: Campaign | None = None

    @property
    def first(self):
        return min(hosting.starts_on for hosting in self.hostings)

    @property
    def last(self):
        return max(hosting.ends_on for hosting in self.hostings)


def check(actor, found, *, but=None):
    """Every violation and warning, before recording; `but` is the placement that it moves."""
    return check_author(actor, found.pupil.class_group) + check_found(found, but)


def check_found(found, but=None):
    """The same, whoever records it."""
    stays = [hosting.stay for hosting in found.hostings]
    violations = check_hosts(found.hostings)
    violations += check_stays(found.pupil, found.kind, found.hostings, stays, but=but)
    return violations + check_overlap(found, but)


def check_stays(pupil, kind, hostings, stays, limits=None, *, but=None, hosts=None):
    """`check_days`, and what R-PF-1, R-PF-2 and R-PF-5 say of a vocational placement at these
    hosts (`host_rules.at_hosts`); `stays` are the days and hours of `hostings`."""
    limits, derogated, found = at_hosts(pupil, kind, hostings, limits, but=but, hosts=hosts)
    return check_days(pupil, kind, stays, limits, derogated=derogated) + found


def check_days(pupil, kind, stays, limits=None, *, derogated=False):
    """What the rules say of these days and hours for this pupil (R-PL-1 to R-PL-4, R-PL-8,
    R-PL-9, R-ID-8, R-ID-9), live in a form as at the recording.

    Hours are checked once they are known: what was signed elsewhere has none (R-AG-5).
    `limits` are those of `vocational_limits.in_force` when the caller has read them;
    `derogated` when each host noted a derogation of its sector (R-PF-5).
    """
    group, calendar = pupil.class_group, Calendar.load()
    first, last = min(stay.first for stay in stays), max(stay.last for stay in stays)
    violations = rules.check_level(
        kind, group.level, group.special_kind, group.diploma and group.diploma.kind
    )
    if group.school_year_id != start_year_of(first):
        text = "Ces dates ne sont pas de l’année scolaire de la classe."
        violations.append(Violation("R-ID-8", text, "starts_on"))
    if any(stay.table.minutes for stay in stays):
        limits = limits or in_force(kind, group.school_id, first)
        of_pupil = limits.of(pupil.birth_date, first, derogated=derogated)
        found, days = rules_presence.examine(stays, pupil.birth_date, calendar, of_pupil)
        violations += found
    else:
        violations += rules.check_ends(first, last, calendar)
        days = calendar.school_days(first, last)
    violations += rules.check_length(kind, group.level, len(days))
    return violations + rules.check_window(first, last, _windows(group))


def period_of(found):
    """The period that a vocational placement belongs to: the one that was chosen, else that
    of the class with which it shares most days; None for the other kinds."""
    if not found.kind.is_vocational:
        return None
    if found.period is not None:
        return found.period
    windows = Campaign.objects.of_class(found.pupil.class_group)
    met = list(windows.filter(starts_on__lte=found.last, ends_on__gte=found.first))
    return max(met, key=partial(_shared, found), default=None)


def _shared(found, window):
    return min(found.last, window.ends_on) - max(found.first, window.starts_on)


def _windows(group):
    return Campaign.objects.of_class(group).values_list("starts_on", "ends_on")


def check_hosts(hostings):
    """L4153-2: a host barred from agreements; R-ID-6: one that has closed. `hostings` have a
    company and a first day (`Hosting`, rows of `Stay`)."""
    violations = []
    for hosting in hostings:
        company = hosting.company
        barred = company.forbids_agreement(hosting.starts_on)
        violations += check_host(barred, company.agreement_forbidden_reason)
        if not company.is_active:
            text = f"{company} a fermé, selon le répertoire des entreprises."
            violations.append(Violation("R-ID-6", text, "company", blocking=False))
    return violations


def check_overlap(found, but=None):
    """R-PL-7: a pupil has no two overlapping placements."""
    others = Placement.objects.held().for_pupil(found.pupil).exclude(pk=but and but.pk)
    others = others.filter(starts_on__lte=found.last, ends_on__gte=found.first)
    return [rules.overlapping(other.starts_on, other.ends_on) for other in others[:1]]


def record_found(actor, found, *, key):
    """The placement, once per form; signed already when that was done elsewhere.

    Raises Refused on the first blocking rule; an overlap is guarded by the database too.
    """
    return _record(actor, found, key)


@seats.unit_of_work
def _record(actor, found, key):
    return once(actor, key, partial(_make, actor, found))[0]


def _make(actor, found):
    lock(found.pupil)
    lock_hosts(found)
    require(check(actor, found))
    elsewhere = found.source == Source.ELSEWHERE
    verb = "a enregistré un stage signé hors du portail" if elsewhere else "a enregistré un stage"
    return _create(actor, found, verb)


def place(actor, found, verb):
    """The placement that another workflow has decided, in its transaction, which has checked
    who acts. Raises Refused on the first blocking rule."""
    lock(found.pupil)
    lock_hosts(found)
    require(check_found(found))
    return _create(actor, found, verb)


def _create(actor, found, verb):
    pupil, group = found.pupil, found.pupil.class_group
    elsewhere = found.source == Source.ELSEWHERE
    placement = Placement.objects.create(
        pupil=pupil,
        school=pupil.school,
        class_group=group,
        school_year=_year(found.first, group),
        period=period_of(found),
        kind=found.kind,
        source=found.source,
        state=PlacementState.SIGNED if elsewhere else PlacementState.FOUND,
        level=group.level,
        audience=group.special_kind,
        sex=pupil.sex,
        starts_on=found.first,
        ends_on=found.last,
        referent=_referent(actor, pupil, group),
    )
    _write_stays(placement, found)
    first = min(found.hostings, key=lambda hosting: hosting.starts_on)
    _write(actor, verb, placement, company=first.company)
    application_ends.close_others(actor, placement)
    return placement


def lock(pupil):
    """The pupil is the parent lock of its placements."""
    Pupil.objects.select_for_update(of=("self",), no_key=True).get(pk=pupil.pk)


def lock_hosts(found):
    """R-PF-2 counts over a whole SIREN: who records a vocational placement there waits for
    the one before, so that the last place is taken once."""
    if found.kind.is_vocational:
        host_rules.lock([hosting.company for hosting in found.hostings])


def _year(day, group):
    """That of the class when the day is in it, as it nearly always is."""
    if group.school_year_id == start_year_of(day):
        return group.school_year
    return SchoolYear.objects.get_or_create(start_year=start_year_of(day))[0]


def _referent(actor, pupil, group):
    """Of the referents of the class: the pupil's own, else who acts, else the first."""
    referents = {row.user_id: row.user for row in group.referents.select_related("user")}
    acting = actor.user and actor.user.pk
    first = next(iter(referents.values()), None)
    return referents.get(pupil.referent_id) or referents.get(acting) or first


def _write_stays(placement, found):
    Stay.objects.bulk_create(
        Stay(
            placement=placement,
            company=hosting.company,
            starts_on=hosting.starts_on,
            ends_on=hosting.ends_on,
            table=_hours_of(hosting),
            **hosting.details,
        )
        for hosting in found.hostings
    )


def _hours_of(hosting):
    """Those of the weekdays that come; nothing when no hour is known."""
    table = plan.within(hosting.table, hosting.starts_on, hosting.ends_on)
    return table.days if table.minutes else []


@seats.unit_of_work
def change(actor, placement, found):
    """Other days, hours or host before the agreement goes to signature; or, of what was
    signed elsewhere, until it is over.

    Raises Refused once signatures are asked: what was signed changes by an amendment
    (R-AG-3).
    """
    lock(found.pupil)
    lock_hosts(found)
    row = _locked(placement)
    _require_changeable(row)
    require(check(actor, found, but=row))
    _take_source(row, found.source)
    row.starts_on, row.ends_on, row.kind = found.first, found.last, found.kind
    row.period = period_of(found)
    row.save()
    row.stays.all().delete()
    _write_stays(row, found)
    follow_change(actor, row)
    application_ends.follow_change(row)
    for hook in _changed:
        hook(actor, row)
    _write(actor, "a modifié un stage", row)
    return row


@seats.unit_of_work
def sign_elsewhere(actor, placement):
    """Its agreement was signed outside of the portal: it counts, and nobody is asked here
    (R-AG-5). Raises Refused for one that came from an offer or a track, or that was begun."""
    row = _locked(placement)
    require(check_author(actor, row.class_group))
    if row.source not in TYPED_SOURCES:
        raise Refused("Ce stage vient du portail : sa convention s’y signe, sur papier au besoin.")
    _require_changeable(row)
    if row.source != Source.ELSEWHERE:
        _take_source(row, Source.ELSEWHERE)
        row.save()
        _write(actor, "a dit la convention d’un stage signée hors du portail", row)
    return row


def is_changeable(row):
    """Whether nobody is asked to sign it here, and it follows no programme of a track."""
    if row.source == Source.ELSEWHERE:
        return row.state == PlacementState.SIGNED
    return row.state == PlacementState.FOUND and row.source != Source.TRACK


def _require_changeable(row):
    if row.source == Source.TRACK:
        raise Refused("Ce stage suit le programme de son parcours de découverte.")
    if row.state in (PlacementState.SIGNING, PlacementState.SIGNED) and not is_changeable(row):
        raise Refused("La convention est à la signature : elle change par un avenant.")
    if not is_changeable(row):
        raise Refused(_too_late(row))


def _take_source(row, source):
    """How it was found, as the school says it now. Signed elsewhere is signed (R-AG-5), unless
    an agreement was begun here; said by mistake, it waits for its agreement again."""
    if source == row.source or row.source not in TYPED_SOURCES:
        return
    if source == Source.ELSEWHERE:
        if Agreement.objects.filter(placement=row).exists():
            raise Refused(violations=[Violation("R-AG-5", BEGUN_HERE, "source")])
        move(row, "sign")
    elif row.source == Source.ELSEWHERE:
        move(row, "void")
    row.source = source


@seats.unit_of_work
def cancel(actor, placement, reason, comment=""):
    """Call a placement off; nothing of it is destroyed (R-AG-3). Raises Refused."""
    row = _locked(placement)
    require(check_author(actor, row.class_group))
    return _cancel(actor, row, reason, comment)


@seats.unit_of_work
def call_off(actor, placement, reason, comment=""):
    """The same for a placement that another workflow ends, which has checked who acts."""
    return _cancel(actor, _locked(placement), reason, comment)


def _cancel(actor, row, reason, comment):
    move(row, "cancel")
    row.cancel_reason, row.comment = reason, comment
    row.save()
    cancel_for(actor, row)
    application_ends.cancel_for(actor, row)
    for hook in _hooks:
        hook(actor, row)
    _write(actor, "a annulé un stage", row, reason=row.get_cancel_reason_display())
    return row


def move(row, act):
    """The new state of a locked row; raises Refused when the act does not start there."""
    sources, target = TRANSITIONS[act]
    if row.state not in sources:
        raise Refused(_too_late(row))
    row.state = target


def _too_late(row):
    return f"Ce n’est plus possible : {PlacementState(row.state).label.lower()}."


def _locked(placement):
    rows = Placement.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("class_group__school_year", "school", "period").get(pk=placement.pk)


def _write(actor, verb, placement, *, company=None, **more):
    """One line, for the first host too: a company reads its own activity."""
    words = f"du {placement.starts_on:%d/%m/%Y} au {placement.ends_on:%d/%m/%Y}"
    if company is None:
        stays = placement.stays.select_related("company")
        company = next((stay.company for stay in stays), None)
    record(actor, verb, placement, school=placement.school, company=company, words=words, **more)
