"""The life of a meeting: prepared, convened, postponed, held, told, cancelled (R-CL-3).

Every act locks the meeting, raises `Refused`, and tells everyone who was invited.
"""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.transitions import Table, Transition
from clee import minutes
from clee.enums import CommitteeState
from clee.enums.meetings import COMING, NOT_MET, Attendance, DecisionState
from clee.enums.meetings import MeetingState as S
from clee.models import AgendaItem, Decision, Invitation, Meeting
from clee.rules.meetings import (
    check_convening,
    check_holding,
    check_minutes,
    check_new_day,
    check_times,
)
from clee.workflow import cycle, guests, who
from directory.violations import Refused, Violation, reason_of, require
from documents import snapshots
from outbox.workflow import notify


def _keeper(meeting, actor):
    return who.keeps(actor, meeting.committee)


TABLE = Table(
    {
        (S.PLANNED, "invite"): Transition(S.INVITED, _keeper, "Envoyer les invitations"),
        (S.PLANNED, "hold"): Transition(S.HELD, _keeper, "Marquer comme tenue"),
        (S.PLANNED, "cancel"): Transition(S.CANCELLED, _keeper, "Annuler la réunion"),
        (S.INVITED, "hold"): Transition(S.HELD, _keeper, "Marquer comme tenue"),
        (S.INVITED, "invite"): Transition(S.INVITED, _keeper, "Inviter les nouveaux membres"),
        (S.INVITED, "postpone"): Transition(S.INVITED, _keeper, "Reporter la réunion"),
        (S.INVITED, "defer"): Transition(S.DEFERRED, _keeper, "Reporter à une date à fixer"),
        (S.INVITED, "cancel"): Transition(S.CANCELLED, _keeper, "Annuler la réunion"),
        (S.DEFERRED, "postpone"): Transition(S.INVITED, _keeper, "Fixer la nouvelle date"),
        (S.DEFERRED, "cancel"): Transition(S.CANCELLED, _keeper, "Annuler la réunion"),
        (S.HELD, "report"): Transition(S.REPORTED, _keeper, "Diffuser le compte rendu"),
        (S.REPORTED, "report"): Transition(
            S.REPORTED, _keeper, "Diffuser une nouvelle version du compte rendu"
        ),
    }
)
TIMES = ("starts_at", "ends_at", "place", "video_url")


@transaction.atomic
def prepare(actor, meeting, agenda):
    """Record a meeting (unsaved or in preparation) with the points of its agenda."""
    committee = who.locked(meeting.committee)
    who.demand(who.keeps(actor, committee))
    if committee.state != CommitteeState.ACTIVE:
        raise Refused("Relancez d’abord le comité.")
    is_new = meeting.pk is None
    if not is_new and _locked(meeting).state != S.PLANNED:
        raise Refused("Les invitations sont parties : reportez la réunion.")
    require(check_times(meeting.starts_at, meeting.ends_at, timezone.now()))
    if not meeting.where:
        text = "Indiquez le lieu ou le lien de visioconférence."
        raise Refused(violations=[Violation("R-CL-3", text, "place")])
    meeting.changed_at = timezone.now()
    meeting.save()
    _set_agenda(meeting, agenda)
    _write(actor, "a préparé une réunion" if is_new else "a modifié une réunion", meeting)
    return meeting


@transaction.atomic
def write_agenda(actor, meeting, agenda):
    """Replace the points, also once the invitations have left; a point that stays keeps what
    was said of it."""
    meeting = _locked(meeting)
    who.demand(_keeper(meeting, actor))
    if meeting.state not in (*COMING, S.HELD):
        raise Refused("L’ordre du jour ne se modifie plus.")
    _set_agenda(meeting, agenda)
    _write(actor, "a modifié l’ordre du jour", meeting)


def _set_agenda(meeting, titles):
    known = {item.title: item for item in meeting.agenda.all()}
    meeting.agenda.exclude(title__in=titles).delete()
    for position, title in enumerate(titles, start=1):
        item = known.get(title) or AgendaItem(meeting=meeting, title=title)
        item.position = position
        item.save()


@transaction.atomic
def invite(actor, meeting):
    """One row, one link and one mail per person; sent again, only who is new is invited."""
    meeting = _locked(meeting)
    if meeting.committee.state != CommitteeState.ACTIVE:
        raise Refused("Relancez d’abord le comité.")
    TABLE.apply(meeting, "invite", actor)
    found = guests.missing(meeting)
    # A first sending to nobody is refused; a second one has nothing to do.
    first = meeting.invited_at is None
    people = len(found) if first else 1
    require(check_convening(meeting.starts_at, meeting.agenda.exists(), people, timezone.now()))
    rows = guests.add(actor, meeting, found)
    if first:
        meeting.invited_at = timezone.now()
    meeting.save(update_fields=["state", "invited_at"])
    _tell(actor, "clee.invited", rows)
    if rows:
        words = f"{len(rows)} invitation{'s' if len(rows) > 1 else ''}"
        _write(actor, "a invité à une réunion", meeting, words=words)
    return rows


@transaction.atomic
def postpone(actor, meeting, starts_at, ends_at, reason):
    """Another moment: everyone invited is told and answers again; the entry of their calendars
    moves."""
    meeting = _locked(meeting)
    reason = reason_of(reason)
    # The day that was given up is a day like another.
    given_up = None if meeting.is_deferred else meeting.starts_at
    TABLE.apply(meeting, "postpone", actor)
    now = timezone.now()
    require(check_times(starts_at, ends_at, now) + check_new_day(given_up, starts_at, now))
    meeting.starts_at, meeting.ends_at, meeting.reason = starts_at, ends_at, reason
    _changed(meeting)
    rows = meeting.invitations.all()
    rows.update(answer="awaited", represented_by="", answered_at=None)
    guests.prolong(meeting)
    _tell(actor, "clee.meeting_moved", rows.by_mail(), occasion=str(meeting.sequence))
    _write(actor, "a reporté une réunion", meeting, reason=reason)
    return meeting


@transaction.atomic
def defer(actor, meeting, reason):
    """Put off to a day that is not known yet: everyone invited is told, it leaves their
    calendars; `postpone` says the new day."""
    meeting = _locked(meeting)
    reason = reason_of(reason)
    TABLE.apply(meeting, "defer", actor)
    meeting.reason = reason
    _changed(meeting)
    guests.prolong(meeting)
    rows = meeting.invitations.by_mail()
    _tell(actor, "clee.meeting_deferred", rows, occasion=str(meeting.sequence))
    _write(actor, "a reporté une réunion à une date à fixer", meeting, reason=reason)
    return meeting


@transaction.atomic
def cancel(actor, meeting, reason):
    """It will not take place; everyone invited is told, their calendars too."""
    meeting = _locked(meeting)
    reason = reason_of(reason)
    TABLE.apply(meeting, "cancel", actor)
    meeting.reason = reason
    _changed(meeting)
    _tell(actor, "clee.meeting_cancelled", meeting.invitations.by_mail())
    _write(actor, "a annulé une réunion", meeting, reason=reason)
    return meeting


def _changed(meeting):
    meeting.sequence += 1
    meeting.changed_at = timezone.now()
    meeting.save()


@transaction.atomic
def hold(actor, meeting):
    """It took place: the sheet opens with what was answered; its step of the year is done.

    One that was convened by word of mouth gets its guests now, without a mail.
    """
    meeting = _locked(meeting)
    TABLE.apply(meeting, "hold", actor)
    require(check_holding(meeting.day, timezone.localdate()))
    if meeting.invited_at is None:
        guests.add(actor, meeting, guests.missing(meeting), links=False)
    meeting.save(update_fields=["state"])
    cycle.fulfil(meeting)
    _write(actor, "a marqué une réunion comme tenue", meeting)
    return meeting


@transaction.atomic
def take_attendance(actor, meeting, sheet, also=()):
    """Keep the sheet, {invitation key: Attendance}; `also` names those who came uninvited."""
    meeting = _locked(meeting)
    who.demand(_keeper(meeting, actor))
    if meeting.state not in (S.HELD, S.REPORTED):
        raise Refused("Les présences se relèvent une fois la réunion tenue.")
    for row in meeting.invitations.filter(pk__in=sheet):
        row.attendance = Attendance(sheet[row.pk])
        row.save(update_fields=["attendance"])
    for name in also:
        Invitation.objects.create(meeting=meeting, name=name, attendance=Attendance.PRESENT)
    _write(actor, "a relevé les présences", meeting)


@transaction.atomic
def take_notes(actor, meeting, summary, notes):
    """Keep what was said: a summary, and {agenda item key: text}."""
    meeting = _locked(meeting)
    who.demand(_keeper(meeting, actor))
    if meeting.state not in (S.HELD, S.REPORTED):
        raise Refused("Le compte rendu s’écrit une fois la réunion tenue.")
    meeting.summary = summary.strip()
    meeting.save(update_fields=["summary"])
    for item in meeting.agenda.filter(pk__in=notes):
        item.notes = notes[item.pk].strip()
        item.save(update_fields=["notes"])
    _write(actor, "a rédigé le compte rendu", meeting)


@transaction.atomic
def decide(actor, decision):
    """Record a decision (unsaved) of a meeting."""
    meeting = _locked(decision.meeting)
    who.demand(_keeper(meeting, actor))
    if meeting.state in NOT_MET:
        raise Refused("Une décision s’inscrit pendant la réunion ou après.")
    decision.save()
    _write(actor, "a inscrit une décision", meeting, words=decision.text)
    return decision


@transaction.atomic
def settle(actor, decision, state):
    """A decision is done, dropped, or to follow again; a second click changes nothing."""
    rows = Decision.objects.select_for_update(of=("self",)).select_related("meeting__committee")
    decision = rows.get(pk=decision.pk)
    who.demand(_keeper(decision.meeting, actor))
    state = DecisionState(state)
    if decision.state == state:
        return decision
    decision.state = state
    decision.settled_on = None if state == DecisionState.OPEN else timezone.localdate()
    decision.save(update_fields=["state", "settled_on"])
    words = f"{decision.text} : {state.label}"
    _write(actor, "a suivi une décision", decision.meeting, words=words)
    return decision


@transaction.atomic
def report(actor, meeting):
    """The minutes as they are: frozen, archived, sent to all who were invited. Told again after
    a correction, they are the next version."""
    meeting = _locked(meeting)
    TABLE.apply(meeting, "report", actor)
    everybody = meeting.invitations.count()
    unknown = meeting.invitations.filter(attendance=Attendance.UNKNOWN).count()
    require(check_minutes(unknown, everybody))
    meeting.save(update_fields=["state"])
    kept = minutes.last(meeting)
    version = kept.version + 1 if kept else 1
    pdf = minutes.render(meeting, version)
    name = minutes.file_name(meeting, version)
    frozen = snapshots.freeze(
        actor, minutes.KIND, meeting, pdf, mimetype="application/pdf", name=name
    )
    occasion = str(frozen.version)
    _tell(actor, "clee.minutes", meeting.invitations.by_mail(), occasion, snapshot=frozen.pk)
    _write(actor, "a diffusé un compte rendu", meeting, words=f"version {frozen.version}")
    return frozen


def _tell(actor, kind, rows, occasion="", **context):
    for row in rows:
        if row.email:
            notify(kind, row, guests.recipient(row), by=actor, occasion=occasion, context=context)


def _locked(meeting):
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("committee")
    return rows.get(pk=meeting.pk)


def _write(actor, verb, meeting, **more):
    told = (str(meeting), f"{meeting.day:%d/%m/%Y}", more.pop("words", ""))
    words = ", ".join(filter(None, told))
    journal.record(
        actor,
        verb,
        meeting.committee,
        within=meeting,
        committee_id=meeting.committee_id,
        words=words,
        **more,
    )
