"""A company that may be known already: warned of, chosen, or created all the same."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.duplicates import doubles
from directory.models import Company
from directory.violations import Refused
from partnerships.companies import TypedCompany, find_or_create
from partnerships.forms.offers import NewOfferForm
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, siret
from tests.directory.search_server import answer, serving

pytestmark = pytest.mark.django_db
SIRET = siret(4321)


@pytest.fixture
def known():
    return CompanyFactory(name="SARL Garage Martin", postcode="09000", city="Foix")


@pytest.mark.parametrize(
    ("name", "postcode", "why"),
    [
        ("garage MARTIN", "09000", "même nom, même code postal"),
        ("Martin Garage SAS", "09000", "même nom, même code postal"),
        ("Garage Martin et fils", "09000", "nom proche, même code postal"),
        ("Garrage Martin", "09000", "nom proche, même code postal"),
        ("Garage Martni", "09100", "même nom, même département"),
        ("Garage Martin", "34000", None),
        ("Garage Dupuis", "09000", None),
        ("", "09000", None),
    ],
)
def test_which_sheets_look_like_it(known, name, postcode, why):
    found = doubles(Company.objects.all(), name=name, postcode=postcode)
    assert [(one.company, one.why) for one in found] == ([(known, why)] if why else [])


def test_the_same_siret_is_the_same_company(known):
    (one,) = doubles(Company.objects.all(), siret=known.siret, name="Autre nom", postcode="75001")
    assert one.is_certain and one.company == known


def test_a_double_is_only_created_on_purpose(known):
    actor = actor_for(Role.RBDE)
    typed = {"siret": SIRET, "name": "Garage Martin", "postcode": "09000"}
    with pytest.raises(Refused, match="SARL Garage Martin"):
        find_or_create(actor, TypedCompany(**typed))
    assert find_or_create(actor, TypedCompany(**typed, is_new=True)).siret == SIRET


def test_an_old_sheet_gives_the_one_that_stands_for_it(known):
    old = CompanyFactory(merged_into=known, is_active=False)
    assert find_or_create(actor_for(Role.RBDE), TypedCompany(siret=old.siret)) == known


def form(**typed):
    return NewOfferForm(actor_for(Role.MISSION_OFFICER), {"kind": "visit", **typed})


def test_the_form_shows_the_sheets_and_takes_the_one_chosen(known):
    typed = {"siret": SIRET, "company_name": "Garage Martin", "company_postcode": "09000"}
    assert "same_company" not in form(**typed | {"company_name": "Boulonnerie"}).fields
    asked = form(**typed)
    assert "Des fiches ressemblent" in str(asked.errors["same_company"])
    assert "SARL Garage Martin, 09000 Foix" in str(asked["same_company"])
    chosen = form(**typed, same_company=str(known.pk))
    chosen.is_valid()
    assert chosen.chosen_company() == known
    foreign = form(**typed, same_company=str(CompanyFactory(name="Autre").pk))
    assert "same_company" in foreign.errors
    other = form(**typed, same_company="nouvelle")
    other.is_valid()
    assert other.chosen_company().siret == SIRET


def test_a_known_siret_with_another_name_is_confirmed_first(known):
    typed = {"siret": known.siret, "company_name": "Forge Test", "company_postcode": "31000"}
    asked = form(**typed)
    (said,) = asked.errors["same_company"]
    assert said.startswith("Ce SIRET est celui de SARL Garage Martin (Foix).")
    assert asked["company_name"].value() == "Forge Test"
    kept = form(**typed, same_company=str(known.pk))
    assert "same_company" not in kept.errors
    assert kept.chosen_company() == known
    assert "same_company" in form(**typed, same_company="nouvelle").errors
    for name in ("garage MARTIN", ""):
        assert "same_company" not in form(**typed | {"company_name": name}).fields


def test_the_admin_links_the_known_sheets_and_lets_go_on_purpose(client, known):
    actor = actor_for(Role.RBDE)
    client.force_login(actor.user)
    add = reverse("admin:directory_company_add")
    facts = {"name": "Garage Martin", "postcode": "09000", "legal_kind": "private"}
    context = client.get(add).context
    inlines = {
        f"{one.formset.prefix}-{name}": "0"
        for one in context["inline_admin_formsets"]
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    link = reverse("admin:directory_company_change", args=[known.pk])
    same = client.post(add, {**facts, **inlines, "siret": known.siret, "is_another": "on"})
    assert "est déjà celui de" in same.content.decode() and link in same.content.decode()
    like = client.post(add, {**facts, **inlines, "siret": SIRET})
    assert "même nom, même code postal" in like.content.decode() and link in like.content.decode()
    assert not Company.objects.filter(siret=SIRET).exists()
    done = client.post(add, {**facts, **inlines, "siret": SIRET, "is_another": "on"})
    assert done.status_code == 302
    assert Company.objects.get(siret=SIRET).siren == SIRET[:9]


def test_a_siret_alone_is_proposed_from_the_state_s_base(settings):
    with serving((200, {}, answer(SIRET), 0)) as (settings.COMPANY_SEARCH_URL, asked):
        shown = form(siret=SIRET)
        assert "répertoire de l’État" in str(shown.errors["siret"])
        assert shown["company_name"].value() == "ATELIERS NEUFS"
        assert shown["company_postcode"].value() == "31000"
        assert not Company.objects.filter(siret=SIRET).exists()
        CompanyFactory(siret=SIRET)
        assert "siret" not in form(siret=SIRET).errors
        assert len(asked) == 1
    with serving((500, {}, b"", 0)) as (settings.COMPANY_SEARCH_URL, _):
        assert "ne répond pas" in str(form(siret=siret(5)).errors["siret"])


def test_the_admin_asks_the_state_of_a_siret_alone_first(client, settings):
    client.force_login(actor_for(Role.RBDE).user)
    add = reverse("admin:directory_company_add")
    inlines = {
        f"{one.formset.prefix}-{name}": "0"
        for one in client.get(add).context["inline_admin_formsets"]
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    sent = {**inlines, "siret": SIRET, "legal_kind": "private"}
    with serving((200, {}, answer(SIRET), 0)) as (settings.COMPANY_SEARCH_URL, asked):
        shown = client.post(add, sent)
        form = shown.context["adminform"].form
        assert "répertoire de l’État" in str(form.errors["siret"])
        assert (form["name"].value(), form["postcode"].value()) == ("ATELIERS NEUFS", "31000")
        assert not Company.objects.filter(siret=SIRET).exists()
        again = client.post(add, sent | {"name": "Ateliers Neufs", "postcode": "31000"})
        assert again.status_code == 302 and len(asked) == 1
    assert Company.objects.get(siret=SIRET).name == "Ateliers Neufs"
