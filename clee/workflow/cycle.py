"""The year of a committee: its steps opened, done by what happens, the calendar sent (R-CL-3)."""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.tables_out import FORMATS, Rows
from clee import periods
from clee.contacts import contacts_of
from clee.enums import CommitteeKind, MemberKind
from clee.enums.cycle import StepKind
from clee.models import Committee, CycleStep
from clee.workflow import who
from directory.models import SchoolYear
from directory.violations import Refused, Violation
from directory.years import first_day, label, last_day, start_year_of
from documents import snapshots
from documents.models import Snapshot
from outbox.enums import NoticeState
from outbox.models import Notice
from outbox.recipients import Recipient
from outbox.workflow import notify

CALENDAR_KIND = "clee-calendar"
# From this month on, the periods sent are those of the next school year.
NEXT_YEAR_FROM, NEXT_YEAR_UNTIL = 5, 8
# Whom the calendar of June is for.
EMPLOYERS = (MemberKind.COMPANY, MemberKind.CLUB, MemberKind.CHAMBER)
TOO_MANY = "Ce calendrier a déjà été envoyé : ses périodes n’ont pas changé."


def open_year(start_year, committees=None):
    """The steps of a school year for these committees (every active CLEE); what exists stays.
    How many were opened."""
    year = SchoolYear.objects.filter(start_year=start_year).first()
    if year is None:
        return 0
    rows = Committee.objects.active() if committees is None else committees
    known = set(CycleStep.objects.filter(school_year=year).values_list("committee", "kind"))
    missing = [
        CycleStep(committee=one, school_year=year, kind=kind, due_on=kind.usual_day(start_year))
        for one in rows
        if one.kind == CommitteeKind.CLEE
        for kind in StepKind
        if (one.pk, kind.value) not in known
    ]
    CycleStep.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def fulfil(meeting):
    """A meeting was held: the first step of its year that waits for one of its kind is done."""
    start_year = start_year_of(meeting.day)
    open_year(start_year, [meeting.committee])
    kinds = [kind for kind in StepKind if kind.meeting == meeting.kind]
    rows = meeting.committee.steps.to_do().filter(school_year=start_year, kind__in=kinds)
    step = rows.order_by("due_on", "pk").first()
    if step:
        step.done_on, step.meeting = meeting.day, meeting
        step.save(update_fields=["done_on", "meeting"])


@transaction.atomic
def move(actor, step, due_on):
    """Another due date, within the school year."""
    step = (
        CycleStep.objects.select_for_update(of=("self",))
        .select_related("committee")
        .get(pk=step.pk)
    )
    who.demand(who.keeps(actor, step.committee))
    if step.done_on:
        raise Refused("Cette étape est faite.")
    start_year = step.school_year_id
    if not first_day(start_year) <= due_on <= last_day(start_year):
        text = f"L’échéance est dans l’année scolaire {label(start_year)}."
        raise Refused(violations=[Violation("R-CL-3", text, "due_on")])
    step.due_on = due_on
    step.save(update_fields=["due_on"])
    committee, words = step.committee, f"{step}, {due_on:%d/%m/%Y}"
    verb = "a déplacé une étape de l’année"
    journal.record(actor, verb, committee, within=step, committee_id=committee.pk, words=words)
    return step


def year_to_send(today):
    """The start year of the periods that are sent today."""
    is_next = NEXT_YEAR_FROM <= today.month <= NEXT_YEAR_UNTIL
    return start_year_of(today) + is_next


def employers(committee):
    """[(member, Recipient)] to whom the calendar goes: each address once."""
    rows = list(committee.members.present().filter(kind__in=EMPLOYERS).with_organisations())
    contacts = contacts_of(rows)
    found: dict = {}
    for row in rows:
        name, email = contacts[row.pk]
        if email:
            found.setdefault(email.lower(), (row, Recipient(email, name)))
    return list(found.values())


def calendar_lines(committee, start_year):
    """The periods of the committee's départements, titles first; [] when none is set."""
    year = SchoolYear.objects.filter(start_year=start_year).first()
    codes = [row.pk for row in committee.departments.all()]
    return periods.lines_of(codes, year) if year else []


def hosts(committee, today):
    """[(company, Recipient)] that plan by these periods without being members: each address
    once, beside those of `employers`."""
    codes = [row.pk for row in committee.departments.all()]
    known = {to.email.lower() for _, to in employers(committee)}
    return [one for one in periods.readers_of(codes, today) if one[1].email.lower() not in known]


@transaction.atomic
def send_calendar(actor, committee, *, to_hosts=False):
    """The placement periods to every member company, and `to_hosts` to the companies that host
    pupils of the territory, in one act: the file is frozen and each address gets it once, also
    when two committees of the territory send it. Sent again only when the periods have changed,
    or somebody has not had them."""
    committee = who.locked(committee)
    who.demand(who.keeps(actor, committee) and committee.kind == CommitteeKind.CLEE)
    today = timezone.localdate()
    start_year = year_to_send(today)
    lines = calendar_lines(committee, start_year)
    if not lines:
        raise Refused(f"Aucune période de stage n’est encore fixée pour {label(start_year)}.")
    members, others = employers(committee), hosts(committee, today) if to_hosts else []
    if not members and not others:
        raise Refused("Aucune entreprise membre n’a d’adresse : complétez d’abord les membres.")
    step = _step(committee, start_year - 1)
    content = b"".join(FORMATS["csv"].write("Périodes", Rows.of(lines)))
    frozen = _frozen(actor, step, start_year, content)
    told = _tell_calendar(actor, committee, frozen, members, others, start_year)
    if not told:
        raise Refused(TOO_MANY)
    if step.done_on is None:
        step.done_on = today
        step.save(update_fields=["done_on"])
    words = f"{label(start_year)}, {told} destinataire{'s' if told > 1 else ''}"
    # Of the year to come: it leaves also when the year of the step is closed already.
    verb = "a envoyé le calendrier des périodes de stage"
    journal.note(actor, verb, committee, committee_id=committee.pk, words=words)
    return frozen


def _frozen(actor, step, start_year, content):
    """The file that was sent last when the periods are the same, else the next one."""
    kept = last_calendar(step)
    if kept and kept.file.bytes == content:
        return kept
    name = f"periodes-de-stage-{start_year}.csv"
    return snapshots.freeze(actor, CALENDAR_KIND, step, content, mimetype="text/csv", name=name)


def _tell_calendar(actor, committee, frozen, members, others, start_year):
    """How many had not had this file: each address has it once, as a member or as a host,
    whichever committee sends it."""
    had = _had(frozen)
    members, others = (
        [(row, to) for row, to in people if to.email.lower() not in had]
        for people in (members, others)
    )
    context = {"snapshot": frozen.pk, "committee": committee.pk}
    occasion = f"{start_year}:{frozen.version}"
    told = [
        notify("clee.calendar", member, to, by=actor, occasion=occasion, context=context)
        for member, to in members
    ]
    occasion = f"{start_year}:{frozen.file.sha256[:16]}"
    told += [
        notify("clee.calendar_host", company, to, by=actor, occasion=occasion, context=context)
        for company, to in others
    ]
    return sum(one is not None for one in told)


def _had(frozen):
    """The addresses that were told of a calendar with the same lines."""
    same = Snapshot.objects.filter(kind=CALENDAR_KIND, file__sha256=frozen.file.sha256)
    told = Notice.objects.filter(
        kind__in=["clee.calendar", "clee.calendar_host"],
        context__snapshot__in=list(same.values_list("pk", flat=True)),
    )
    gone = (NoticeState.CANCELLED, NoticeState.EXPIRED)
    return set(told.exclude(state__in=gone).values_list("recipient_email", flat=True))


def last_calendar(step):
    """The last file that was sent for a step, None before the first."""
    rows = snapshots.Snapshot.objects.about(step, CALENDAR_KIND).select_related("file")
    return rows.order_by("-version").first()


def _step(committee, start_year):
    """The step of the calendar; opened when the committee is younger."""
    year, _ = SchoolYear.objects.get_or_create(start_year=start_year)
    return committee.steps.get_or_create(
        school_year=year,
        kind=StepKind.CALENDAR,
        defaults={"due_on": StepKind.CALENDAR.usual_day(start_year)},
    )[0]
