"""Constraints with French messages, evidence of changes, and who sees what."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import User
from directory.enums import Level
from directory.models import ClassGroup, Company, Contact, Department, School
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    ContactFactory,
    DepartmentFactory,
    PartnerNetworkFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db


def actor(role, **scope):
    return Actor(user=User(), role=role, **{key: frozenset(ids) for key, ids in scope.items()})


# --- levels ---------------------------------------------------------------------------
def test_r_cee_1_levels_of_a_class_immersion():
    allowed = [level.value for level in Level if level.allows_class_immersion]
    assert allowed == ["4e", "3e", "2de", "1re", "terminale", "CAP1", "CAP2"]
    assert Level.between("4e", "2de") == [Level.QUATRIEME, Level.TROISIEME, Level.SECONDE]


# --- constraints ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"siret": None, "siren": ""}, "raison de son absence"),
        ({"naf_code": "25.11Z", "naf_nomenclature": ""}, "nomenclature"),
        ({"name": "[ND]"}, "n’est pas un nom"),
        ({"agreement_forbidden": True}, "motif de l’interdiction"),
        ({"latitude": 43.0, "longitude": None}, "vont ensemble"),
        ({"latitude": 143.0, "longitude": 1.0}, "en degrés"),
    ],
)
def test_a_company_that_breaks_a_rule_is_refused_by_form_and_database(values, words):
    company = CompanyFactory.build(department=DepartmentFactory(), **values)
    with pytest.raises(ValidationError, match=words):
        company.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        company.save()


def test_a_company_abroad_needs_only_a_reason():
    CompanyFactory(siret=None, no_siret_reason="Ambassade").full_clean()
    CompanyFactory(siret=None, no_siret_reason="À l’étranger").full_clean()


def test_r_id_6_a_masked_company_is_shown_by_its_number():
    masked = CompanyFactory(name="", is_masked=True)
    assert str(masked) == f"Établissement non diffusible (SIRET {masked.siret})"
    assert "sans nom connu" in str(CompanyFactory(name=""))


@pytest.mark.parametrize(
    ("naf", "industrial"),
    [("05.10Z", True), ("25.11Z", True), ("39.00Z", True), ("41.20A", False), ("01.11Z", False),
     ("", False)],
)  # fmt: skip
def test_r_cee_4_industry_is_naf_sections_b_to_e(naf, industrial):
    company = CompanyFactory(naf_code=naf)
    assert company.is_industrial is industrial
    assert Company.objects.industrial().exists() is industrial


def test_r_vi_2_the_labour_inspections_ban_ends_on_its_date():
    banned = CompanyFactory.build(
        agreement_forbidden=True, agreement_forbidden_until=date(2026, 12, 31)
    )
    assert banned.forbids_agreement(date(2026, 12, 31))
    assert not banned.forbids_agreement(date(2027, 1, 1))
    assert CompanyFactory.build(agreement_forbidden=True).forbids_agreement(date(2040, 1, 1))
    assert not CompanyFactory.build().forbids_agreement(date(2027, 1, 1))


def test_a_contact_has_exactly_one_organisation():
    for organisations in ({"company": None}, {"network": PartnerNetworkFactory()}):
        contact = ContactFactory.build(**{"company": CompanyFactory(), **organisations})
        with pytest.raises(ValidationError, match="une seule organisation"):
            contact.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            contact.save()


def test_a_class_group_is_made_once_whatever_its_accents():
    group = ClassGroupFactory(name="3e Été")
    again = ClassGroupFactory.build(
        school=group.school, school_year=group.school_year, name="3E ÉTÉ"
    )
    with pytest.raises(ValidationError, match="existe déjà"):
        again.full_clean()


def test_an_uai_with_a_wrong_key_is_refused_by_forms():
    with pytest.raises(ValidationError, match="devrait être D"):
        SchoolFactory.build(uai="0090002E", department=DepartmentFactory()).full_clean()


# --- evidence -------------------------------------------------------------------------
def test_former_values_are_kept_whoever_changed_them():
    school = SchoolFactory(name="Avant")
    School.objects.filter(pk=school.pk).update(name="Après")
    School.objects.filter(pk=school.pk).update(name="Après")
    assert list(school.events.values_list("pgh_label", "name")) == [("update", "Avant")]
    school.delete()
    deleted = school.events.model.objects.get(pgh_label="delete")
    assert deleted.name == "Après"


# --- who sees what --------------------------------------------------------------------
def test_reference_data_is_for_everybody_schools_for_people_with_an_account():
    SchoolFactory()
    visitor = Actor.anonymous()
    assert Department.objects.visible_to(visitor).exists()
    assert not School.objects.visible_to(visitor).exists()
    assert School.objects.visible_to(actor(Role.TEACHER)).count() == 1


def test_a_representative_sees_own_companies_others_see_all():
    own, other = CompanyFactory(), CompanyFactory()
    representative = actor(Role.COMPANY_REPRESENTATIVE, company_ids=[own.pk])
    assert list(Company.objects.visible_to(representative)) == [own]
    assert Company.objects.visible_to(actor(Role.TEACHER)).count() == 2
    assert not Company.objects.visible_to(Actor.anonymous()).filter(pk=other.pk).exists()


def test_class_groups_are_seen_by_their_school_and_departement():
    group = ClassGroupFactory()
    elsewhere = DepartmentFactory(code="34", name="Hérault")
    own = actor(Role.TEACHER, school_ids=[group.school_id])
    office = actor(Role.DEPARTMENT_OFFICE, department_codes=["31"])
    for seer in (own, office, actor(Role.ADMINISTRATOR)):
        assert list(ClassGroup.objects.visible_to(seer)) == [group]
    for blind in (
        actor(Role.HEAD, school_ids=[SchoolFactory().pk]),
        actor(Role.DEPARTMENT_OFFICE, department_codes=[elsewhere.pk]),
        Actor.anonymous(),
    ):
        assert not ClassGroup.objects.visible_to(blind).exists()


@pytest.fixture
def contact():
    return ContactFactory(
        owner_school=SchoolFactory(), first_name="Marqueur", last_name="Secret", email="s@x.example"
    )


def test_who_sees_a_contact_its_owner_and_its_company(contact):
    """DOMAIN §8: it belongs to the organisation that recorded it."""
    for seer in (
        actor(Role.RBDE, school_ids=[contact.owner_school_id]),
        actor(Role.COMPANY_REPRESENTATIVE, company_ids=[contact.company_id]),
        actor(Role.ADMINISTRATOR),
    ):
        assert list(Contact.objects.visible_to(seer)) == [contact]
        (row,) = Contact.objects.with_masked(seer)
        assert row["is_readable"] and row["shown_last_name"] == "Secret"


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_others_see_that_a_contact_exists_and_its_function_only(contact, role):
    scope = {"school_ids": [SchoolFactory().pk], "company_ids": [CompanyFactory().pk]}
    stranger = actor(role, **scope, department_codes=["31"])
    assert not Contact.objects.visible_to(stranger).exists()
    rows = list(Contact.objects.with_masked(stranger))
    if role == Role.COMPANY_REPRESENTATIVE:
        assert rows == []  # the company itself is not visible
        return
    assert [row["function"] for row in rows] == ["Responsable des ressources humaines"]
    assert not rows[0]["is_readable"]
    assert not {"Marqueur", "Secret", "s@x.example"} & set(map(str, rows[0].values()))


def test_a_shared_contact_is_seen_by_people_with_a_role_only(contact):
    contact.is_shared = True
    contact.save()
    teacher = actor(Role.TEACHER)
    assert Contact.objects.visible_to(teacher).count() == 1
    assert not Contact.objects.visible_to(Actor(user=User())).exists()
    assert not Contact.objects.visible_to(Actor.anonymous()).exists()
    other = actor(Role.COMPANY_REPRESENTATIVE, company_ids=[CompanyFactory().pk])
    assert not Contact.objects.visible_to(other).exists()


def test_a_visitor_learns_nothing_of_contacts(contact):
    assert not Contact.objects.with_masked(Actor.anonymous()).exists()


def test_a_contact_is_written_in_logs_without_its_name(contact):
    assert "Secret" not in str(contact)


def test_r_id_2_a_scope_includes_annexes():
    parent = SchoolFactory()
    annex = SchoolFactory(parent=parent)
    SchoolFactory()
    assert set(School.objects.with_annexes([parent.pk])) == {parent, annex}
    assert annex not in School.objects.counted()
