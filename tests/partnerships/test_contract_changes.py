"""A notice says each thing that changed, before and after (R-CEE-5)."""

import pytest

from partnerships.contract.changes import changes_in_words
from partnerships.contract.data import contract_data
from partnerships.enums.contract import Half, LedBy, SessionKind
from partnerships.models import ContractNotice
from partnerships.programme import SessionDraft
from partnerships.workflow import contract_numbers, contracts
from partnerships.workflow.contract_edits import Edit, recorded
from tests.partnerships.contract_world import MONDAY, make_contract_world

pytestmark = pytest.mark.django_db


def words_after(world, edit):
    contracts.change(world.teacher, world.contract, edit)
    return changes_in_words(ContractNotice.objects.latest("pk").changes)


def test_each_part_is_said_in_words():
    world = make_contract_world()
    world.in_signature()
    assert words_after(world, Edit(values={"meals": "Panier", "accompanying": "A\nB"})) == [
        ("Adultes accompagnateurs", "rien", "A ; B"),
        ("Repas", contract_data(world.contract)["clauses"]["meals"], "Panier"),
    ]
    programme = recorded(world.fresh(), Edit(programme=[])).programme
    lesson = SessionDraft(MONDAY, Half.MORNING, SessionKind.OTHER, "Photo", LedBy.BOTH, "M. X")
    ((half, before, after),) = words_after(
        world, Edit(programme=[programme[0], lesson, *programme[1:]])
    )
    assert half == "Lundi 11 janvier, matin"
    assert after == before + "\nPhoto (l’enseignant et l’entreprise : M. X)"
    line = {"funder": "region", "label": "Car", "asked": 400, "granted": None, "paid": None}
    assert words_after(world, Edit(funding=[line])) == [
        ("Financement", "rien", "Région – Car : 400 € demandés")
    ]
    head = {"head": {"name": "Mme Serres", "title": "Principale", "email": "s@clg.test"}}
    ((label, _, after),) = words_after(world, Edit(parties=head))
    assert (label, after) == ("Signataire (chef d’établissement)", "Mme Serres, Principale")
    counts = {"girls": 1, "boys": 1, "unspecified": 0, "adults": 2}
    contract_numbers.change_numbers(world.teacher, world.contract, counts)
    rows = changes_in_words(ContractNotice.objects.latest("pk").changes)
    assert ("Effectif des élèves", "2 élèves, dont 1 fille et 1 garçon") in [
        (label, after) for label, _, after in rows
    ]
