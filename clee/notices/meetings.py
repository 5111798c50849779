"""The mails about meetings: invited, moved, cancelled, told; the calendar of June."""

from django.urls import reverse
from django.utils import timezone

from clee import minutes
from clee.enums.meetings import MeetingState as S
from clee.models import Committee, Meeting
from clee.workflow import guests
from directory import french
from documents.icalendar import MIMETYPE, CalendarEvent, calendar_file
from documents.models import Snapshot
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic

GUEST = "vous êtes invité aux réunions de ce comité"
EMPLOYER = "vous êtes membre de ce comité"


def calendar_event(meeting: Meeting):
    """The entry of a calendar: one for ever, which each change told renews."""
    return CalendarEvent(
        key=f"clee-meeting-{meeting.pk}",
        summary=f"{meeting}, {meeting.committee}",
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        changed_at=meeting.changed_at,
        sequence=meeting.sequence,
        cancelled=meeting.state in (S.CANCELLED, S.DEFERRED),
        description="\n".join(item.title for item in meeting.agenda.all()),
        location=meeting.place or meeting.video_url,
        url=meeting.video_url,
    )


def meeting_facts(meeting: Meeting):
    """What an invitation says of a meeting."""
    points = [f"{rank}. {item.title}" for rank, item in enumerate(meeting.agenda.all(), start=1)]
    facts = [
        ("Comité", str(meeting.committee)),
        ("Réunion", str(meeting)),
        ("Date", _moment(meeting)),
        ("Lieu", meeting.place),
        ("Visioconférence", meeting.video_url),
        ("Ordre du jour", "\n".join(points)),
    ]
    return [pair for pair in facts if pair[1]]


def _moment(meeting):
    if meeting.is_deferred:
        return f"à fixer (elle était prévue le {_when(meeting)})"
    starts = timezone.localtime(meeting.starts_at)
    ends = timezone.localtime(meeting.ends_at)
    return f"{french.moment(starts, weekday=True)}, jusqu’à {french.hour(ends)}"


def door(row):
    """Where the holder of an invitation answers: by account, else by link."""
    if row.user_id:
        return absolute(reverse("clee:invitation", args=[row.pk]))
    link = guests.link_of(row)
    return link.url if link else None


def _mail(row, subject, paragraphs, label, more_facts=(), attachments=()):
    url = door(row)
    return MailContent(
        subject=subject,
        paragraphs=paragraphs,
        facts=[*meeting_facts(row.meeting), *more_facts],
        action=(label, url) if url else None,
        attachments=list(attachments),
    )


def _calendar(meeting, cancellation=False):
    content = calendar_file([calendar_event(meeting)], cancellation=cancellation)
    return ("reunion.ics", MIMETYPE, content)


def _when(meeting):
    return french.full_day(meeting.day)


def invited(notice):
    row = notice.subject
    meeting = row.meeting
    words = [f"Le {meeting.committee} vous invite. Dites si vous venez, ou qui vous représente."]
    subject = f"Invitation : {meeting}, le {_when(meeting)}"
    return _mail(row, subject, words, "Répondre à l’invitation", attachments=[_calendar(meeting)])


def moved(notice):
    row = notice.subject
    meeting = row.meeting
    words = [
        "La réunion est reportée à une autre date. Votre réponse précédente ne vaut plus : "
        "répondez de nouveau."
    ]
    subject = f"Réunion reportée au {_when(meeting)} : {meeting}"
    return _mail(row, subject, words, "Répondre pour la nouvelle date",
                 [("Motif", meeting.reason)], [_calendar(meeting)])  # fmt: skip


def deferred(notice):
    row = notice.subject
    meeting = row.meeting
    words = [
        "La réunion est reportée à une date qui n’est pas encore fixée. Le fichier joint la retire "
        "de votre agenda ; vous recevrez la nouvelle date.",
    ]
    subject = f"Réunion reportée, date à fixer : {meeting}"
    return _mail(row, subject, words, "Voir la réunion",
                 [("Motif", meeting.reason)], [_calendar(meeting, cancellation=True)])  # fmt: skip


def cancelled(notice):
    row = notice.subject
    meeting = row.meeting
    return MailContent(
        subject=f"Réunion annulée : {meeting}, le {_when(meeting)}",
        paragraphs=["La réunion n’aura pas lieu. Le fichier joint la retire de votre agenda."],
        facts=[*meeting_facts(meeting), ("Motif", meeting.reason)],
        attachments=[_calendar(meeting, cancellation=True)],
    )


def told(notice):
    row = notice.subject
    frozen = Snapshot.objects.select_related("file").get(pk=notice.context["snapshot"])
    name = minutes.file_name(row.meeting, frozen.version)
    again = " Il remplace la version précédente." if frozen.version > 1 else ""
    return MailContent(
        subject=f"Compte rendu : {row.meeting}, le {_when(row.meeting)}",
        paragraphs=[f"Le compte rendu de la réunion est joint à ce message.{again}"],
        facts=[("Comité", str(row.meeting.committee))],
        action=("Ouvrir la réunion", url) if (url := door(row)) else None,
        attachments=[(name, "application/pdf", frozen.file.bytes)],
    )


def calendar(notice):
    """The placement periods, to a member company."""
    return _calendar_of(notice, notice.subject.committee)


def calendar_for_host(notice):
    """The same, to a company that hosts pupils of the territory without being a member."""
    return _calendar_of(notice, Committee.objects.get(pk=notice.context["committee"]))


def _calendar_of(notice, committee):
    frozen = Snapshot.objects.select_related("file").get(pk=notice.context["snapshot"])
    return MailContent(
        subject=f"Périodes de stage : {committee}",
        paragraphs=[
            "Voici, semaine par semaine, les périodes de stage fixées par les établissements de "
            "votre territoire, avec le nombre d’élèves attendus.",
            "Elles vous aident à répartir vos accueils sur l’année.",
        ],
        facts=[("Comité", str(committee))],
        action=("Voir le calendrier en ligne", absolute("/stages/calendrier/")),
        attachments=[(frozen.file.name, frozen.file.mimetype, frozen.file.bytes)],
    )


def _in_state(*states):
    return lambda notice: notice.subject.meeting.state in states


def _day(row):
    return row.meeting.day, row.meeting.day


def _still_coming(notice):
    meeting = notice.subject.meeting
    return meeting.state == S.INVITED and meeting.starts_at > notice.told_at


def _same_deferral(notice):
    meeting = notice.subject.meeting
    return meeting.is_deferred and notice.occasion == str(meeting.sequence)


def _same_moment(notice):
    return _still_coming(notice) and notice.occasion == str(notice.subject.meeting.sequence)


KINDS = (
    ("invited", "Invitation à une réunion", invited, _still_coming, Topic.ANSWERS, Immediate.NEVER),
    ("meeting_moved", "Réunion reportée", moved, _same_moment, Topic.ANSWERS, Immediate.IN_A_WEEK),
    ("meeting_deferred", "Réunion reportée, date à fixer", deferred, _same_deferral, Topic.ACTS,
     Immediate.IN_A_WEEK),
    ("meeting_cancelled", "Réunion annulée", cancelled, _in_state(S.CANCELLED), Topic.ACTS,
     Immediate.IN_A_WEEK),
)  # fmt: skip
for code, label, render, holds, topic, immediate in KINDS:
    register(
        NoticeKind(
            f"clee.{code}",
            label,
            GUEST,
            render,
            holds,
            topic=topic,
            immediate=immediate,
            happens=_day,
        )
    )
register(
    NoticeKind(
        "clee.minutes",
        "Compte rendu d’une réunion",
        GUEST,
        told,
        _in_state(S.REPORTED),
        topic=Topic.NEWS,
    )  # fmt: skip
)
register(
    NoticeKind(
        "clee.calendar",
        "Calendrier des périodes de stage",
        EMPLOYER,
        calendar,
        lambda notice: notice.subject.left_on is None,
        topic=Topic.NEWS,
    )  # fmt: skip
)


def _may_be_told(notice):
    company = notice.subject
    return company.is_active and not company.refuses_contact(notice.told_on)


register(
    NoticeKind(
        "clee.calendar_host",
        "Calendrier des périodes de stage, aux accueillants",
        "votre entreprise accueille ou a accueilli des élèves de ce territoire",
        calendar_for_host,
        _may_be_told,
        topic=Topic.NEWS,
    )  # fmt: skip
)
