"""A class is corrected by the staff of its school, and what is signed keeps its words."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.enums import YearState
from directory.models import ClassGroup
from directory.violations import Refused
from partnerships import class_groups
from partnerships.enums import BookingState
from partnerships.enums.contract import ContractState
from partnerships.workflow import contracts
from partnerships.workflow.class_corrections import correct
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, SchoolFactory, SchoolYearFactory
from tests.partnerships.contract_world import make_contract_world, told
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def teacher(school):
    return actor_for(Role.TEACHER, school=school)


@pytest.fixture
def group(school):
    return ClassGroupFactory(school=school, name="3ea", level="3e", size=24)


def address(group):
    return reverse("partnerships:class_group_correct", args=[group.pk])


def test_a_teacher_corrects_a_class_of_the_school(client, teacher, group):
    client.force_login(teacher.user)
    assert address(group) in client.get(reverse("partnerships:class_groups")).content.decode()
    new = {"new_name": "3e  A", "new_level": "4e", "special_kind": "SEGPA", "size": 12}
    assert client.post(address(group), new).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.level, group.special_kind, group.size) == ("3e A", "4e", "SEGPA", 12)
    assert JournalEntry.objects.about(group).get().words == "3ea devient 3e A"
    page = client.get(address(group)).content.decode()
    assert "a corrigé la classe" in page and "3ea devient 3e A" in page


def test_a_class_of_another_school_has_no_such_page(client, group):
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get(address(group)).status_code == 404
    with pytest.raises(Refused, match="votre établissement"):
        correct(actor_for(Role.TEACHER), group, name="3e A", level="3e")


def test_r_id_8_a_class_of_a_closed_year_stays(client, school, teacher):
    closed = SchoolYearFactory(start_year=2025, state=YearState.CLOSED)
    group = ClassGroupFactory(school=school, school_year=closed, name="3ea")
    client.force_login(teacher.user)
    page = client.post(address(group), {"new_name": "3e A", "new_level": "3e"})
    assert "est close" in page.content.decode()
    group.refresh_from_db()
    assert group.name == "3ea"


def test_the_name_of_another_class_is_refused_however_it_is_written(school, teacher, group):
    ClassGroupFactory(school=school, name="3e B")
    with pytest.raises(Refused, match="3e B existe déjà"):
        correct(teacher, group, name="3È-b", level="3e")
    assert correct(teacher, group, name="3E A", level="3e").name == "3E A"


def test_the_same_class_written_otherwise_is_not_made_again(client, school, teacher, group):
    client.force_login(teacher.user)
    data = {"school": school.pk, "new_name": "3e A", "new_level": "3e"}
    page = client.post(reverse("partnerships:class_groups"), data, follow=True).content.decode()
    assert "La classe 3ea existe déjà" in page
    assert ClassGroup.objects.get() == group
    twin = ClassGroupFactory(school=school, name="3e A")
    assert class_groups.named(school, group.school_year, "3e a") == twin


@pytest.mark.parametrize(
    ("offer", "level", "why"),
    [({}, "5e", "à partir de la 4e"), ({"max_level": "3e"}, "2de", "ne s’adresse pas")],
)
def test_r_cee_1_a_level_that_an_agreed_immersion_does_not_take(teacher, group, offer, level, why):
    slot = SlotFactory(offer=OfferFactory(**offer))
    booking = BookingFactory(slot=slot, class_group=group, state=BookingState.ACCEPTED)
    with pytest.raises(Refused, match=why) as caught:
        correct(teacher, group, name="3e A", level=level)
    (one,) = caught.value.violations
    assert one.field == "new_level" and str(booking.host) in one.message
    group.refresh_from_db()
    assert (group.name, group.level) == ("3ea", "3e")
    booking.state, booking.seats_held = BookingState.EXPIRED, 0
    booking.save()
    assert correct(teacher, group, name="3e A", level=level).level == level


def test_r_cee_5_what_is_signed_keeps_its_words():
    world = make_contract_world()
    contract = world.in_signature()
    signed = contracts.current_round(contract).data["signed"]["class_group"]["name"]
    correct(world.teacher, contract.booking.class_group, name="3e Corrigée", level="4e")
    edit = contracts.Edit(values={"tutor_name": "A. Faure"})
    contracts.change(world.teacher, world.fresh(), edit)
    contract = world.fresh()
    assert contract.state == ContractState.IN_SIGNATURE and not told("contract.voided")
    assert contracts.current_round(contract).data["signed"]["class_group"]["name"] == signed
