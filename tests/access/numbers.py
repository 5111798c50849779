"""Addresses that hold a row's number: the beginning of the route → the model of the number."""

from functools import cache

from allauth.usersessions.models import UserSession
from django.apps import apps

from accounts.models import Delegation, JournalEntry, RoleAssignment
from directory import models as directory
from documents.models import QuestionnaireAnswer, SignatureRound
from outbox.models import BarredAddress
from partnerships.models import Booking, BranchConsultation, Contract
from placements.models import Agreement, Campaign, PlacementProposal
from reminders.models import RuleSetting
from tests.access import foreign, foreign_clee, foreign_placements, foreign_relation
from tests.access.routes import ARGUMENT, every_route

NUMBERS = {
    **foreign_clee.NUMBERS,
    **foreign.foreign_events.NUMBERS,
    **foreign_placements.NUMBERS,
    "courriels/adresses/": BarredAddress,
    "documents/questionnaires/": QuestionnaireAnswer,
    "documents/tours/": SignatureRound,
    "equipe/delegations/": Delegation,
    "equipe/passer-la-main/": JournalEntry,
    "equipe/reglages/": directory.School,
    "immersions/attente/": apps.get_model("partnerships.SlotWaiting"),
    "immersions/appels/": apps.get_model("partnerships.SchoolRequest"),
    "immersions/besoins/": apps.get_model("partnerships.CompanyNeed"),
    "immersions/branche/": BranchConsultation,
    "immersions/conventions/": Contract,
    "immersions/creneaux/": apps.get_model("partnerships.Slot"),
    "immersions/demandes/": Booking,
    "immersions/offres/": apps.get_model("partnerships.Offer"),
    "immersions/reponses/": apps.get_model("partnerships.SchoolRequestAnswer"),
    **dict.fromkeys(("mon-compte/roles/", "rentree/roles/", "roles/"), RoleAssignment),
    "rappels/": RuleSetting,
    "mon-compte/sessions/": UserSession,
    **dict.fromkeys(("classes/", "rentree/classes/"), directory.ClassGroup),
    **foreign_relation.NUMBERS,
    "stages/importer/": apps.get_model("documents.SheetImport"),
    "stages/conventions/": Agreement,
    "stages/periodes/": Campaign,
    "stages/propositions/": PlacementProposal,
}
# They ask for a recent sign-in first: tests/accounts/test_second_factor.py and _proconnect_*.
OWN_NUMBERS = ("mon-compte/securite/",)
PUBLIC_NUMBERS = ("lien/", "reseaux/", "developpement/")
# The shared facts of a company, without what belongs to a school: test_log, test_ceilings,
# test_desk, and its yearly sheet (tests/reports). A school of the territory is its officers'.
SHARED = ("relations/entreprises/", "relations/etablissements/", "stages/pfmp/entreprises/")
SHARED_NUMBERS = (*SHARED, "rapports/")


@cache
def numbered():
    """(route, model) of the pages of the portal whose address holds a row's number."""
    texts = [route.text for route in every_route()]
    return tuple(
        (text, next((m for start, m in NUMBERS.items() if text.startswith(start)), None))
        for text in texts
        if text not in foreign_clee.PUBLIC
        and not text.startswith(("admin/", *OWN_NUMBERS, *PUBLIC_NUMBERS, *SHARED_NUMBERS))
        and any(found["kind"] == "int" for found in ARGUMENT.finditer(text))
    )


def path_of(text, row):
    def value(found):
        if found["name"] == "signatory":
            return str(row.signatories.first().pk)
        return str(row.pk) if found["kind"] == "int" else "cancel"

    return "/" + ARGUMENT.sub(value, text)
