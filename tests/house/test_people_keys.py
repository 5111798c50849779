"""Every key to a person: in charge, and then handed over, or a fact that stays."""

from django.apps import apps
from django.contrib.auth import get_user_model

from accounts.handover import all_movers
from tests.house.source import FLOORS

# What a hand-over does not touch, and why.
FACTS = {
    "accounts.FormSubmission.user": "who sent the form",
    "accounts.JournalEntry.user": "who acted",
    "accounts.OneTimeCode.user": "the person's own code",
    "accounts.PersonalDataRead.user": "who read",
    "accounts.ProConnectIdentity.user": "the person's own identity",
    "accounts.RoleAssignment.granted_by": "who granted",
    "accounts.RoleAssignment.user": "the person's own role, ended if asked",
    "accounts.RoleAssignment.validated_by": "who validated",
    "accounts.RoleLetter.made_by": "who prepared the letter",
    "accounts.RoleRenewal.confirmed_by": "who confirmed",
    "clee.Invitation.user": "who was invited",
    "clee.Letter.sent_by": "who wrote",
    "clee.Mandate.user": "a designation is personal",
    "clee.News.author": "who wrote it; the committee's or the lycée's",
    "events.ProgrammeEntry.proposed_by": "who proposed; the organiser's",
    "events.Registration.user": "who registered",
    "outbox.BarredAddress.barred_by": "who barred the address",
    "outbox.Notice.user": "who was told",
    "partnerships.BranchCall.called_by": "who launched it; the call is the branch's",
    "partnerships.BranchMatch.guest_said_by": "who said yes; the school's",
    "partnerships.BranchMatch.proposed_by": "who proposed; the match is the branch's",
    "partnerships.Booking.visa_by": "who gave the visa",
    "partnerships.Interaction.author": "who wrote; the log is the school's",
    "partnerships.SavedFilter.user": "the person's own filters",
    "reports.ExportColumns.user": "the person's own choice",
    "reports.Export.owner": "who asked; the file is theirs alone and gone in a week",
    "documents.SheetImport.owner": "who sent the file; gone the next day",
    "partnerships.CompanyNeed.told_by": "who told it; the need is the company's",
    "partnerships.NominativeList.dropped_by": "who dropped the file",
    "placements.HostRequest.created_by": "who sent it; the class's referents follow it",
    "placements.JobOffer.created_by": "who typed it; the school's",
    "placements.EarlyEnd.told_by": "who told it; the placement's referent follows it",
    "placements.Visit.made_by": "who went; the visit follows the placement's referent",
    "placements.OfferReport.author": "who reported it",
    "placements.PlacementApplication.sent_by": "who sent it; the class's referents follow it",
    "partnerships.SchoolRequestAnswer.answered_by": "who answered; the host's, not the school's",
}


def keys_to_people():
    """The columns of our tables that point to a person, but those of history."""
    ours = [model for model in apps.get_models() if model._meta.app_label in FLOORS]
    for model in ours:
        is_history = hasattr(model, "pgh_obj")
        for field in model._meta.concrete_fields:
            if field.related_model is get_user_model() and not is_history:
                yield f"{model._meta.label}.{field.name}"


def test_every_key_to_a_person_is_moved_or_stays():
    moved = [column for mover in all_movers() for column in mover.columns]
    assert len(moved) == len(set(moved))
    assert set(moved) | FACTS.keys() == set(keys_to_people())
    assert not set(moved) & FACTS.keys()
