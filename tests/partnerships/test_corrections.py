"""A contract sent back with comments on its fields (R-AG-7): nothing retyped, sent again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from directory.violations import Refused
from documents import corrections
from documents.models import Correction, SignatureRound
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.forms.contracts import CompanyPartForm
from partnerships.workflow import contract_corrections, contracts
from partnerships.workflow.contracts import Edit
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.partnerships.contract_world import make_contract_world, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_contract_world()


def open_ones(world):
    return list(Correction.objects.open().about(world.contract).values_list("field", "text"))


def holder(world, function):
    signatory = world.signatories()[function]
    return Actor.of_link(signatory.current_link), signatory


def test_a_signatory_sends_back_and_the_authors_read_each_field(world):
    world.in_signature()
    contacts = {world.booking.contact_email}
    branch, signatory = holder(world, "branch")
    corrections.send_back(branch, signatory, {"tutor_name": "Précisez la fonction", "safety": " "})
    contract = world.fresh()
    assert contract.state == "void" and "Renvoyée pour correction" in contract.state_reason
    assert SignatureRound.objects.about(contract).get().state == "voided"
    assert open_ones(world) == [("tutor_name", "Précisez la fonction")]
    assert contract.tutor_name == "D. Faure"
    assert told("contract.sent_back") == contacts | {world.teacher.user.email}
    assert not told("contract.voided") & (contacts | {world.teacher.user.email})
    notice = Notice.objects.filter(kind="contract.sent_back").first()
    mail = kind_of(notice.kind).render(notice.at(timezone.now()))
    assert ("Tuteur dans l’entreprise", "Précisez la fonction") in mail.facts


def test_the_comment_stands_at_its_field_until_it_is_mended_and_the_contract_goes_again(world):
    world.in_signature()
    branch, signatory = holder(world, "branch")
    corrections.send_back(branch, signatory, {"tutor_name": "Prénom", "insurance": "Numéro"})
    form = CompanyPartForm(contract=world.fresh())
    assert "« Prénom »" in form.fields["tutor_name"].help_text
    assert form["tutor_name"].value() == "D. Faure"
    assert [one.field for one in form.corrections] == ["tutor_name"]
    edit = Edit(values={"tutor_name": "Daniel Faure"})
    contracts.change(world.teacher, world.fresh(), edit)
    assert open_ones(world) == [("insurance", "Numéro")]
    again = contracts.send_to_signature(world.teacher, world.fresh())
    assert again.state == "in_signature" and open_ones(world) == []


def test_r_ag_7_the_school_sends_back_to_the_host_that_corrects_by_its_link(world, client):
    contract_corrections.send_back(world.teacher, world.contract, {"place": "Quel portail ?"})
    assert told("contract.sent_back") == {world.booking.contact_email}
    assert world.fresh().state == "draft"
    page = client.get(world.fill_link.path).content.decode()
    assert "Corrections demandées" in page and "Quel portail ?" in page
    host = Actor.of_link(world.fill_link)
    contracts.change(host, world.fresh(), Edit(values={"place": "Portail nord"}))
    assert open_ones(world) == [] and told("contract.corrected") == {world.teacher.user.email}


def test_the_host_asks_the_school_by_its_link(world, client):
    path = f"{world.fill_link.path}correction/"
    assert "Actuellement" in client.get(path).content.decode()
    assert "au moins une correction" in client.post(path, {}).content.decode()
    assert client.post(path, {"meals": "Pas de micro-ondes"}).headers["Location"]
    assert open_ones(world) == [("meals", "Pas de micro-ondes")]
    assert told("contract.sent_back") == {world.teacher.user.email}


def test_a_signatory_sends_back_by_its_page(world, client):
    world.in_signature()
    _, signatory = holder(world, "head")
    path = signatory.current_link.path
    assert "correction/" in client.get(path).content.decode()
    assert client.get(f"{path}correction/").status_code == 200
    assert open_ones(world) == []
    client.post(f"{path}correction/", {"programme": "Il manque un temps d’échange"})
    assert world.fresh().state == "void"
    assert client.get(f"{path}correction/").headers["Location"] == path
    late = client.post(f"{path}correction/", {"programme": "Encore"}).content.decode()
    assert "a été annulé" in late


def test_what_is_not_a_field_or_says_nothing_is_refused(world):
    with pytest.raises(Refused, match="au moins une correction"):
        contract_corrections.send_back(world.teacher, world.contract, {"place": "  "})
    with pytest.raises(Refused, match="pas de ce document"):
        contract_corrections.send_back(world.teacher, world.contract, {"state": "signed"})


def test_who_may_send_back(world, client):
    path = reverse("partnerships:contract_send_back", args=[world.contract.pk])
    strangers = actor_for(Role.HEAD, school=SchoolFactory())
    officer = actor_for(Role.DEPARTMENT_OFFICE, department=world.booking.school.department)
    wanted = [(world.teacher, 200), (world.head, 200), (world.company, 200), (officer, 403)]
    for actor, status in [*wanted, (strangers, 404)]:
        client.force_login(actor.user)
        assert client.get(path).status_code == status, actor.label
    type(world.contract).objects.filter(pk=world.contract.pk).update(state="cancelled")
    client.force_login(world.teacher.user)
    assert client.post(path, {"place": "x"}).status_code == 403
    with pytest.raises(Refused):
        contract_corrections.send_back(world.teacher, world.contract, {"place": "x"})
    assert open_ones(world) == []
    assert not Correction.objects.visible_to(strangers).exists()
