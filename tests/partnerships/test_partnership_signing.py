"""The agreement of a partnership: written, signed by its parties, sent back, renewed."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import RoleAssignment
from directory.violations import Refused
from documents import rounds
from documents.enums import RoundState
from documents.models import Correction, Signatory, SignatureRound
from documents.parties import function_of
from outbox.models import Notice
from partnerships.enums.relation import PartnershipKind, PartnershipState
from partnerships.models import Partnership
from partnerships.partnership_document import layout_data
from partnerships.partnership_wording import SUGGESTED, VARIABLES, wording_of
from partnerships.rules.partnership import AgreementFacts, deadline, lacks
from partnerships.todo.relation import relation_todos
from partnerships.workflow import partnership_signing as signing
from partnerships.workflow import partnerships as workflow
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, PartnerNetworkFactory, SchoolFactory

S, K = PartnershipState, PartnershipKind
START, END = dt.date(2027, 1, 4), dt.date(2027, 12, 31)
PARTNER = {"name": "Anne Roc", "title": "Directrice", "email": "anne@roc.example"}


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def head(school):
    return actor_for(Role.HEAD, school=school)


@pytest.fixture
def rbde(school, head):
    return actor_for(Role.RBDE, school=school)


@pytest.fixture
def company():
    return CompanyFactory(name="Fonderie Roc")


def prepared(actor, party, kind=K.HOST, **parties):
    terms = workflow.Terms(party, kind, "Usinage", START, END)
    row = workflow.prepare(actor, terms, key=uuid.uuid4())
    values = {name: getattr(row, name) for name in signing.TERMS}
    return signing.write_draft(actor, row, signing.Draft(values, {"partner": PARTNER, **parties}))


def fresh(row):
    return Partnership.objects.get(pk=row.pk)


def sign(signatory):
    """As the holder of the link does, its code apart."""
    return rounds.give(Actor.of_link(signatory.current_link), signatory, "127.0.0.1")


def asked(row):
    return {one.function: one for one in signing.current_round(row).signatories.all()}


def test_what_is_missing_before_the_signatures():
    facts = AgreementFacts("Accueillir", "", dt.date(2026, 1, 1), (("Pour Roc", " "),))
    said = [one.message for one in lacks(facts, dt.date(2026, 11, 26))]
    assert said == [
        "Écrivez à quoi votre structure s’engage.",
        "Ce partenariat serait déjà terminé\N{NO-BREAK SPACE}: changez ses dates.",
        "Nommez qui signe\N{NO-BREAK SPACE}: Pour Roc.",
    ]


def test_by_when_the_signatures_are_wanted():
    today = dt.date(2026, 11, 26)
    ahead = deadline(START, END, today)
    assert (ahead.wanted_on, ahead.closes_on) == (START, today + dt.timedelta(days=120))
    begun = deadline(dt.date(2026, 9, 1), dt.date(2026, 12, 1), today)
    assert (begun.wanted_on, begun.closes_on) == (dt.date(2026, 12, 1),) * 2


@pytest.mark.parametrize("kind", list(K))
def test_each_kind_has_its_articles_and_what_to_start_from(kind):
    from_braces = set(wording_of(kind).replace("}", "{").split("{")[1::2])
    assert from_braces == set(VARIABLES)
    assert all(SUGGESTED[kind]) and kind.document


@pytest.mark.django_db
def test_signed_by_both_it_is_in_force(rbde, head, company):
    row = prepared(rbde, company)
    signing.send(rbde, row)
    assert fresh(row).state == S.SIGNING
    assert signing.send(rbde, row).state == S.SIGNING
    people = asked(row)
    assert {one: people[one].email for one in people} == {
        "partner": PARTNER["email"],
        "head": head.user.email,
    }
    assert [one.function for one in signing.awaited_of([row])[row.pk]] == ["partner", "head"]
    assert Partnership.objects.visible_to(
        actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    ).exists()
    sign(people["partner"])
    assert fresh(row).state == S.SIGNING
    sign(people["head"])
    assert fresh(row).state == S.ACTIVE
    assert signing.current_round(row).sealed_file
    assert Notice.objects.get(kind="partnership.signed").user == rbde.user


@pytest.mark.django_db
def test_nothing_leaves_while_something_is_missing(rbde, company):
    row = workflow.prepare(
        rbde, workflow.Terms(company, K.TAX, "Taxe", START, END), key=uuid.uuid4()
    )
    assert row.partner_commitments == SUGGESTED[K.TAX][0]
    with pytest.raises(
        Refused, match="Nommez qui signe\N{NO-BREAK SPACE}: Pour l’entreprise Fonderie Roc"
    ):
        signing.send(rbde, row)
    assert fresh(row).state == S.PREPARATION
    with pytest.raises(Refused, match="ne vous est pas ouverte"):
        signing.send(actor_for(Role.RBDE), prepared(rbde, company))


@pytest.mark.django_db
def test_the_other_party_signs_when_it_is_named(rbde, company):
    row = prepared(rbde, company, K.FRAMEWORK)
    assert [one.function for one in signing.signatories_of(row)] == ["partner", "head"]
    third = {"name": "Luc Sol", "title": "IA-DASEN", "email": "luc@ac.example"}
    row = prepared(rbde, company, K.FRAMEWORK, third=third)
    assert [one.label for one in signing.signatories_of(row)][-1] == "Pour l’autorité académique"
    assert layout_data(row)["parties"][-1]["name"] == "L’autorité académique"


@pytest.mark.django_db
def test_an_office_names_who_signs_for_it_and_a_network_is_a_partner():
    officer = actor_for(Role.MISSION_OFFICER)
    holder = {"name": "Eva Lac", "title": "Chargée de mission", "email": "eva@ac.example"}
    row = prepared(officer, PartnerNetworkFactory(name="Club Nord"), holder=holder)
    signing.send(officer, row)
    assert [one.name for one in asked(row).values()] == ["Anne Roc", "Eva Lac"]
    assert row.holder_name in layout_data(row)["parties"][1]["name"]


@pytest.mark.django_db
def test_taken_back_the_signatures_no_longer_count(rbde, company):
    row = prepared(rbde, company)
    signing.send(rbde, row)
    sign(asked(row)["partner"])
    with pytest.raises(Refused, match="Indiquez le motif"):
        signing.take_back(rbde, row, " ")
    signing.take_back(rbde, row, "Autres dates")
    assert fresh(row).state == S.PREPARATION
    first = SignatureRound.objects.about(row).get()
    assert (first.state, first.signatories.signed().count()) == (RoundState.VOIDED, 1)
    signing.send(rbde, row)
    assert signing.current_round(row).number == f"{first.number}-2"
    signing.drop(rbde, row, "Sans suite")
    assert fresh(row).state == S.ABANDONED
    assert signing.current_round(row).state == RoundState.VOIDED


@pytest.mark.django_db
def test_a_signatory_asks_for_corrections_and_nothing_is_retyped(rbde, company):
    row = prepared(rbde, company)
    signing.send(rbde, row)
    signing.keep_corrections(
        Actor.of_link(asked(row)["partner"].current_link), row, {"ends_on": "Fin juin"}
    )
    assert fresh(row).state == S.PREPARATION
    assert Notice.objects.get(kind="partnership.sent_back").user == rbde.user
    values = {name: getattr(fresh(row), name) for name in signing.TERMS}
    values["ends_on"] = dt.date(2027, 6, 30)
    signing.write_draft(rbde, row, signing.Draft(values))
    assert not Correction.objects.open().about(row).exists()
    assert fresh(row).parties.get().name == "Anne Roc"


@pytest.mark.django_db
def test_a_refusal_is_told_to_who_follows_it_and_is_a_to_do(rbde, company):
    row = prepared(rbde, company)
    signing.send(rbde, row)
    assert not relation_todos(rbde)
    partner = asked(row)["partner"]
    rounds.refuse(Actor.of_link(partner.current_link), partner, "Pas le bon signataire")
    assert Notice.objects.get(kind="partnership.refused").user == rbde.user
    assert [one.title for one in relation_todos(rbde)] == [
        "Appeler pour un partenariat qui n’est pas signé"
    ]
    assert not relation_todos(actor_for(Role.RBDE))


@pytest.mark.django_db
def test_a_renewal_has_a_round_of_its_own(rbde, company):
    row = prepared(rbde, company)
    signing.send(rbde, row)
    for one in asked(row).values():
        sign(one)
    following = workflow.renew(rbde, fresh(row), dt.date(2028, 1, 1), dt.date(2028, 12, 31))
    assert (following.state, following.parties.get().email) == (S.PREPARATION, PARTNER["email"])
    values = {name: getattr(following, name) for name in signing.TERMS}
    with pytest.raises(Refused, match="commence après la fin"):
        early = signing.Draft(values | {"starts_on": END})
        signing.write_draft(rbde, following, early)
    signing.send(rbde, following)
    assert fresh(following).state == S.SIGNING and fresh(row).state == S.ACTIVE


@pytest.mark.django_db
def test_who_speaks_for_whom(rbde, head, school, company):
    row = prepared(rbde, company)
    signing.send(rbde, row)
    out = signing.current_round(row)
    representative = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    said = {one: function_of(one, out) for one in (head, rbde, representative)}
    assert list(said.values()) == ["head", "school", "partner"]
    assert function_of(actor_for(Role.RBDE), out) == ""
    assert not SignatureRound.objects.visible_to(actor_for(Role.RBDE)).exists()


@pytest.mark.django_db
def test_the_signature_follows_the_head(rbde, head, school, company):
    row = prepared(rbde, company)
    signing.send(rbde, row)
    RoleAssignment.objects.filter(user=head.user).update(ends_on=dt.date(2026, 1, 2))
    successor = actor_for(Role.HEAD, school=school)
    signing.follow_heads(RoleAssignment.objects.get(user=successor.user))
    assert Signatory.objects.get(function="head").email == successor.user.email


@pytest.mark.django_db
def test_from_the_page_to_the_signature(client, rbde, company):
    client.force_login(rbde.user)
    row = workflow.prepare(
        rbde, workflow.Terms(company, K.EQUIPMENT, "Tour", START, END), key=uuid.uuid4()
    )
    page, write = row.get_absolute_url(), reverse("partnerships:partnership_write", args=[row.pk])
    shown = client.get(page).content.decode()
    assert "Nommez qui signe" in shown and "Mettre à la signature" not in shown
    form = client.get(write).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    bad = client.post(write, sent | {"partner_name": "Anne", "partner_email": "anne"})
    assert "Saisissez une adresse" in bad.content.decode()
    client.post(write, sent | {f"partner_{name}": value for name, value in PARTNER.items()})
    pdf = client.get(reverse("partnerships:partnership_preview", args=[row.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    client.post(reverse("partnerships:partnership_act", args=[row.pk, "send"]))
    assert fresh(row).state == S.SIGNING
    shown = client.get(page).content.decode()
    assert "Suivre les signatures" in shown and client.get(write).status_code == 404
    assert "En attente&nbsp;:" in client.get(reverse("partnerships:partnerships")).content.decode()
    client.force_login(actor_for(Role.RBDE).user)
    for url in (page, write, pdf.wsgi_request.path):
        assert client.get(url).status_code == 404
