"""Two people who edit the same part of a contract: nothing typed is lost, nobody is unaware."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import JournalEntry
from partnerships.models import FundingLine
from partnerships.workflow import contracts
from partnerships.workflow.contract_edits import Edit, Outdated, version_of
from tests.partnerships.contract_world import make_contract_world
from tests.partnerships.test_contract_pages import form_data

pytestmark = pytest.mark.django_db
LINE = {"funder": "region", "label": "Car", "granted": None, "paid": None}


@pytest.fixture
def world():
    return make_contract_world()


class Session:
    """A browser of one person, with one page of the contract open."""

    def __init__(self, actor, address):
        self.client, self.address = Client(), address
        if actor:
            self.client.force_login(actor.user)
        self.data = form_data(self.client.get(address).context["form"])

    def save(self, **typed):
        self.data |= typed
        page = self.client.post(self.address, self.data)
        if page.status_code == 200:  # what the browser then has in its fields
            self.data = page.context["form"].data.dict()
        return page


def url(name, world):
    return reverse(f"partnerships:{name}", args=[world.contract.pk])


def test_the_second_is_told_who_changed_what_keeps_the_text_and_saves_knowingly(world):
    one = Session(world.teacher, url("contract_company", world))
    two = Session(world.company, url("contract_company", world))
    assert one.save(tutor_name="Luc Petit", place="12 rue des Ateliers").status_code == 302

    page = two.save(tutor_name="Eva Blanc", safety="Casque obligatoire")
    words = page.content.decode()
    assert "Une autre personne a modifié cette page" in words
    assert f"<strong>{world.teacher.label}</strong>, a complété la convention" in words
    assert "tuteur dans l’entreprise" in words
    assert re.search(r"Enregistré&nbsp;:</strong> Luc Petit", words)
    assert page.context["form"].meanwhile["taken"] == [
        ("Lieu de l’immersion", "12 rue des Ateliers")
    ]
    assert 'value="Eva Blanc"' in words
    assert "Casque obligatoire" in words
    assert world.fresh().tutor_name == "Luc Petit"

    assert two.save().status_code == 302
    kept = world.fresh()
    assert (kept.tutor_name, kept.safety) == ("Eva Blanc", "Casque obligatoire")
    assert kept.place == "12 rue des Ateliers"


def test_a_third_change_in_between_is_told_again(world):
    one = Session(world.teacher, url("contract_company", world))
    two = Session(world.company, url("contract_company", world))
    one.save(tutor_name="Luc Petit")
    two.save(tutor_name="Eva Blanc")
    contracts.change(world.head, world.contract, Edit(values={"place": "Autre site"}))
    page = two.save()
    assert page.status_code == 200
    assert "Autre site" in page.content.decode()
    assert two.save().status_code == 302


def test_the_programme_and_the_host_s_link(world):
    """The host without account and the teacher write the same half-day."""
    one = Session(world.teacher, url("contract_programme", world))
    two = Session(None, world.fill_link.path)
    key = next(name for name in one.data if name.endswith("am-0-title"))
    other = next(name for name in one.data if name.endswith("pm-1-title"))
    mine = {key: "Accueil par le directeur", other: "Goûter"}
    assert one.save(**mine).status_code == 302

    page = two.save(**{key: "Petit-déjeuner", "tutor_name": "Eva Blanc"})
    words = page.content.decode()
    assert "Lundi 11 janvier 2027, matin" in words
    assert "Accueil par le directeur (accueil" in words.replace("\n", " ")
    assert 'value="Petit-déjeuner"' in words
    assert world.fresh().tutor_name == ""

    assert two.save().status_code == 302
    assert world.fresh().tutor_name == "Eva Blanc"
    titles = list(world.contract.sessions.values_list("title", flat=True))
    assert (titles[0], titles[2], len(titles)) == ("Petit-déjeuner", "Goûter", 7)


def test_the_numbers_and_the_funding(world):
    one = Session(world.teacher, url("contract_numbers", world))
    two = Session(world.head, url("contract_numbers", world))
    assert one.save(girls=3).status_code == 302
    told = two.save(girls=4, adults=3)
    assert "effectif des élèves" in told.content.decode()
    assert [row[0] for row in told.context["form"].meanwhile["disputed"]] == ["Filles"]
    assert two.save().status_code == 302
    assert world.fresh().booking.girls == 4

    one = Session(world.teacher, url("contract_funding", world))
    two = Session(world.head, url("contract_funding", world))
    assert one.save(**{"ligne-0-asked": "400"}).status_code == 302
    page = two.save(**{"ligne-0-asked": "500", "ligne-0-label": "Car"})
    assert "demandé 400 €" in page.content.decode()
    assert two.save().status_code == 302
    assert str(FundingLine.objects.get().asked) == "500.00"


def test_other_parts_do_not_disturb_and_the_same_text_twice_is_no_conflict(world):
    one = Session(world.teacher, url("contract_school", world))
    two = Session(world.company, url("contract_company", world))
    three = Session(world.head, url("contract_school", world))
    assert one.save(referent_name="Mme Serres").status_code == 302
    assert two.save(tutor_name="Eva Blanc").status_code == 302
    assert three.save(referent_name="Mme Serres").status_code == 302


def test_a_page_that_does_not_say_what_was_read_writes_nothing(world):
    one = Session(world.teacher, url("contract_company", world))
    assert one.save(tutor_name="X", seen="").status_code == 200
    assert world.fresh().tutor_name == ""


def test_the_check_is_the_workflow_s(world):
    mine = Edit(funding=[LINE | {"asked": 100}])
    seen = version_of(world.fresh(), mine)
    contracts.change(world.head, world.contract, Edit(funding=[LINE | {"asked": 50}]), seen=seen)
    with pytest.raises(Outdated) as refused:
        contracts.change(world.teacher, world.contract, mine, seen=seen)
    assert [entry.actor_label for entry in refused.value.entries] == [world.head.label]


def test_what_is_granted_leaves_a_trace_too(world):
    contracts.change(world.teacher, world.contract, Edit(funding=[LINE | {"asked": 50}]))
    paid = Edit(funding=[LINE | {"asked": 50, "paid": 20}])
    contracts.change(world.head, world.contract, paid)
    last = JournalEntry.objects.about(world.contract).first()
    assert (last.actor_label, last.words) == (world.head.label, "suivi du financement")


def test_amounts_are_the_same_however_they_are_written(world):
    typed = Edit(funding=[LINE | {"asked": 50}])
    contracts.change(world.teacher, world.contract, typed)
    seen = version_of(world.fresh(), typed)
    contracts.change(world.head, world.contract, typed, seen=seen)


def test_a_wrong_amount_is_listed_above_the_lines_of_funding(client):
    world = make_contract_world()
    client.force_login(world.teacher.user)
    page = reverse("partnerships:contract_funding", args=[world.contract.pk])
    said = client.post(page, {"ligne-1-asked": "mille", "ligne-1-funder": "school"})
    assert '<a href="#id_ligne-1-asked">Demandé (€)</a>' in said.content.decode()
