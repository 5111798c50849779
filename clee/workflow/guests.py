"""Whom a meeting invites, and what each answers, by link or by account."""

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from accounts import journal, links
from accounts.models import PersonalLink, User
from accounts.tokens import fingerprint
from clee.contacts import contacts_of
from clee.enums.meetings import Answer, MeetingState
from clee.models import Invitation
from clee.network import colleagues
from clee.rules.meetings import check_answer
from directory.enums import Rhythm
from directory.violations import Refused, require
from outbox.recipients import Recipient, normalise

PURPOSE = "reunion"
# The holder of a link finds the minutes there afterwards.
LINK_OUTLIVES = dt.timedelta(days=90)
# A meeting put off without a day: its links wait for the new one.
LINK_WAITS = dt.timedelta(days=365)


def missing(meeting):
    """The unsaved rows of who is not invited yet: co-leads, members and, in a network of RBDE,
    these; one row per address, the first one wins."""
    known = set(meeting.invitations.by_mail().values_list("email", flat=True))
    told = set(meeting.invitations.exclude(member=None).values_list("member", flat=True))
    found = []
    for row in [*_co_leads(meeting), *_colleagues(meeting), *_members(meeting, told)]:
        row.email = _address(row.email)
        if row.email and row.email in known:
            continue
        known.add(row.email)
        found.append(row)
    _find_accounts(found)
    return found


def _address(email):
    try:
        return normalise(email) if email else ""
    except ValueError:
        return ""


def _co_leads(meeting):
    terms = meeting.committee.mandates.running(meeting.day).select_related("user")
    told = set(meeting.invitations.exclude(mandate=None).values_list("mandate", flat=True))
    for one in terms:
        if one.pk not in told:
            email = one.user.email if one.user else ""
            yield Invitation(
                meeting=meeting, mandate=one, name=one.name, organisation=one.organisation,
                email=email,
            )  # fmt: skip


def _colleagues(meeting):
    for one in colleagues(meeting.committee):
        yield Invitation(meeting=meeting, name=one.name, organisation=one.schools, email=one.email)


def _members(meeting, told):
    rows = meeting.committee.members.present().with_organisations()
    missing = [member for member in rows if member.pk not in told]
    contacts = contacts_of(missing)
    for member in missing:
        name, email = contacts[member.pk]
        yield Invitation(
            meeting=meeting, member=member, name=name, organisation=member.name, email=email
        )


def _find_accounts(rows):
    """The account of each address, so that it answers there too; one query."""
    emails = [row.email for row in rows if row.email]
    people = User.objects.annotate(lower=Lower("email")).filter(lower__in=emails, is_active=True)
    known = {user.email.lower(): user for user in people}
    for row in rows:
        row.user = known.get(row.email)


def add(actor, meeting, rows, links=True):
    """Keep them, each with its link; the number of queries does not depend on how many."""
    made = Invitation.objects.bulk_create(rows)
    if links:
        PersonalLink.objects.bulk_create(_link(actor, meeting, row) for row in made if row.email)
    return made


def _link(actor, meeting, row):
    link = PersonalLink(
        purpose=PURPOSE,
        subject_type=ContentType.objects.get_for_model(Invitation),
        subject_id=row.pk,
        holder_name=row.name,
        holder_email=row.email,
        holder_function=row.organisation[:120],
        valid_until=_end(meeting),
        issued_by=actor.user,
    )
    link.token_hash = fingerprint(link.token)  # as `save` does
    return link


def _end(meeting):
    if meeting.is_deferred:
        return links.end_of(timezone.localdate() + LINK_WAITS)
    return links.end_of(meeting.day + LINK_OUTLIVES)


def prolong(meeting):
    """The links of a meeting that moved live as long after its new day."""
    rows = PersonalLink.objects.alive().filter(
        purpose=PURPOSE,
        subject_type=ContentType.objects.get_for_model(Invitation),
        subject_id__in=meeting.invitations.values("pk"),
    )
    rows.update(valid_until=_end(meeting))


def link_of(row):
    """The living link of an invitation, None without one."""
    return PersonalLink.objects.alive().about(row).filter(purpose=PURPOSE).first()


def recipient(row):
    at_school = bool(row.member_id and row.member.school_id)
    return Recipient(row.email, row.name, row.user_id, Rhythm.of(at_school))


@transaction.atomic
def answer(actor, row, said, represented_by=""):
    """Say whether one comes, or who comes instead; it may be changed until the meeting."""
    rows = Invitation.objects.select_for_update(of=("self",)).for_pages()
    row = rows.get(pk=row.pk)
    by_link = actor.link is not None and actor.link.subject == row
    by_account = actor.user is not None and row.user_id == actor.user.pk
    if not by_link and not by_account:
        raise Refused("Cette invitation est adressée à une autre personne.")
    if row.meeting.state != MeetingState.INVITED or row.meeting.starts_at <= timezone.now():
        raise Refused("Il n’est plus possible de répondre à cette invitation.")
    require(check_answer(said, represented_by))
    represented_by = " ".join(represented_by.split()) if said == Answer.REPRESENTED else ""
    if (row.answer, row.represented_by) == (said, represented_by):
        return row
    row.answer, row.represented_by = said, represented_by
    row.answered_at = timezone.now()
    row.save(update_fields=["answer", "represented_by", "answered_at"])
    committee = row.meeting.committee
    words = f"{row.meeting} : {Answer(said).label}"
    journal.record(
        actor, "a répondu à une invitation", committee, committee_id=committee.pk, words=words
    )
    return row
