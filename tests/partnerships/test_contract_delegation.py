"""R-AG-1: who signs a contract for the school, by delegation, and when the head changes."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from accounts.actor import Actor
from accounts.enums import Act, Role, RoleState
from accounts.models import Delegation, RoleAssignment
from accounts.workflow import delegations, roles
from directory.violations import Refused
from documents import rounds
from documents.closing import keep_signature
from documents.enums import SignatureMethod
from documents.models import SignatureRound
from documents.parties import BY_DELEGATION
from outbox.models import Notice
from partnerships.workflow import contracts
from partnerships.workflow.contract_people import signatory_function
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.partnerships.contract_world import make_contract_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_contract_world()


def lend(world, *acts):
    """A deputy to whom the head lent these acts."""
    deputy = actor_for(Role.DEPUTY, school=world.booking.school)
    row = RoleAssignment.objects.get(user=world.head.user)
    today = timezone.localdate()
    delegations.lend(world.head, row, deputy.user, acts, today, today + dt.timedelta(days=60))
    return Actor.of(deputy.user)


def name_head(world, user):
    world.contract.parties.filter(function="head").update(name=str(user), email=user.email)


def test_the_head_signs_in_their_own_name(world):
    world.in_signature()
    assert BY_DELEGATION not in world.signatories()["head"].label


def test_a_deputy_with_a_delegation_is_asked_and_named_so(world):
    deputy = lend(world, Act.SIGN)
    name_head(world, deputy.user)
    contract = world.in_signature()

    asked = world.signatories()["head"]
    assert asked.email == deputy.user.email and asked.label.endswith(BY_DELEGATION)
    assert signatory_function(deputy, contract) == "head"
    file = SignatureRound.objects.about(contract).first().pdf
    assert "par délégation" in _text(file)


def _text(file):
    pages = PdfReader(io.BytesIO(file.bytes)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_deputy_without_the_signature_is_refused(world):
    deputy = lend(world, Act.APPROVE)
    name_head(world, deputy.user)
    world.complete()
    with pytest.raises(Refused, match="délégation de signature"):
        contracts.send_to_signature(world.teacher, world.contract)
    assert signatory_function(deputy, world.contract) == ""


def test_a_head_who_waits_for_the_department_cannot_be_asked(world):
    RoleAssignment.objects.filter(user=world.head.user).update(state=RoleState.PROVISIONAL)
    world.complete()
    with pytest.raises(Refused, match="attend la validation"):
        contracts.send_to_signature(world.teacher, world.contract)


def test_a_school_without_account_signs_by_any_address(world):
    RoleAssignment.objects.filter(user=world.head.user).delete()
    world.contract.parties.filter(function="head").update(email="principal@exemple.test")
    world.in_signature()
    assert world.signatories()["head"].email == "principal@exemple.test"


def test_a_delegation_that_ended_signs_nothing(world):
    deputy = lend(world, Act.SIGN)
    name_head(world, deputy.user)
    world.in_signature()
    delegations.take_back(world.head, Delegation.objects.get())
    with pytest.raises(Refused, match="délégation de signature"):
        rounds._stands(world.signatories()["head"].round, world.signatories()["head"])


def test_the_signature_may_be_handed_to_the_deputy_and_back(world):
    world.in_signature()
    deputy = lend(world, Act.SIGN)
    asked = world.signatories()["head"]
    rounds.reassign(world.head, asked, str(deputy.user), deputy.user.email)
    assert world.signatories()["head"].label.endswith(BY_DELEGATION)
    rounds.reassign(world.head, asked, str(world.head.user), world.head.user.email)
    assert not world.signatories()["head"].label.endswith(BY_DELEGATION)
    with pytest.raises(Refused, match="délégation de signature"):
        rounds.reassign(world.head, asked, "Quelqu’un", "quelquun@exemple.test")


def test_the_signature_follows_the_function_to_the_next_head(world):
    """The first head leaves; the signature asked of her is asked of her successor."""
    world.in_signature()
    before = world.signatories()["head"]
    roles.end(world.head, RoleAssignment.objects.get(user=world.head.user))
    assert world.signatories()["head"].email == before.email

    school = world.booking.school
    office = actor_for(Role.DEPARTMENT_OFFICE, department=school.department)
    successor = UserFactory(email="interim@ac-toulouse.fr")
    row = roles.ask(Actor.of(successor), successor, Role.HEAD, schools=[school])
    roles.validate(office, row)

    after = world.signatories()["head"]
    assert after.email == successor.email and after.pk == before.pk
    told = Notice.objects.filter(kind="documents.signature_asked")
    assert successor.email in told.values_list("recipient_email", flat=True)
    assert before.link.state != "valid" or after.link_id != before.link_id


def test_a_given_signature_keeps_its_name_when_the_head_changes(world):
    world.in_signature()
    keep_signature(world.signatories()["head"], SignatureMethod.CODE, ip="127.0.0.1")
    name = str(world.head.user)
    row = RoleAssignmentFactory(role=Role.HEAD, schools=[world.booking.school], state="waiting")
    roles.end(world.head, RoleAssignment.objects.get(user=world.head.user))
    office = actor_for(Role.DEPARTMENT_OFFICE, department=world.booking.school.department)
    roles.validate(office, row)
    assert world.signatories()["head"].signed_name == name


def test_a_draft_names_the_next_head(world):
    roles.end(world.head, RoleAssignment.objects.get(user=world.head.user))
    row = RoleAssignmentFactory(role=Role.HEAD, schools=[world.booking.school], state="waiting")
    office = actor_for(Role.DEPARTMENT_OFFICE, department=world.booking.school.department)
    roles.validate(office, row)
    assert world.contract.parties.get(function="head").email == row.user.email
