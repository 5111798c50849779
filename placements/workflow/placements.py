"""Placements that were found: recorded, moved, called off. A host is asked for nothing
here: most placements are found by the family (R-AG-5)."""

import datetime as dt
from dataclasses import dataclass, field
from functools import partial

from accounts.idempotency import once
from accounts.journal import entry, record, record_all
from directory.models import Company, SchoolYear
from directory.violations import Refused, Violation, require
from directory.years import start_year_of
from partnerships import seats
from placements import plan
from placements.enums import TYPED_SOURCES, PlacementKind, PlacementState, Source
from placements.models import Agreement, Campaign, HostAsk, Placement, Pupil, Stay
from placements.rules import presence
from placements.workflow import application_ends, host_rules
from placements.workflow.agreement_ends import cancel_for, follow_change
from placements.workflow.checks import check_found, period_of
from placements.workflow.facts import Facts
from placements.workflow.pupils import check_author
from placements.workflow.tables import TRANSITIONS

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
    table: presence.WeekTable = presence.WeekTable()
    details: dict = field(default_factory=dict)

    @property
    def stay(self):
        return presence.Stay(self.starts_on, self.ends_on, self.table)


@dataclass(frozen=True)
class Found:
    """A placement that somebody found for a pupil: where, when, how."""

    pupil: Pupil
    hostings: tuple
    source: Source
    kind: PlacementKind = PlacementKind.OBSERVATION
    period: Campaign | None = None
    # The place that a company accorded, when it is one.
    ask: HostAsk | None = None

    @property
    def first(self):
        return min(hosting.starts_on for hosting in self.hostings)

    @property
    def last(self):
        return max(hosting.ends_on for hosting in self.hostings)


def record_found(actor, found, *, key):
    """The placement, once per form; signed already when that was done elsewhere.

    Raises Refused on the first blocking rule; an overlap is guarded by the database too.
    """
    return _record(actor, found, key)


@seats.unit_of_work
def _record(actor, found, key):
    return once(actor, key, partial(_make, actor, found))[0]


def _make(actor, found):
    require(check_author(actor, found.pupil.class_group))
    return place(actor, found)


def place(actor, found, verb=""):
    """The placement that another workflow has decided, in its transaction, which has checked
    who acts. Raises Refused on the first blocking rule."""
    made, refused = place_all(actor, [found], verb)
    for _, why in refused:
        raise why
    return made[0]


def place_all(actor, founds, verb=""):
    """The placements of `founds` that the rules allow, in a constant number of statements, and
    why the others are not made: (placements, [(found, Refused)]). In the transaction of the
    caller, who has checked who acts; each that is allowed counts for those after it.

    Raises IntegrityError when the database guards against one of them.
    """
    founds = list(founds)
    lock(*(found.pupil for found in founds))
    lock_hosts(founds)
    facts, allowed, refused = Facts.of(founds), [], []
    for found in founds:
        try:
            require(check_found(found, facts))
        except Refused as why:
            refused.append((found, why))
        else:
            facts.add(found)
            allowed.append(found)
    return _create(actor, allowed, facts, verb), refused


@seats.unit_of_work
def place_many(actor, founds, verb=""):
    """`place_all` of a list that somebody sends. When the database guards against one of them,
    each is tried alone: it says why, and nothing else of the list is lost."""
    founds = list(founds)
    try:
        return _all_or_none(actor, founds, verb)
    except Refused:
        tried = [_alone(actor, found, verb) for found in founds]
    return [row for made, _ in tried for row in made], [one for _, why in tried for one in why]


_all_or_none = seats.unit_of_work(place_all)


def _alone(actor, found, verb):
    try:
        return _all_or_none(actor, [found], verb)
    except Refused as why:
        return [], [(found, why)]


def _create(actor, founds, facts, verb):
    if not founds:
        return []
    rows = Placement.objects.bulk_create([_row(actor, found, facts) for found in founds])
    pairs = list(zip(rows, founds, strict=True))
    Stay.objects.bulk_create(stay for row, found in pairs for stay in _stays(row, found))
    facts.write()
    record_all(_entry(actor, verb or _verb(found), row, found) for row, found in pairs)
    application_ends.close_others(actor, rows)
    return rows


def _row(actor, found, facts):
    pupil, group = found.pupil, found.pupil.class_group
    elsewhere = found.source == Source.ELSEWHERE
    return Placement(
        pupil=pupil,
        school=pupil.school,
        class_group=group,
        school_year=_year(found.first, group),
        period=period_of(found, facts),
        host_ask=found.ask,
        kind=found.kind,
        source=found.source,
        state=PlacementState.SIGNED if elsewhere else PlacementState.FOUND,
        level=group.level,
        audience=group.special_kind,
        sex=pupil.sex,
        starts_on=found.first,
        ends_on=found.last,
        referent=_referent(actor, pupil, facts.referents[group.pk]),
    )


def _verb(found):
    elsewhere = found.source == Source.ELSEWHERE
    return "a enregistré un stage signé hors du portail" if elsewhere else "a enregistré un stage"


def _entry(actor, verb, row, found):
    first = min(found.hostings, key=lambda hosting: hosting.starts_on)
    return entry(actor, verb, row, school=row.school, company=first.company, words=_days(row))


def lock(*pupils):
    """A pupil is the parent lock of its placements; several, always in the same order."""
    seats.lock(Pupil.objects.filter(pk__in={pupil.pk for pupil in pupils}))


def lock_hosts(founds):
    """R-PF-2 counts over a whole SIREN: who records a vocational placement there waits for
    the one before, so that the last place is taken once."""
    vocational = [found for found in founds if found.kind.is_vocational]
    if vocational:
        host_rules.lock([one.company for found in vocational for one in found.hostings])


def _year(day, group):
    """That of the class when the day is in it, as it nearly always is."""
    if group.school_year_id == start_year_of(day):
        return group.school_year
    return SchoolYear.objects.get_or_create(start_year=start_year_of(day))[0]


def _referent(actor, pupil, referents):
    """Of the referents of the class: the pupil's own, else who acts, else the first."""
    known = {user.pk: user for user in referents}
    acting = actor.user and actor.user.pk
    first = next(iter(referents), None)
    return known.get(pupil.referent_id) or known.get(acting) or first


def _stays(placement, found):
    return [
        Stay(
            placement=placement,
            company=hosting.company,
            starts_on=hosting.starts_on,
            ends_on=hosting.ends_on,
            table=_hours_of(hosting),
            **hosting.details,
        )
        for hosting in found.hostings
    ]


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
    lock_hosts([found])
    row = _locked(placement)
    _require_changeable(row)
    facts = Facts.of([found], but=row)
    require(check_author(actor, found.pupil.class_group) + check_found(found, facts))
    _take_source(row, found.source)
    row.starts_on, row.ends_on, row.kind = found.first, found.last, found.kind
    row.period = period_of(found, facts)
    row.save()
    row.stays.all().delete()
    Stay.objects.bulk_create(_stays(row, found))
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


def _write(actor, verb, placement, **more):
    """One line, for the first host too: a company reads its own activity."""
    stays = placement.stays.select_related("company")
    company = next((stay.company for stay in stays), None)
    words = _days(placement)
    record(actor, verb, placement, school=placement.school, company=company, words=words, **more)


def _days(placement):
    return f"du {placement.starts_on:%d/%m/%Y} au {placement.ends_on:%d/%m/%Y}"
