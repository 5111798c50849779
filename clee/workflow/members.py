"""Who joins a committee and who leaves it (R-CL-2). Raises `Refused`."""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from clee.enums import CommitteeState
from clee.models import Committee, Member
from clee.rules import check_member
from clee.workflow import charter, who
from directory.violations import Refused, Violation, require


@transaction.atomic
def join(actor, member):
    """Record an adhesion (an unsaved Member): one that left may come back."""
    committee = Committee.objects.select_for_update(of=("self",)).get(pk=member.committee_id)
    who.demand(who.keeps(actor, committee))
    if committee.state == CommitteeState.MERGED:
        raise Refused("Ce comité a fusionné : inscrivez le membre dans le nouveau comité.")
    present = committee.members.present().with_organisations()
    require(check_member(member, present, timezone.localdate()))
    member.save()
    _write(actor, "a inscrit un membre", member)
    return member


@transaction.atomic
def leave(actor, member, left_on=None):
    """It leaves; its years stay. A second click changes nothing."""
    rows = Member.objects.select_for_update(of=("self",)).select_related("committee")
    member = rows.with_organisations().get(pk=member.pk)
    who.demand(who.keeps(actor, member.committee))
    if member.left_on is not None:
        return member
    left_on = left_on or timezone.localdate()
    if left_on < member.joined_on:
        text = "Le départ ne peut pas précéder l’adhésion."
        raise Refused(violations=[Violation("R-CL-2", text, "left_on")])
    charter.drop(actor, member)
    member.left_on = left_on
    member.save(update_fields=["left_on"])
    _write(actor, "a retiré un membre", member)
    return member


@transaction.atomic
def change_contact(actor, member, contact_name, contact_email):
    """Whom to write to for the member from now on."""
    rows = Member.objects.select_for_update(of=("self",)).select_related("committee")
    member = rows.with_organisations().get(pk=member.pk)
    who.demand(who.keeps(actor, member.committee))
    if (member.contact_name, member.contact_email) == (contact_name, contact_email):
        return member
    member.contact_name, member.contact_email = contact_name, contact_email
    member.save(update_fields=["contact_name", "contact_email"])
    _write(actor, "a changé l’interlocuteur d’un membre", member)
    return member


def _write(actor, verb, member):
    journal.record(
        actor,
        verb,
        member.committee,
        school=member.school,
        company=member.company,
        committee_id=member.committee_id,
        words=member.name,
    )
