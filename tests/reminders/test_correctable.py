"""Every address that mails go to is corrected by somebody, and by nobody else."""

import pytest
from django.apps import apps
from django.db.models import EmailField

from accounts.enums import Role
from clee.enums.meetings import MeetingState
from directory.models import SchoolYear
from outbox import feedback
from outbox.address_books import all_books
from outbox.enums import Barring
from placements.models import HostAsk, HostRequest, LegalGuardian, Pupil
from portal.todos import todos_for
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.clee.factories_meetings import InvitationFactory, MeetingFactory
from tests.directory.factories import (
    BranchOrganisationFactory,
    DepartmentFactory,
    SchoolFactory,
)
from tests.events import cup_world, registration_world
from tests.house.source import FLOORS
from tests.partnerships.contract_world import make_contract_world
from tests.partnerships.factories import BranchCallHostFactory, BranchMatchFactory
from tests.placements.agreement_world import make_agreement_world
from tests.placements.pfmp_world import make_pfmp_world

OLD, PAGE = "ancienne@exemple.example", "/courriels/adresses/"
# No mail goes there, or the address is not one that a page of the portal keeps.
NOT_CORRECTED = {
    "accounts.OneTimeCode.email": "where a code went, for ten minutes",
    "accounts.PersonalLink.holder_email": "copied from the row that the link is about",
    "clee.Committee.contact_email": "printed, not written to",
    "clee.Enquiry.email": "proved by its author's click",
    "documents.QuestionnaireAnswer.email": "copied from whose answer is asked",
    "documents.Signatory.email": "copied from the parties of what is signed",
    "events.PlaceGift.email": "of who is asked to take a place: withdrawn, and proposed again",
    "outbox.BarredAddress.email": "the list itself",
    "outbox.Mail.recipient_email": "what was written to",
    "outbox.Notice.recipient_email": "what is to be written to",
    "outbox.Stop.email": "of who wants fewer mails",
    "partnerships.NominativeList.recipient_email": "where a list went",
    "partnerships.StandIn.email": "an account's or a contact's, which has its own",
    "partnerships.StandIn.stand_in_email": "typed for some days by who is away",
    "placements.JobOffer.contact_email": "read by pupils, not written to",
    "placements.PlacementProposal.host_email": "a family's wish; copied to the agreement",
    "placements.PlacementProposal.reply_email": "typed by the family that waits for it",
    "portal.ServiceContact.email": "printed, not written to",
}


def test_every_column_of_addresses_is_corrected_somewhere_or_says_why_not():
    ours = [model for model in apps.get_models() if model._meta.app_label in FLOORS]
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in ours
        if not hasattr(model, "pgh_obj")
        for field in model._meta.concrete_fields
        if isinstance(field, EmailField)
    }
    corrected = {f"{book.model_label}.{book.field}" for book in all_books()}

    assert columns - corrected == set(NOT_CORRECTED)


def of_pupil(model):
    world = make_agreement_world()
    stranger = actor_for(Role.TEACHER, school=world.placement.school)  # of another class
    return model.objects.first(), world.teacher, stranger


def of_agreement(name):
    world = make_agreement_world()
    world.prepare()
    row = world.part if name == "part" else world.placement.stays.get()
    return row, world.teacher, actor_for(Role.HEAD, school=SchoolFactory())


def ask():
    world = make_pfmp_world()
    request = HostRequest.objects.create(
        period=world.period,
        school=world.period.school,
        created_by=world.rbde.user,
        answers_by=world.period.starts_on,
    )
    row = HostAsk.objects.create(request=request, company=world.company, contact_email=OLD)
    return row, world.rbde, actor_for(Role.RBDE, school=SchoolFactory())


def of_committee(factory, **more):
    committee = CommitteeFactory()
    co_lead = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, user=co_lead.user)
    other = actor_for(Role.CO_LEAD)
    MandateFactory(committee=CommitteeFactory(), user=other.user)
    return factory(committee=committee, **more), co_lead, other


def invitation():
    row, co_lead, other = of_committee(MeetingFactory, state=MeetingState.INVITED)
    return InvitationFactory(meeting=row), co_lead, other


def juror():
    world = cup_world.make_world()
    row = next(iter(world.jurors.values()))
    return row, world.organiser, actor_for(Role.BRANCH_OFFICER)


def registration():
    world = registration_world.make_world()
    other = actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="46"))
    return world.ask(), world.organiser, other


def contract_party():
    world = make_contract_world()
    row = world.contract.parties.filter(function="company").get()
    return row, world.teacher, actor_for(Role.TEACHER, school=SchoolFactory())


def of_branch(factory, path):
    row = factory()
    branch = getattr(row, path).branch if path else row.branch
    officer = actor_for(Role.BRANCH_OFFICER, branch=branch)
    return row, officer, actor_for(Role.BRANCH_OFFICER, branch=BranchOrganisationFactory())


def institution(factory):
    row = factory()
    return row, actor_for(Role.ADMINISTRATOR), actor_for(Role.EDUCATION_AUTHORITY)


CASES = {
    "a pupil's": ("email", lambda: of_pupil(Pupil), "élève"),
    "a guardian's": ("email", lambda: of_pupil(LegalGuardian), "responsable légal"),
    "a host's": ("contact_email", lambda: of_agreement("part"), "accueillant d’une convention"),
    "its signatory's": ("signatory_email", lambda: of_agreement("part"), "accueillant"),
    "a tutor's": ("tutor_email", lambda: of_agreement("stay"), "tuteur chez"),
    "of places asked": ("contact_email", ask, "prévenez-la autrement"),
    "a member's": ("contact_email", lambda: of_committee(MemberFactory), "interlocuteur"),
    "a guest's": ("email", invitation, "personne invitée"),
    "a juror's": ("email", juror, "membre du jury"),
    "of who registered": ("email", registration, "prévenez cette personne"),
    "a contract's signatory's": ("email", contract_party, "signataire d’un contrat"),
    "of a match": ("contact_email", lambda: of_branch(BranchMatchFactory, ""), "mise en relation"),
    "of a call": ("contact_email", lambda: of_branch(BranchCallHostFactory, "call"), "appel de la"),
    "a school's": ("email", lambda: institution(SchoolFactory), "établissement scolaire"),
    "a branch's": ("email", lambda: institution(BranchOrganisationFactory), "branche"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES)
def test_an_address_is_shown_to_who_can_correct_it_and_to_nobody_else(client, case):
    field, make, words = CASES[case]
    row, keeper, other = make()
    type(row).objects.filter(pk=row.pk).update(**{field: OLD.capitalize()})
    feedback.bar(OLD, Barring.HARD_BOUNCE, words="550 5.1.1 unknown")

    def page_of(actor):
        client.force_login(actor.user)
        return client.get(PAGE).content.decode()

    shown = page_of(keeper)
    assert OLD in shown and words.lower() in shown.lower()
    titles = [todo.title for todo in todos_for(keeper, SchoolYear(start_year=2026))]
    assert "Corriger une adresse électronique" in titles
    assert OLD not in page_of(other)
