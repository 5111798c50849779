"""Where committees keep the addresses of members and guests, and who corrects them."""

from django.urls import reverse

from clee.models import Invitation, Meeting, Member
from outbox.address_books import AddressBook, register


def members(actor):
    return Member.objects.visible_to(actor).present().with_organisations()


def invitations(actor):
    """Of the meetings that the actor prepares; one's own address is one's account's."""
    kept = Meeting.objects.visible_to(actor)
    return Invitation.objects.filter(meeting__in=kept.values("pk")).select_related("meeting")


def member_place(member, actor):
    return f"interlocuteur : {member.name}", reverse("clee:change_member", args=[member.pk])


def invitation_place(row, actor):
    words = f"personne invitée à la réunion « {row.meeting} » : prévenez-la autrement"
    return words, row.meeting.get_absolute_url()


register(AddressBook("clee.Member", "contact_email", members, member_place))
register(AddressBook("clee.Invitation", "email", invitations, invitation_place))
