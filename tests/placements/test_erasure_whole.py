"""Every column that a person may write in is erased or said innocent; a placement that was
signed, followed, evaluated leaves no marker, and its document passes to the closed archive."""

import datetime as dt
import uuid

import pghistory
import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from accounts.reads import note_reads
from directory.models import Company
from directory.violations import Refused
from documents import archive, questionnaires
from documents.models import Correction, QuestionnaireAnswer, Signatory, SignatureRound, StoredFile
from documents.rounds import give
from documents.verification import verify
from placements import evaluation
from placements.enums import PlacementState
from placements.models import (
    AgreementNotice,
    Incident,
    LegalGuardian,
    Placement,
    PresenceDay,
    Stay,
    Visit,
)
from placements.workflow import (
    agreement_parts,
    agreements,
    erasure,
    host_links,
    incidents,
    outcomes,
    presence,
    visits,
)
from tests.accounts.factories import actor_for
from tests.directory.factories import MunicipalityFactory
from tests.placements.agreement_world import SAID, make_agreement_world
from tests.placements.follow_world import FRIDAY, MONDAY, TUESDAY, on
from tests.placements.test_erasure import AFTER, MARKER, holding

# Tables in which nobody types anything about a pupil, and why.
INNOCENT = {
    "Campaign": "of a school",
    "ClassReferent": "staff",
    "DiscoveryTrack": "of who runs it",
    "HostAccess": "how one gets to a company",
    "HostAsk": "of a company, which knows no pupil",
    "HostRequest": "read by companies, which know no pupil",
    "JobOffer": "of a company",
    "HostDeclaration": "of a host",
    "OfferReport": "of staff, about an offer",
    "PfmpLimits": "of the authority",
    "PlacementOffer": "of a host",
    "PresenceLimits": "of the authority",
}
WRITTEN = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def written_columns(model):
    """The columns of free text: neither choices nor what the database computes."""
    for field in model._meta.concrete_fields:
        free = isinstance(field, WRITTEN) and not field.choices and not field.generated
        if free or isinstance(field, models.GenericIPAddressField):
            yield field.name


def test_no_column_of_placements_is_forgotten():
    """A new one fails here: say in `erasure` what becomes of it, or here why nothing does."""
    emptied = {
        f"{model.__name__}.{name}"
        for model, (_, values) in erasure.EMPTIED.items()
        for name in values
    }
    found = {
        f"{model.__name__}.{name}"
        for model in apps.get_app_config("placements").get_models()
        if model not in erasure.GONE and not hasattr(model, "pgh_obj")
        if model.__name__ not in INNOCENT
        for name in written_columns(model)
    }
    assert found - emptied == {"Stay.table"}  # hours


def test_every_model_about_a_pupil_is_known_to_the_erasure():
    known = {*erasure.GONE, *erasure.EMPTIED}
    about = {
        model
        for model in apps.get_app_config("placements").get_models()
        if not hasattr(model, "pgh_obj")
        for field in model._meta.concrete_fields
        if field.related_model in known
    }
    assert about <= known


MARKED = {name: f"{MARKER} {name}" for name, value in SAID.items() if isinstance(value, str)} | {
    "tutor_email": f"{MARKER}@tuteur.example",
    "signatory_email": f"{MARKER}@signe.example",
    "tutor_phone": MARKER,
}


def lived():
    """A pupil whose every text holds the marker: signed, followed, evaluated by links."""
    world = make_agreement_world()
    pupil = world.pupil
    pupil.last_name, pupil.first_name, pupil.sex = MARKER, MARKER, "F"
    pupil.email, pupil.municipality_code = f"{MARKER}@eleve.example", "31555"
    pupil.save()
    LegalGuardian.objects.update(first_name=MARKER, last_name=MARKER)
    for guardian in LegalGuardian.objects.all():
        guardian.email = f"{MARKER}{guardian.rank}@famille.example"
        guardian.save()
    Placement.objects.update(sex="F")
    MunicipalityFactory(insee_code="31555", latitude=43.60, longitude=1.44)
    Company.objects.update(latitude=43.60, longitude=1.56)
    note_reads(world.teacher, [pupil])
    with on(MONDAY - dt.timedelta(days=10)):
        _sign(world)
    with on(TUESDAY):
        _follow(world)
    with on(FRIDAY, 9):
        _evaluate(world)
    outcomes.finish_past(FRIDAY + dt.timedelta(days=3))
    return world


def _sign(world):
    texts = dict.fromkeys(("objectives", "evaluation", "transport"), MARKER)
    company = world.placement.stays.get().company
    contacts = {company.pk: (MARKER, f"{MARKER}@contact.example")}
    agreements.prepare(world.teacher, world.placement, texts, contacts)
    agreement_parts.ask_hosts(world.teacher, world.agreement)
    world.fill(Actor.of_link(world.link), **MARKED)
    field = f"host{world.part.pk}_meals"
    agreements.send_back(world.teacher, world.agreement, {field: f"{MARKER} au menu ?"})
    host = Actor.of_link(world.link)
    with pghistory.context(actor=host.label, role="", url=host.link.path, link=host.link.pk):
        world.fill(host, **MARKED)
    agreements.open_signatures(world.teacher, world.agreement)
    signatories = world.signatories()
    for name in (f"host-{world.part.pk}", "head", "guardian-1"):
        if name in signatories:
            one = signatories[name]
            actor = world.head if name == "head" else Actor.of_link(one.current_link)
            give(actor, one, "192.0.2.7")
    world.placement.refresh_from_db()
    changes = [{"label": "Tuteur", "before": MARKER, "after": MARKER}]
    AgreementNotice.objects.create(
        agreement=world.agreement, part=world.part, number=1, changes=changes
    )


def _follow(world):
    teacher, placement = world.teacher, world.placement
    stay = placement.stays.get()
    host = Actor.of_link(host_links.send(teacher, stay))
    presence.take(host, placement, {MONDAY: ("present", "absent")}, stay=stay, today=TUESDAY)
    texts = dict.fromkeys(("place", "what", "measures", "witnesses"), MARKER)
    row = Incident(kind="accident", day=MONDAY, **texts)
    incidents.tell(host, placement, row, key=uuid.uuid4(), stay=stay, today=TUESDAY)
    visit = Visit(kind="visit", done_on=TUESDAY, alert="red", note=MARKER)
    visits.report(teacher, placement, visit, key=uuid.uuid4(), today=TUESDAY)


def _evaluate(world):
    evaluation.ask_due(FRIDAY)
    row = QuestionnaireAnswer.objects.get(function="tuteur")
    said = {"punctual": 5, "curious": 4, "attitude": 5, "again": "oui", "words": MARKER}
    questionnaires.answer(Actor.of_link(row.link), row, said)


@pytest.fixture
def erased(db):
    world = lived()
    assert world.placement.state == PlacementState.SIGNED
    before = set(holding(MARKER))
    assert before >= {
        "accounts_journalentry",
        "accounts_personallink",
        "documents_correction",
        "documents_questionnaireanswer",
        "documents_signatory",
        "documents_signatureround",
        "outbox_notice",
        "pghistory_context",
        "placements_agreement",
        "placements_agreementnotice",
        "placements_hostpart",
        "placements_incident",
        "placements_presenceday",
        "placements_stay",
        "placements_visit",
    }
    assert erasure.erase_due(AFTER) == 1
    return world


def test_no_marker_is_left_and_the_figures_stay(erased):
    assert holding(MARKER) == []
    placement = Placement.objects.get()
    assert (placement.level, placement.sex, placement.state) == ("3e", "F", "done")
    assert placement.distance_km == 10 and placement.pupil is None
    assert (Visit.objects.get().alert, Incident.objects.get().kind) == ("red", "accident")
    assert PresenceDay.objects.get().afternoon == "absent"
    assert Stay.objects.get().company and Stay.objects.get().table
    answer = QuestionnaireAnswer.objects.get()
    assert answer.answers == {"punctual": 5, "curious": 4, "attitude": 5, "again": True}
    assert not Correction.objects.exists()
    assert set(Signatory.objects.values_list("name", flat=True)) == {archive.ERASED}
    assert not PersonalLink.objects.alive().exists()
    assert erasure.erase_due(AFTER) == 0


def test_the_document_is_in_the_archive_and_opened_with_a_reason(client, erased):
    round = SignatureRound.objects.latest("pk")
    assert not StoredFile.objects.filter(content__isnull=False).exists()
    assert verify(round.sealed_file.sha256).title == "Document authentique"
    admin = actor_for(Role.ADMINISTRATOR)
    client.force_login(admin.user)
    page = reverse("documents:archive")
    assert "Archive des documents signés" in client.get(page).content.decode()
    typed = {"number": round.number, "reason": "court"}
    assert client.post(page, typed)["Content-Type"].startswith("text/html")
    typed["number"] = "CSO-1-1"
    answer = client.post(page, typed | {"reason": "Demande du tribunal."})
    assert "Aucun document de ce numéro" in answer.content.decode()
    typed |= {"number": round.number, "reason": "Demande du tribunal."}
    content = client.post(page, typed).content
    assert content.startswith(b"%PDF")
    assert archive.content_of(round.sealed_file) == content
    entry = JournalEntry.objects.get(verb="a ouvert un document de l’archive")
    assert "Demande du tribunal." in entry.words and entry.user == admin.user


def test_nobody_else_opens_the_archive(client, erased):
    for role in (Role.HEAD, Role.EDUCATION_AUTHORITY):
        client.force_login(actor_for(role).user)
        assert client.get(reverse("documents:archive")).status_code == 403
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    copy = reverse("documents:round_copy", args=[SignatureRound.objects.latest("pk").pk])
    assert client.get(copy).status_code == 404


def test_ten_years_later_the_bytes_are_destroyed_and_the_hash_stays(erased):
    stored = SignatureRound.objects.latest("pk").sealed_file
    eve = stored.archived_at.replace(year=stored.archived_at.year + 10)
    assert archive.destroy_due(eve) == 0
    assert archive.destroy_due(eve + dt.timedelta(days=1)) == 2
    stored.refresh_from_db()
    assert stored.archived is None and len(stored.sha256) == 64
    assert verify(stored.sha256).title == "Document authentique"
    with pytest.raises(Refused, match="a été détruit le"):
        archive.find(SignatureRound.objects.latest("pk").number)


def test_a_scan_shared_with_a_document_in_use_stays(db):
    first, second = make_agreement_world(), make_agreement_world()
    for world in (first, second):
        world.signing()
    scan = StoredFile.objects.keep(b"papier", name="scan.pdf", mimetype="application/pdf")
    Signatory.objects.filter(function="head").update(paper=scan)
    archive.close(SignatureRound.objects.about(first.agreement))
    scan.refresh_from_db()
    assert not scan.is_archived and first.round.pdf.is_archived
    archive.close(SignatureRound.objects.about(second.agreement))
    scan.refresh_from_db()
    assert scan.is_archived and archive.content_of(scan) == b"papier"
