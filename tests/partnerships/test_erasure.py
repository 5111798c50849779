"""Two years after, nothing names who was met at a host or signed for it (DOMAIN §8); what is
counted stays, and what was signed is kept in the closed archive for ever."""

import datetime as dt
import uuid

import pghistory
import pytest
from django.apps import apps

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from documents import archive
from documents.models import Signatory, SignatureRound, StoredFile
from documents.rounds import give
from documents.verification import verify
from outbox.models import Notice
from partnerships.enums.relation import PartnershipKind
from partnerships.models import Booking, Contract, ContractParty, Partnership
from partnerships.tasks import advance
from partnerships.workflow import contracts, erasure
from partnerships.workflow import partnership_signing as signing
from partnerships.workflow import partnerships as workflow
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, SchoolFactory
from tests.partnerships.contract_world import make_contract_world
from tests.partnerships.factories import SchoolRequestAnswerFactory, StandInFactory
from tests.placements.test_erasure import holding
from tests.placements.test_erasure_whole import written_columns

MARKER = "zyxmarqueur"
MAIL = f"{MARKER}@hote.example"
# Of the tables that lead to an immersion or a partnership: what is written there and stays.
STAY = {
    "Booking": "",
    "Contract": "objectives place safety equipment transport meals insurance evaluation supporters",
    "ContractParty": "title",
    "ProgrammeSession": "title",
    "NominativeList": "sealed",  # destroyed the day after (R-CEE-3)
    "Partnership": "title partner_commitments holder_commitments ending_reason",
    "PartnershipSignatory": "title",
}
# Tables without a name of anybody, or that live as long as what they tell of, and why.
OTHERS = {
    "Offer": "of a host that still publishes it; its contact is changed there",
    "SlotFacets": "computed",
    "BranchCall": "of a branch, to all",
    "FundingLine": "money",
    "CompanyMerge": "of companies",
    "CompanyCorrection": "of a company, settled by its keepers",
    "ClosedPeriod": "of a company",
    "SheetImport": "gone the next day",
    "Interaction": "the log of its holder",
    "SchoolRequest": "of a school, to all",
    "CompanyNeed": "a job",
    "NetworkAction": "of a network",
    "PartnershipDocument": "a title",
    "ContactCeiling": "of a company",
    "SavedFilter": "of its owner",
    "SlotWaiting": "of a class",
}


def test_no_column_of_partnerships_is_forgotten():
    """A new one fails here: say in `erasure` what becomes of it, or here why nothing does."""
    emptied = {
        f"{model.__name__}.{name}"
        for kind in erasure.KINDS
        for model, (_, values) in kind.table.items()
        for name in values
    }
    stay = {f"{model}.{name}" for model, names in STAY.items() for name in names.split()}
    found = {
        f"{model.__name__}.{name}"
        for model in apps.get_app_config("partnerships").get_models()
        if not hasattr(model, "pgh_obj") and model.__name__ not in OTHERS
        for name in written_columns(model)
    }
    assert found == emptied | stay


def sign(signatory):
    link = signatory.current_link
    with pghistory.context(actor=link.holder_name, role="", url=link.path, link=link.pk):
        give(Actor.of_link(link), signatory, "127.0.0.1")


def lived():
    """An immersion whose every person of the host bears the marker: told, changed, signed."""
    world = make_contract_world()
    Booking.objects.update(contact_name=MARKER, contact_email=MAIL, message=MARKER)
    ContractParty.objects.filter(function="company").update(name=MARKER, email=MAIL)
    texts = {"tutor_name": MARKER, "tutor_phone": MARKER, "accompanying": MARKER}
    texts["image_consents_attested"] = True
    contracts.change(world.teacher, world.contract, contracts.Edit(values=texts))
    contracts.send_to_signature(world.teacher, world.contract)
    sign(world.signatories()["company"])
    edit = contracts.Edit(values={"tutor_name": f"{MARKER} deux"})
    contracts.change(world.teacher, world.contract, edit)
    return world


@pytest.mark.django_db
def test_a_plain_dump_names_nobody_and_the_document_is_kept():
    world = lived()
    last = world.booking.ends_on
    found = set(holding(MARKER))
    assert found >= {
        "accounts_personallink",
        "documents_signatory",
        "documents_signatureround",
        "outbox_notice",
        "partnerships_booking",
        "partnerships_contract",
        "partnerships_contractnotice",
        "partnerships_contractparty",
        "partnerships_contractevent",
    }
    assert erasure.erase_due(last.replace(year=last.year + 2)) == 0
    after = last.replace(year=last.year + 2) + dt.timedelta(days=1)
    assert erasure.erase_due(after) == 1
    assert holding(MARKER) == []
    booking = Booking.objects.get()
    assert (booking.contact_name, booking.contact_email) == ("Données effacées", "")
    assert booking.company and booking.girls + booking.boys + booking.unspecified
    assert booking.people_erased_on == after and Contract.objects.get().objectives
    assert not PersonalLink.objects.alive().exists()
    entry = JournalEntry.objects.get(verb="a effacé les noms des interlocuteurs")
    assert entry.words == "une demande, deux ans après"
    assert erasure.erase_due(after) == 0
    round = SignatureRound.objects.get()
    assert round.pdf.is_archived and verify(round.pdf.sha256).title
    much_later = round.pdf.archived_at.replace(year=round.pdf.archived_at.year + 30)
    assert archive.destroy_due(much_later) == 0
    assert archive.content_of(StoredFile.objects.get(pk=round.pdf_id)).startswith(b"%PDF")


@pytest.mark.django_db
def test_who_signed_a_partnership_is_erased_two_years_after_its_end():
    school = SchoolFactory()
    actor_for(Role.HEAD, school=school)
    rbde = actor_for(Role.RBDE, school=school)
    terms = workflow.Terms(
        CompanyFactory(), PartnershipKind.HOST, "Usinage", dt.date(2027, 1, 4), dt.date(2027, 6, 30)
    )
    row = workflow.prepare(rbde, terms, key=uuid.uuid4())
    values = {name: getattr(row, name) for name in signing.TERMS}
    person = {"name": MARKER, "title": "Directrice", "email": MAIL}
    signing.write_draft(rbde, row, signing.Draft(values, {"partner": person}))
    signing.send(rbde, row)
    sign(signing.current_round(row).signatories.get(function="partner"))
    assert erasure.erase_due(dt.date(2031, 1, 1)) == 0  # it was never ended
    Partnership.objects.update(state="ended", ending_reason="Arrivé à son terme")
    assert erasure.erase_due(dt.date(2029, 6, 30)) == 0
    advance(dt.date(2029, 7, 2))
    assert holding(MARKER) == []
    row.refresh_from_db()
    assert (row.title, row.people_erased_on) == ("Usinage", dt.date(2029, 7, 2))
    assert set(Signatory.objects.values_list("name", flat=True)) == {"Données effacées"}
    assert not Notice.objects.filter(recipient_email=MAIL).exists()


@pytest.mark.django_db
def test_who_answered_and_who_stood_in():
    answer = SchoolRequestAnswerFactory(contact_name=MARKER, contact_email=MAIL)
    StandInFactory(email=MAIL, stand_in_email=f"b{MAIL}", name=MARKER, stand_in_name=MARKER)
    assert erasure.erase_due(answer.request.ends_on) == 0
    assert erasure.erase_due(dt.date(2040, 1, 1)) == 2
    assert holding(MARKER) == []
    assert erasure.erase_due(dt.date(2040, 1, 1)) == 0
