"""The bank of placements as files. DOMAIN §8: that of the applications names a pupil to whom the
page names them."""

import csv

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import PersonalDataRead
from placements.models import PlacementApplication, PlacementOffer
from placements.workflow import applications
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory
from tests.placements.bank import apply, make_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(db):
    return make_bank()


def lines(client, actor, name="applications"):
    client.force_login(actor.user)
    answer = client.get(reverse(f"placements:{name}"), {"format": "csv"})
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_a_host_takes_the_name_once_it_has_accepted(client, bank):
    apply(bank)
    (before,) = lines(client, bank.host)
    assert bank.pupil.first_name in before["Élève"]
    assert bank.pupil.last_name.lower() not in str(before).lower()
    applications.accept(bank.host, PlacementApplication.objects.get())
    (after,) = lines(client, bank.host)
    assert bank.pupil.last_name in after["Élève"]


def test_the_school_takes_names_and_that_is_noted(client, bank):
    apply(bank)
    (line,) = lines(client, bank.referent)
    assert line["Élève"] == str(bank.pupil) and line["Classe"] == bank.group.name
    read = PersonalDataRead.objects.get(user=bank.referent.user, subject_id=bank.pupil.pk)
    assert read.subject_type.model == "pupil"


def test_the_same_role_elsewhere_takes_nobody(client, bank):
    apply(bank)
    for actor in (
        actor_for(Role.TEACHER, school=far_school()),
        actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()),
    ):
        assert lines(client, actor) == []


def test_offers_to_validate_are_taken_by_who_validates_them(client, bank):
    PlacementOffer.objects.filter(pk=bank.offer.pk).update(state="to_validate")
    near, far = SchoolFactory(department=bank.offer.department), far_school()
    (line,) = lines(client, actor_for(Role.RBDE, school=near), "offers_moderation")
    assert line["Offre"] == bank.offer.title
    assert lines(client, actor_for(Role.RBDE, school=far), "offers_moderation") == []


def far_school():
    return SchoolFactory(department=DepartmentFactory(code="34"))
