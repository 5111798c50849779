"""The document of an agreement: what it prints, its tags, its sealed file read back."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from accounts.actor import Actor
from accounts.enums import Role
from directory.enums import Level
from documents import versions, wording
from documents.models import DocumentTemplate
from documents.rounds import give
from documents.verification import verify
from placements.agreement.document import layout_data
from placements.agreement.wording import (
    ANNEXES,
    APPLICATION_WORDING,
    INITIATION_WORDING,
    OBSERVATION_WORDING,
    SEVERAL_HOSTS_WORDING,
    VARIABLES,
)
from placements.documents import INITIATION_AGREEMENT, OBSERVATION_AGREEMENT
from tests.accounts.factories import actor_for
from tests.placements.agreement_world import make_agreement_world

# DOMAIN §4: what the articles must cover.
COVERED = (
    "Objet",
    "Annexes",
    "Organisation",
    "Statut de l’élève",
    "Limites de l’activité",
    "Assurance",
    "Accidents",
    "Violences, harcèlement et discriminations",
    "Équipements de protection",
    "Manquement aux consignes",
    "Information mutuelle et absences",
    "Durée",
)


def flat(text):
    return " ".join(text.split())


TEXTS = [
    OBSERVATION_WORDING,
    SEVERAL_HOSTS_WORDING,
    INITIATION_WORDING,
    APPLICATION_WORDING,
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_articles_cover_what_they_must(text):
    titles = [article["title"].partition(". ")[2] for article in wording.parse(text)]
    assert [title for title in COVERED if title not in titles] == []
    assert wording.check(text, VARIABLES) == []
    assert wording.check_annexes(ANNEXES, VARIABLES) == []
    assert {name for name in VARIABLES if f"{{{name}}}" not in text} <= {"evaluation"}


def test_light_work_is_for_initiation_only():
    """R-PL-5, R-PL-9."""
    assert "travaux légers" in INITIATION_WORDING
    assert "travaux légers" not in OBSERVATION_WORDING
    assert "D. 4153-15" in INITIATION_WORDING and "D. 4153-15" in OBSERVATION_WORDING


@pytest.mark.django_db
def test_the_sealed_document_reads_back_and_is_verified():
    world = make_agreement_world(hosts=2)
    world.placement.school.board_delegation_on = world.placement.starts_on
    world.placement.school.save()
    world.signing()
    for one in world.round.signatories.all():
        if one.function in ("head", "guardian-2") or one.function.startswith("host"):
            give(Actor.of_link(one.current_link), one, "192.0.2.7")

    sealed = world.round.sealed_file
    reader = PdfReader(BytesIO(sealed.bytes))
    text = flat(" ".join(page.extract_text() for page in reader.pages))
    root = reader.trailer["/Root"]
    assert root["/Lang"].startswith("fr") and root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    for words in (
        "Convention de séquence d’observation en milieu professionnel",
        "Méca 1",
        "Méca 2",
        "Léa Martin",
        "1er mai 2012",
        "Anne Martin",
        "Luc Martin",
        "Dounia Faure",
        "9 h–12 h et 13 h–16 h",
        "Annexe pédagogique",
        "Annexe financière",
        "Chaussures et lunettes fournies.",
        "Assureur du Midi, contrat 4521",
        "Abattage, euthanasie et équarrissage",
        "Aménagements, s’il y a lieu",
        "délégation du conseil d’administration du 25 janvier 2027",
        f"N° {world.round.number}",
        "réseau 192.0.2.7",
        "Annexe : à qui s’adresser",
        "modèle version 1, applicable à partir du 1er janvier 2020",
    ):
        assert words in text, words
    assert verify(sealed.sha256) is not None


@pytest.mark.django_db
def test_an_initiation_placement_has_its_own_template():
    """R-PL-9."""
    world = make_agreement_world(kind="initiation")
    world.signing()

    assert world.round.kind == INITIATION_AGREEMENT.code != OBSERVATION_AGREEMENT.code
    assert world.round.number.startswith("CSI-2026-")
    assert world.round.data["title"].startswith("Convention de stage d’application")
    assert world.round.template.kind == "application-agreement"
    world = make_agreement_world(kind="initiation")
    world.placement.level = Level.QUATRIEME
    world.placement.save()
    assert layout_data(world.prepare())["title"].startswith("Convention de stage d’initiation")


@pytest.mark.django_db
def test_several_hosts_have_their_own_text():
    """R-PL-8."""
    world = make_agreement_world(hosts=2)
    world.signing()
    assert world.round.template.kind == "several-hosts-agreement"
    assert "Chaque accueillant signe la convention" in str(world.round.data["articles"])


@pytest.mark.django_db
def test_an_agreement_keeps_the_version_it_was_made_with():
    """DOMAIN §4: the authority edits without a release."""
    world = make_agreement_world()
    world.signing()
    first = world.round.template
    text = OBSERVATION_WORDING + "\n# Article 16. Ajout\n\nUn article de plus.\n"
    draft = DocumentTemplate(kind=OBSERVATION_AGREEMENT.code, wording=text)
    administrator = actor_for(Role.ADMINISTRATOR)
    versions.publish(administrator, versions.save_draft(administrator, draft))

    assert versions.in_force(OBSERVATION_AGREEMENT.code).version == first.version + 1
    world.round.refresh_from_db()
    assert world.round.template == first


@pytest.mark.django_db
def test_a_draft_prints_what_is_missing():
    world = make_agreement_world()
    world.prepare()
    data = layout_data(world.agreement)
    assert "à compléter" in str(data["annexes"])
    assert data["variables"]["equipements"] == "Aucun équipement particulier n’est nécessaire."
