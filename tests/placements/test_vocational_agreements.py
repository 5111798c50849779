"""R-PF-4, R-PF-6: the agreement of a PFMP and of a BTS: who signs, what it prints."""

import datetime as dt
from io import BytesIO

import pytest
from pypdf import PdfReader

from accounts.actor import Actor
from directory.violations import Refused
from documents import wording
from documents.rounds import give
from placements.agreement.wording import ANNEXES
from placements.documents import PFMP_AGREEMENT, TECHNOLOGICAL_AGREEMENT
from placements.enums import PlacementKind
from placements.enums import PlacementState as P
from placements.vocational_document import layout_data
from placements.vocational_wording import (
    PFMP_ADULT_WORDING,
    PFMP_WORDING,
    TECHNOLOGICAL_WORDING,
    VARIABLES,
)
from placements.workflow import agreement_notices, agreements
from tests.placements.factories import PupilFactory
from tests.placements.follow_world import on
from tests.placements.vocational_world import FIRST, WEEK, make_period, make_world, place

TODAY = dt.date(2026, 12, 1)
DECLARED = {"staff": 40, "machines_on": dt.date(2025, 9, 15), "hours_basis": "Accord du 2 mai"}
OTHER_TUTOR = {"tutor_name": "Marc Sol", "tutor_email": "marc@meca.test"}


@pytest.mark.parametrize("text", [PFMP_WORDING, PFMP_ADULT_WORDING, TECHNOLOGICAL_WORDING])
def test_the_articles_are_read_and_know_their_variables(text):
    assert wording.check(text, VARIABLES) == []
    assert wording.check_annexes(ANNEXES, VARIABLES) == []
    numbers = [one["title"].split(".")[0] for one in wording.parse(text)]
    assert numbers == [f"Article {number}" for number in range(1, 18)]
    assert {name for name in VARIABLES if f"{{{name}}}" not in text} == set()


def test_what_is_for_minors_only():
    assert "D. 4153-15" in PFMP_WORDING and "inspection du travail" in PFMP_WORDING
    assert "inspection du travail" not in PFMP_ADULT_WORDING
    assert "gratification est due" in TECHNOLOGICAL_WORDING


def signing(world, **said):
    world.prepare()
    world.fill(table=WEEK, **DECLARED, **said)
    return agreements.open_signatures(world.teacher, world.agreement)


@pytest.mark.django_db
def test_a_minor_signs_beside_a_guardian_the_teacher_and_the_tutor():
    """R-PF-4, and the document from end to end."""
    with on(TODAY):
        world = make_world()
        agreement = signing(world)
        assert "compétences du diplôme" in agreement.objectives
        assert agreement.pfmp_limits is not None and agreement.limits is None
        part = world.part.pk
        signatories = world.signatories()
        assert list(signatories) == [
            f"host-{part}", "head", "pupil", "guardian-1", "referent", f"tutor-{part}",
        ]  # fmt: skip
        assert not any(one.optional for one in signatories.values())
        assert signatories[f"tutor-{part}"].email == "dounia@meca.test"
        assert world.round.template.kind == "pfmp-agreement"
        assert world.round.number.startswith("CFP-2026-")
        for number, one in enumerate(signatories.values()):
            assert world.state()[1] == P.SIGNING, number
            give(Actor.of_link(one.current_link), one, "192.0.2.7")
        assert world.state() == ("signed", P.SIGNED)
    reader = PdfReader(BytesIO(world.round.sealed_file.bytes))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (
        "Convention de période de formation en milieu professionnel",
        "Annexe pédagogique", "Annexe de sécurité", "Annexe d’assurance", "Annexe financière",
        "Déclaration de dérogation du 15 septembre 2025, valable jusqu’au 14 septembre 2028",
        "Accord du 2 mai", "8 h par jour et 35 h par semaine", "Technicien d’usinage",
        "Abattage, euthanasie et équarrissage", "Dounia Faure",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.django_db
def test_an_adult_signs_alone_with_a_text_of_its_own():
    with on(TODAY):
        world = make_world(born=dt.date(2007, 3, 1))
        world.prepare()
        data = layout_data(world.agreement)
        titles = [annex["title"] for annex in data["annexes"]]
        assert titles[1] == "Annexe de sécurité"
        assert "Travaux" not in str(data["annexes"][1])
        signing(world)
        assert "guardian-1" not in world.signatories()
        assert world.round.template.kind == "pfmp-adult-agreement"
        assert "ni avant" not in str(world.round.data["articles"])


@pytest.mark.django_db
def test_a_bts_has_its_own_template():
    with on(TODAY):
        world = make_world(kind=PlacementKind.TECHNOLOGICAL, born=dt.date(2006, 3, 1))
        signing(world)
    assert world.round.kind == TECHNOLOGICAL_AGREEMENT.code != PFMP_AGREEMENT.code
    assert world.round.data["title"] == "Convention de stage en milieu professionnel"


@pytest.mark.django_db
def test_it_waits_for_the_referent_teacher():
    with on(TODAY):
        world = make_world()
        world.placement.referent = None
        world.placement.save()
        with pytest.raises(Refused, match="L’enseignant référent n’est pas connu"):
            signing(world)


@pytest.mark.django_db
def test_another_tutor_by_notice_has_three_trainees_too():
    with on(TODAY):
        world = make_world()
        signing(world)
        company, period = world.part.company, make_period()
        for _ in range(3):
            place(PupilFactory(class_group=period.class_group), company, **OTHER_TUTOR)
        with pytest.raises(Refused, match="suit déjà 3 stagiaires"):
            agreement_notices.tell_change(world.teacher, world.part, OTHER_TUTOR)
        notice = agreement_notices.tell_change(
            world.teacher, world.part, OTHER_TUTOR | {"tutor_email": "", "tutor_name": "Ida Bon"}
        )
    assert notice.number == 1 and FIRST > TODAY
