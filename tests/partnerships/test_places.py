"""R-ID-2: lists that mix several places show which, and filter on it; with one, neither."""

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from partnerships.enums import BookingState
from partnerships.workflow import contracts
from partnerships.workflow.tables import SYSTEM
from tests.accounts.factories import RoleAssignmentFactory, actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolFactory
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db
LISTS = ("partnerships:bookings", "partnerships:contracts", "partnerships:offers")
SCHOOL_LISTS = ("partnerships:bookings", "partnerships:contracts", "partnerships:class_groups")


@pytest.fixture
def sites():
    """Two SIRETs of a SIREN."""
    places = (("73282932000074", "Colomiers"), ("73282932000082", "Muret"))
    return [CompanyFactory(name="Mécanique", siret=siret, city=city) for siret, city in places]


@pytest.fixture
def schools():
    return [SchoolFactory(name="Lycée du Nord"), SchoolFactory(name="Lycée du Sud")]


@pytest.fixture
def contracted(schools, sites):
    """One accepted booking, with its contract, in each school and at each site."""
    return [accepted(*places) for places in zip(schools, sites, strict=True)]


def accepted(school, company):
    booking = BookingFactory(
        slot=SlotFactory(offer=OfferFactory(host_company=company, title=f"Offre {company.city}")),
        class_group=ClassGroupFactory(school=school, name=f"3e {school.name[-4:]}"),
        state=BookingState.ACCEPTED,
    )
    contracts.create_for(SYSTEM, booking)
    return booking


def whole_company(site):
    role = Role.COMPANY_REPRESENTATIVE
    row = RoleAssignmentFactory(role=role, companies=[site], includes_siblings=True)
    return Actor.of(row.user)


def page(client, actor, name, **query):
    client.force_login(actor.user)
    return client.get(reverse(name), query).content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_a_company_of_two_sites_sees_and_chooses_the_site(client, contracted, sites, name):
    actor = whole_company(sites[0])
    both = page(client, actor, name)
    assert both.count('data-label="Site"') == 2 and 'name="lieu"' in both
    for site in sites:
        assert f'data-label="Site">{site.site_name}' in both

    one = page(client, actor, name, lieu=sites[1].pk)
    assert one.count('data-label="Site"') == 1
    assert f'data-label="Site">{sites[1].site_name}' in one


@pytest.mark.parametrize("name", SCHOOL_LISTS)
def test_a_person_of_two_schools_sees_and_chooses_the_school(client, contracted, schools, name):
    actor = actor_for(Role.RBDE, schools=schools)
    both = page(client, actor, name)
    assert both.count('data-label="Établissement"') == 2 and 'name="lieu"' in both

    one = page(client, actor, name, lieu=schools[0].pk)
    assert one.count('data-label="Établissement"') == 1
    assert "3e Nord" in one and "3e Sud" not in one


@pytest.mark.parametrize("name", sorted({*LISTS, *SCHOOL_LISTS}))
def test_with_one_place_there_is_neither_column_nor_filter(
    client, contracted, schools, sites, name
):
    if name in SCHOOL_LISTS:
        shown = page(client, actor_for(Role.RBDE, school=schools[0]), name)
        assert "3e Nord" in shown
        assert 'data-label="Établissement"' not in shown and 'name="lieu"' not in shown
    if name in LISTS:
        shown = page(client, actor_for(Role.COMPANY_REPRESENTATIVE, company=sites[0]), name)
        assert 'data-label="Site"' not in shown and 'name="lieu"' not in shown


@pytest.mark.parametrize("name", LISTS)
def test_the_place_of_others_filters_nothing_in(client, contracted, sites, name):
    """A forged key is no choice: the form says so and the list stays the actor's own."""
    other = CompanyFactory()
    accepted(SchoolFactory(), other)
    shown = page(client, whole_company(sites[0]), name, lieu=other.pk)
    assert shown.count('data-label="Site"') <= 2
    assert other.site_name not in shown


def test_companies_of_two_sirens_are_told_apart_by_their_names(client):
    companies = [CompanyFactory(name="Alpha"), CompanyFactory(name="Bêta")]
    for company in companies:
        OfferFactory(host_company=company)
    actor = actor_for(Role.COMPANY_REPRESENTATIVE, companies=companies)

    shown = page(client, actor, "partnerships:offers")

    assert 'data-label="Entreprise">Alpha, ' in shown and 'data-label="Entreprise">Bêta, ' in shown


def test_the_team_is_filtered_by_school(client, schools):
    actor = actor_for(Role.HEAD, schools=schools)
    people = [actor_for(Role.TEACHER, school=school).user for school in schools]

    both = page(client, actor, "team")
    one = page(client, actor, "team", lieu=schools[1].pk)

    assert all(person.email in both for person in people)
    assert people[1].email in one and people[0].email not in one


def test_the_admin_filters_by_school_only_when_there_are_several(client, contracted, schools):
    for name in ("booking", "contract"):
        url = reverse(f"admin:partnerships_{name}_changelist")
        client.force_login(actor_for(Role.RBDE, schools=schools).user)
        assert "Par établissement" in client.get(url).content.decode(), name
        client.force_login(actor_for(Role.RBDE, school=schools[0]).user)
        assert "Par établissement" not in client.get(url).content.decode(), name
