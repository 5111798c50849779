"""The agreement of a placement: prepared, filled, sent back, signed (R-AG-1, R-AG-3, R-AG-7)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import functions
from accounts.actor import Actor
from accounts.enums import Role, RoleState
from accounts.models import PersonalLink, RoleAssignment
from directory.violations import Refused
from documents import paper, rounds
from documents.models import Correction
from documents.rounds import give
from outbox.kinds import kind_of
from outbox.models import Notice
from placements.enums import PlacementState as P
from placements.enums.agreement import AgreementState as S
from placements.models import Agreement, HostPart
from placements.rules.presence import WeekTable
from placements.workflow import agreement_parts, agreements, placements, pupils
from placements.workflow.agreement_base import TABLE
from tests.accounts.factories import actor_for
from tests.documents.test_paper import pdf
from tests.placements.agreement_world import DAY, SAID, WEEK, make_agreement_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_agreement_world()


def sign(world, *functions):
    """These functions sign, as a code that was verified lets them."""
    for function in functions:
        signatory = world.signatories()[function]
        give(Actor.of_link(signatory.current_link), signatory, "192.0.2.1")


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_email", flat=True))


def test_both_sides_fill_it_then_it_is_signed(world):
    world.prepare(health_plan="pupil")
    assert world.state() == (S.DRAFT, P.FOUND)
    assert agreement_parts.ask_hosts(world.teacher, world.agreement) == 1
    assert world.state() == (S.ASKED, P.FOUND)
    assert told("placement.to_complete") == {"contact@meca.test"}

    world.fill(Actor.of_link(world.link))
    assert world.state() == (S.TO_REVIEW, P.FOUND)
    assert told("placement.completed") == {world.teacher.user.email}

    agreements.open_signatures(world.teacher, world.agreement)
    assert world.state() == (S.SIGNING, P.SIGNING)
    sign(world, f"host-{world.part.pk}", "head", "guardian-2")
    assert world.state() == (S.SIGNED, P.SIGNED)
    assert told("placement.signed") == {world.teacher.user.email}
    assert world.round.template.version == 1


def test_its_signatories_are_functions_and_one_guardian_suffices(world):
    """R-AG-1: three signatures and one optional."""
    world.signing()

    found = [(one.function, one.optional, one.one_of) for one in world.round.signatories.all()]
    assert found == [
        (f"host-{world.part.pk}", False, ""),
        ("head", False, ""),
        ("guardian-1", False, "guardians"),
        ("guardian-2", False, "guardians"),
        ("referent", True, ""),
    ]
    assert world.round.signatories.awaited().count() == 4
    sign(world, "guardian-1")
    awaited = world.round.signatories.awaited().values_list("function", flat=True)
    assert list(awaited) == [f"host-{world.part.pk}", "head"]
    second = world.signatories()["guardian-2"]
    assert second.is_spared
    with pytest.raises(Refused, match="plus nécessaire"):
        rounds.remind(world.teacher, second)
    give(Actor.of_link(second.current_link), second, None)  # it may still be given
    assert world.signatories()["guardian-2"].has_signed


def test_an_adult_pupil_signs_alone():
    world = make_agreement_world(birth_date=dt.date(2008, 11, 1), guardians=0)
    world.signing()

    pupil = world.signatories()["pupil"]
    assert (pupil.name, pupil.email) == ("Léa Martin", "lea@famille.test")
    assert "guardian-1" not in world.signatories()


def test_each_host_signs_the_one_agreement():
    """R-PL-8, R-AG-1."""
    world = make_agreement_world(hosts=2)
    world.prepare()
    first, second = world.agreement.parts.order_by("pk")
    world.fill(part=first)
    assert world.agreement.state == S.DRAFT
    world.fill(part=second, signatory_name="Léo Faur", signatory_email="leo@autre.test")
    assert world.agreement.state == S.TO_REVIEW
    agreements.open_signatures(world.teacher, world.agreement)

    sign(world, f"host-{first.pk}", "head", "guardian-1")
    assert world.state() == (S.SIGNING, P.SIGNING)
    sign(world, f"host-{second.pk}")
    assert world.state() == (S.SIGNED, P.SIGNED)


def test_it_lacks_what_the_rules_want(world):
    world.placement.pupil.guardians.all().delete()
    world.prepare()
    said = [one.message for one in agreements.check(world.agreement)]

    assert (
        "Aucun responsable légal n’est connu\N{NO-BREAK SPACE}: il en faut un pour signer." in said
    )
    assert "Méca 1 n’a pas complété sa part." in said
    with pytest.raises(Refused, match="n’a pas complété"):
        agreements.open_signatures(world.teacher, world.agreement)
    assert world.state() == (S.DRAFT, P.FOUND)


@pytest.mark.parametrize(
    ("table", "values", "message"),
    [
        (WEEK, {"works_read": False}, "Cochez la liste"),
        (WeekTable(), {}, "Indiquez les horaires"),
        (WeekTable((((540, 1080),),) + ((),) * 6), {}, "au plus 4 h 30 d’affilée"),
        (WeekTable((((300, 600),),) + (DAY,) * 4 + ((), ())), {}, "pas de présence avant 6 h"),
    ],
)
def test_a_host_part_keeps_the_rules(world, table, values, message):
    """R-PL-3, R-PL-4, R-PL-5: nothing is kept of what they refuse."""
    world.prepare()
    with pytest.raises(Refused, match=message):
        world.fill(table=table, **values)
    assert world.part.completed_at is None


def test_the_works_are_ticked_in_the_database_too(world):
    world.prepare()
    with pytest.raises(Exception, match="placements_part_works_read"):
        HostPart.objects.filter(pk=world.part.pk).update(completed_at=dt.datetime.now(dt.UTC))


def test_the_school_sends_back_with_comments_on_fields(world):
    """R-AG-7: nothing typed is lost."""
    world.prepare()
    agreement_parts.ask_hosts(world.teacher, world.agreement)
    world.fill(Actor.of_link(world.link))
    key = f"host{world.part.pk}_activities"
    agreements.send_back(world.teacher, world.agreement, {key: "Soyez plus précis."})

    assert world.agreement.state == S.ASKED
    assert world.part.insurance == SAID["insurance"]
    assert told("placement.to_correct") == {"contact@meca.test"}
    assert agreement_parts.asked_to_correct(world.part).get().text == "Soyez plus précis."

    world.fill(Actor.of_link(world.link), activities="Contrôler trois pièces.")
    assert world.agreement.state == S.TO_REVIEW
    assert not Correction.objects.open().about(world.agreement).exists()


def test_a_signatory_sends_back_and_the_signatures_are_void(world):
    world.signing()
    sign(world, "head")
    guardian = world.signatories()["guardian-1"]
    agreements.keep_corrections(
        Actor.of_link(guardian.current_link), world.agreement, {"pupil": "Mon nom : Martin-Roux."}
    )

    assert world.state() == (S.TO_REVIEW, P.FOUND)
    assert world.round.state == "voided"
    assert told("placement.sent_back") == {world.teacher.user.email}


def test_a_change_after_signature_is_signed_again(world):
    """R-AG-3: the first document is kept, the second one replaces it."""
    world.signing()
    sign(world, f"host-{world.part.pk}", "head", "guardian-1")
    first = world.round
    agreements.amend(world.teacher, world.agreement, "Le stage est avancé.")
    assert world.state() == (S.TO_REVIEW, P.FOUND)
    agreements.open_signatures(world.teacher, world.agreement)

    assert world.round.replaces == first
    assert world.round.data["replaces"] == first.number
    assert world.round.data["title"].startswith("Avenant n° 1 à la convention")
    first.refresh_from_db()
    assert first.sealed_file is not None


def test_cancelling_the_placement_keeps_its_agreement(world):
    """R-AG-3."""
    world.signing()
    sign(world, f"host-{world.part.pk}", "head", "guardian-1")
    placements.cancel(world.teacher, world.placement, "host")

    assert world.state() == (S.CANCELLED, P.CANCELLED)
    assert world.round.state == "voided"
    assert world.round.sealed_file is not None


def test_a_host_that_was_only_asked_hears_of_a_cancellation(world, client):
    """Who has received the link; the page of the link says so too."""
    world.prepare()
    agreement_parts.ask_hosts(world.teacher, world.agreement)
    path = world.link.path
    placements.cancel(world.teacher, world.placement, "pupil")
    notice = Notice.objects.get(kind="placement.host_cancelled")
    assert notice.recipient_email == "contact@meca.test"
    mail = kind_of(notice.kind).render(notice)
    assert ("Motif", "L’élève renonce") in mail.facts
    assert kind_of(notice.kind).still_relevant(notice)
    assert "Le stage est annulé" in client.get(path).content.decode()


def test_a_host_that_was_never_written_to_hears_nothing(world):
    world.prepare()
    placements.cancel(world.teacher, world.placement, "pupil")
    assert not Notice.objects.filter(kind="placement.host_cancelled").exists()


def test_a_placement_in_signature_does_not_change(world):
    world.signing()
    with pytest.raises(Refused, match="avenant"):
        world.prepare()
    with pytest.raises(Refused, match="n’est plus possible"):
        world.fill()


def test_a_stranger_does_nothing(world):
    world.prepare()
    stranger = actor_for(Role.TEACHER)
    for act in (
        lambda: agreements.prepare(stranger, world.placement),
        lambda: agreement_parts.ask_hosts(stranger, world.agreement),
        lambda: world.fill(stranger),
        lambda: agreements.send_back(stranger, world.agreement, {"dates": "Non."}),
        lambda: agreements.amend(stranger, world.agreement, "Non."),
    ):
        with pytest.raises(Refused):
            act()
    world.fill()
    with pytest.raises(Refused):
        agreements.open_signatures(stranger, world.agreement)
    assert world.agreement.state == S.TO_REVIEW


def test_who_sees_it(world):
    """DOMAIN §8: the referent, the head, the host; no other teacher nor company."""
    world.prepare()
    seen = {
        name: Agreement.objects.visible_to(actor).exists()
        for name, actor in {
            "teacher": world.teacher,
            "head": world.head,
            "company": world.company,
            "colleague": actor_for(Role.TEACHER, school=world.placement.school),
            "other company": actor_for(Role.COMPANY_REPRESENTATIVE),
            "authority": actor_for(Role.EDUCATION_AUTHORITY, whole_region=True),
        }.items()
    }
    assert [name for name, is_seen in seen.items() if is_seen] == ["teacher", "head", "company"]


def test_a_family_signature_follows_the_sheet_of_the_pupil(world):
    """R-AG-1: nobody else takes a guardian's place."""
    world.signing()
    guardian = world.signatories()["guardian-1"]
    with pytest.raises(Refused, match="corrigez d’abord la fiche"):
        rounds.reassign(world.company, guardian, "Un autre", "autre@meca.test")
    world.pupil.guardians.filter(rank=1).update(email="nouveau@famille.test")
    rounds.reassign(world.teacher, guardian, "Anne Martin", "nouveau@famille.test")
    assert world.signatories()["guardian-1"].email == "nouveau@famille.test"


def test_a_corrected_address_is_asked_at_once(world):
    """R-AG-1: the old link dies, the new address has its own."""
    world.signing()
    old = world.signatories()["guardian-1"].current_link
    values = {"last_name": "Martin", "first_name": "Anne", "email": "a@famille.test", "phone": ""}
    pupils.save(world.teacher, world.pupil, {1: values})

    signatory = world.signatories()["guardian-1"]
    assert signatory.email == signatory.current_link.holder_email == "a@famille.test"
    old.refresh_from_db()
    assert old.state != "valid"


def test_the_head_who_comes_signs_in_place_of_the_one_who_left(world):
    """R-AG-1: the function, interim included."""
    world.signing()
    assert world.signatories()["head"].email == world.head.user.email
    RoleAssignment.objects.filter(user=world.head.user).update(state=RoleState.ENDED)
    after = actor_for(Role.HEAD, school=world.placement.school)
    functions.changed(RoleAssignment.objects.get(user=after.user))
    assert world.signatories()["head"].email == after.user.email


def test_every_transition_is_in_the_table():
    """Each state has the events that the workflow gives it, and no other."""
    found = {state: sorted(e for s, e in TABLE.transitions if s == state) for state in S}
    assert found == {
        S.DRAFT: ["ask", "cancel", "complete"],
        S.ASKED: ["ask", "cancel", "complete"],
        S.TO_REVIEW: ["cancel", "complete", "open", "reopen", "send_back"],
        S.SIGNING: ["cancel", "seal", "void"],
        S.SIGNED: ["cancel", "void"],
        S.CANCELLED: [],
    }


def test_the_host_link_lasts_as_long_as_the_placement(world):
    world.prepare()
    agreement_parts.ask_hosts(world.teacher, world.agreement)
    with pytest.raises(Refused, match="déjà été envoyé aujourd’hui"):
        agreement_parts.ask_hosts(world.teacher, world.agreement)
    assert PersonalLink.objects.about(world.part).count() == 1
    assert world.link.valid_until.date() == world.placement.ends_on


def test_another_contact_address_closes_the_link_of_the_first(world):
    world.prepare()
    agreement_parts.ask_hosts(world.teacher, world.agreement)
    first = world.link
    world.prepare(email="autre@meca.test")
    first.refresh_from_db()
    assert first.state == "revoked"
    world.prepare(email="autre@meca.test")
    agreement_parts.ask_hosts(world.teacher, world.agreement)
    alive = PersonalLink.objects.alive().about(world.part)
    assert [link.holder_email for link in alive] == ["autre@meca.test"]


def test_two_people_of_the_school_record_a_paper(world):
    """R-AG-2: the office scans what the family brought back, the referent confirms it."""
    world.signing()
    office = actor_for(Role.RBDE, school=world.placement.school)
    scan = SimpleUploadedFile("page.pdf", pdf(), content_type="application/pdf")
    paper.record_paper(office, world.signatories()["guardian-1"], scan)
    with pytest.raises(Refused, match="Une autre partie"):
        paper.confirm_paper(office, world.signatories()["guardian-1"])
    paper.confirm_paper(world.teacher, world.signatories()["guardian-1"])
    assert world.signatories()["guardian-1"].method == "paper"
    with pytest.raises(Refused, match="réservée aux parties"):
        rounds.remind(actor_for(Role.RBDE), world.signatories()["head"])
