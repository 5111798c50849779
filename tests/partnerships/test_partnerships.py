"""A partnership: its life, who sees it, its documents, its reminders."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.handover import all_movers
from accounts.models import JournalEntry
from directory.violations import Refused
from partnerships.enums.relation import PartnershipKind, PartnershipState
from partnerships.models import Partnership
from partnerships.reminders.relation import to_renew
from partnerships.todo.relation import relation_todos
from partnerships.workflow import partnership_signing as signing
from partnerships.workflow import partnerships as workflow
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, PartnerNetworkFactory, SchoolFactory

pytestmark = pytest.mark.django_db
S = PartnershipState
START, END = dt.date(2026, 9, 1), dt.date(2027, 8, 31)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def rbde(school):
    return actor_for(Role.RBDE, school=school)


def prepared(actor, party=None, **words):
    terms = {
        "party": party or CompanyFactory(),
        "kind": PartnershipKind.FRAMEWORK,
        "title": "Accord-cadre usinage",
        "starts_on": START,
        "ends_on": END,
    }
    return workflow.prepare(actor, workflow.Terms(**(terms | words)), key=uuid.uuid4())


# (state, event) → what becomes of it; every other pair is refused.
LIFE = {
    (S.PREPARATION, "send"): S.SIGNING,
    (S.PREPARATION, "start"): S.ACTIVE,
    (S.PREPARATION, "drop"): S.ABANDONED,
    (S.SIGNING, "take_back"): S.PREPARATION,
    (S.SIGNING, "drop"): S.ABANDONED,
    (S.ACTIVE, "end"): S.ENDED,
    (S.ACTIVE, "renew"): S.ACTIVE,
    (S.ENDED, "renew"): S.ENDED,
    (S.PREPARATION, "take_up"): S.PREPARATION,
    (S.SIGNING, "take_up"): S.SIGNING,
    (S.ACTIVE, "take_up"): S.ACTIVE,
}
RUN = {
    "send": lambda actor, row: signing.send(actor, row),
    "take_back": lambda actor, row: signing.take_back(actor, row, "Autres dates"),
    "start": lambda actor, row: workflow.start(actor, row),
    "drop": lambda actor, row: signing.drop(actor, row, "Sans suite"),
    "end": lambda actor, row: workflow.end(actor, row, "Site fermé"),
    "renew": lambda actor, row: workflow.renew(
        actor, row, END + dt.timedelta(days=1), dt.date(2028, 8, 31)
    ),
    "take_up": lambda actor, row: workflow.take_up(actor, row),
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("event", list(RUN))
def test_every_state_and_event(rbde, state, event):
    row = prepared(rbde)
    row.parties.create(function="partner", name="Anne Roc")
    actor_for(Role.HEAD, school=row.school)
    if state == S.SIGNING:
        signing.send(rbde, row)
    Partnership.objects.filter(pk=row.pk).update(state=state, ending_reason="Essai")
    if (state, event) == (S.SIGNING, "send"):
        assert signing.send(rbde, row).state == S.SIGNING
        return
    if (state, event) not in LIFE:
        with pytest.raises(Refused, match="n’est plus possible"):
            RUN[event](rbde, row)
        return
    with pytest.raises(Refused, match="ne vous est pas ouverte"):
        RUN[event](actor_for(Role.RBDE), row)
    mine = actor_for(Role.DDFPT, school=row.school) if event == "take_up" else rbde
    RUN[event](mine, row)
    row.refresh_from_db()
    assert row.state == LIFE[state, event]
    assert row.owner == mine.user


def test_an_end_says_why_and_the_table_holds_it(rbde):
    row = workflow.start(rbde, prepared(rbde))
    with pytest.raises(Refused, match="Dites pourquoi"):
        workflow.end(rbde, row, " ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=row.pk).update(state=S.ENDED)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"ends_on": START - dt.timedelta(days=1)}, "La fin précède le début."),
        ({"ends_on": dt.date(2206, 9, 1)}, "Plus de dix ans"),
        ({"title": " "}, "Indiquez l’objet."),
    ],
)
def test_terms_that_are_not_sensible_are_refused(rbde, words, message):
    with pytest.raises(Refused, match=message):
        prepared(rbde, **words)


def test_a_renewal_follows_and_is_made_once(rbde):
    row = workflow.start(rbde, prepared(rbde))
    with pytest.raises(Refused, match="commence après la fin"):
        workflow.renew(rbde, row, END, None)
    following = RUN["renew"](rbde, row)
    assert (following.state, following.renews, following.party) == (S.PREPARATION, row, row.party)
    with pytest.raises(Refused, match="déjà renouvelé"):
        RUN["renew"](rbde, row)
    assert row not in to_renew()


def test_a_renewal_is_proposed_for_as_long(client, rbde):
    row = workflow.start(rbde, prepared(rbde))
    client.force_login(rbde.user)
    url = reverse("partnerships:partnership_act", args=[row.pk, "renew"])
    page = client.get(url)
    said = page.content.decode()
    assert "du 1er septembre 2026 au 31 août 2027" in said and said.count("Accord-cadre") == 2
    assert page.context["form"]["starts_on"].value() == dt.date(2027, 9, 1)
    assert page.context["form"]["ends_on"].value() == dt.date(2028, 8, 30)
    client.post(url, {"starts_on": "2027-09-01", "ends_on": "2028-08-31"})
    assert Partnership.objects.get(renews=row).ends_on == dt.date(2028, 8, 31)
    row.ends_on = None
    assert workflow.following_dates(row) == {}


def test_who_sees_it(rbde, school):
    company = CompanyFactory()
    row = prepared(rbde, company)
    representative = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    officer = actor_for(Role.MISSION_OFFICER)
    seen = {
        rbde: True,
        actor_for(Role.HEAD, school=school): True,
        officer: True,
        representative: False,
        actor_for(Role.TEACHER, school=school): False,
        actor_for(Role.RBDE): False,
    }
    for actor, sees in seen.items():
        assert Partnership.objects.visible_to(actor).exists() is sees, actor
    workflow.start(rbde, row)
    assert Partnership.objects.visible_to(representative).exists()
    assert not JournalEntry.objects.visible_to(representative).filter(
        verb="a préparé un partenariat"
    )


def test_an_office_s_own_with_a_network(client):
    officer = actor_for(Role.MISSION_OFFICER)
    row = prepared(officer, PartnerNetworkFactory())
    assert row.office_id == "31" and row.holder_name.startswith("Mission école-entreprise")
    assert not Partnership.objects.visible_to(actor_for(Role.RBDE)).exists()


def test_what_ends_soon_is_a_to_do_and_ends_by_itself(rbde):
    today = dt.date(2027, 7, 1)
    row = workflow.start(rbde, prepared(rbde))
    assert Partnership.objects.expiring(today, today + workflow.NOTICE).get() == row
    assert row in to_renew() and not relation_todos(rbde)
    assert workflow.finish_past(END) == 0
    assert workflow.finish_past(END + dt.timedelta(days=1)) == 1
    row.refresh_from_db()
    assert (row.state, row.ending_reason) == (S.ENDED, "Arrivé à son terme")


def test_it_is_handed_over_while_it_lasts(rbde, school):
    row = workflow.start(rbde, prepared(rbde))
    (mover,) = [one for one in all_movers() if one.one == "partenariat"]
    successor = actor_for(Role.RBDE, school=school).user
    assert list(mover.rows(rbde.user, [school.pk])) == [row]
    mover.move([row], rbde.user, successor)
    row.refresh_from_db()
    assert row.owner == successor


def test_from_the_form_to_the_document_and_back(client, rbde):
    client.force_login(rbde.user)
    new = reverse("partnerships:partnership_new")
    company = CompanyFactory(name="Fonderie Roc")
    form = client.get(f"{new}?entreprise={company.pk}").context["form"]
    sent = {
        "company": str(company.pk), "kind": "tax", "title": "Taxe 2027",
        "starts_on": "2027-01-01", "ends_on": "2026-01-01",
        "form_key": form["form_key"].value(),
    }  # fmt: skip
    assert "La fin précède le début." in client.post(new, sent).content.decode()
    assert "Choisissez" in client.post(new, sent | {"company": ""}).content.decode()
    client.post(new, sent | {"ends_on": "2027-12-31"})
    row = Partnership.objects.get()
    page = row.get_absolute_url()
    bad = {"title": "Accord", "scan": SimpleUploadedFile("a.exe", b"MZ...")}
    assert "Envoyez un PDF ou une photo" in client.post(page, bad).content.decode()
    client.post(page, {"title": "Accord signé", "scan": SimpleUploadedFile("a.png", PNG)})
    document = row.documents.get()
    taken = client.get(reverse("partnerships:partnership_document", args=[row.pk, document.pk]))
    assert taken.content == PNG and taken["Content-Disposition"].startswith("attachment")
    act = reverse("partnerships:partnership_act", args=[row.pk, "start"])
    assert client.get(act).status_code == 200
    assert Partnership.objects.get().state == S.PREPARATION
    client.post(act)
    assert Partnership.objects.get().state == S.ACTIVE
    client.force_login(actor_for(Role.RBDE).user)
    for url in (page, act, taken.wsgi_request.path):
        assert client.get(url).status_code == 404


def test_the_kind_is_said_once():
    row = Partnership(kind=PartnershipKind.FRAMEWORK, title="accord-cadre")
    assert row.subject == "Accord-cadre"
    row.title = "Accord-cadre usinage"
    assert row.subject == "Accord-cadre usinage"
    row.title = "Robotique"
    assert row.subject == "Accord-cadre, Robotique"
