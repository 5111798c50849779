"""R-AG-3, R-CEE-5: what a change does to an agreement that is out for signature, or signed."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from documents.models import SignatureRound
from documents.rounds import give
from outbox.kinds import kind_of
from outbox.models import Notice
from placements.enums import PlacementState as P
from placements.enums import Source
from placements.enums.agreement import AgreementState as S
from placements.models import AgreementNotice
from placements.workflow import agreement_notices, agreements, placements
from placements.workflow.placements import Found, Hosting
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements.agreement_world import FRIDAY, MONDAY, WEEK, make_agreement_world

pytestmark = pytest.mark.django_db
WEEK_LATER = dt.timedelta(days=7)
OTHER_TUTOR = {"tutor_name": "Ines Faur", "tutor_email": "ines@meca.test"}


def sign_all(world):
    for one in world.round.signatories.awaited():
        if not one.is_spared:
            give(Actor.of_link(one.current_link), one, "192.0.2.1")


@pytest.fixture
def signed():
    world = make_agreement_world()
    world.signing()
    sign_all(world)
    assert world.state() == (S.SIGNED, P.SIGNED)
    return world


def found(world, company, first=MONDAY, last=FRIDAY):
    return Found(world.pupil, (Hosting(company, first, last, WEEK),), Source.FAMILY)


def rounds_of(world):
    return list(SignatureRound.objects.about(world.agreement))


def test_a_moved_date_is_a_numbered_amendment_signed_by_all(signed):
    first = signed.round
    with pytest.raises(Refused, match="avenant"):
        placements.change(
            signed.teacher, signed.placement, found(signed, signed.part.company, FRIDAY, FRIDAY)
        )
    agreements.amend(signed.teacher, signed.agreement, "Une semaine plus tard.")
    assert signed.state() == (S.TO_REVIEW, P.FOUND)
    moved = found(signed, signed.part.company, MONDAY + WEEK_LATER, FRIDAY + WEEK_LATER)
    placements.change(signed.teacher, signed.placement, moved)
    assert signed.state() == (S.TO_REVIEW, P.FOUND), "the host's part stays as it was said"
    signed.fill()  # the details of the stay are typed with it again
    agreements.open_signatures(signed.teacher, signed.agreement)
    sign_all(signed)
    assert signed.state() == (S.SIGNED, P.SIGNED)
    second, kept = rounds_of(signed)
    assert kept == first and kept.state == "voided" and kept.sealed_file
    assert second.number == f"{first.number}-2" and second.replaces == first
    assert second.data["title"].startswith("Avenant n° 1 à la convention")
    assert second.sealed_file and second.sealed_file != kept.sealed_file


def test_another_host_fills_its_own_part_and_signs(signed):
    before = signed.part
    other = CompanyFactory(name="Bois 31")
    agreements.amend(signed.teacher, signed.agreement, "La première entreprise renonce.")
    placements.change(signed.teacher, signed.placement, found(signed, other))
    assert signed.state() == (S.DRAFT, P.FOUND)
    part = signed.agreement.parts.get(company=other)
    assert part.completed_at is None and not part.works_read
    signed.fill(part=part, signatory_name="Léo Bois", signatory_email="leo@bois.test")
    agreements.open_signatures(signed.teacher, signed.agreement)
    functions = set(signed.round.signatories.values_list("function", flat=True))
    assert f"host-{part.pk}" in functions and f"host-{before.pk}" not in functions
    before.refresh_from_db()
    assert before.completed_at and before.insurance, "what the first host said is kept"


def test_another_tutor_is_a_numbered_notice_without_signatures(signed):
    notice = agreement_notices.tell_change(signed.teacher, signed.part, OTHER_TUTOR)
    assert notice.number == 1 and signed.state() == (S.SIGNED, P.SIGNED)
    assert signed.part.stays.get().tutor_name == "Ines Faur"
    assert signed.part.stays.get().activities, "what was not typed stays"
    told = set(Notice.objects.filter(kind="placement.notice").values_list("recipient_email"))
    assert {email for (email,) in told} == {
        "ana@meca.test",
        "contact@meca.test",
        "parent1@famille.test",
        "parent2@famille.test",
        signed.head.user.email,
    }
    assert agreement_notices.amended(signed.round) == [
        ("Tuteur", "Ines Faur (auparavant : Dounia Faure), Avis n° 1"),
        ("Courriel du tuteur", "ines@meca.test (auparavant : dounia@meca.test), Avis n° 1"),
    ]
    entry = JournalEntry.objects.latest("pk")
    assert entry.verb == "a modifié la convention (avis n° 1)"
    assert "Ines" not in entry.words and "@" not in entry.words
    again = agreement_notices.tell_change(signed.company, signed.part, {"meals": "Panier."})
    assert again.number == 2


def test_the_mail_of_a_notice_says_what_changed(signed):
    agreement_notices.tell_change(signed.teacher, signed.part, OTHER_TUTOR)
    row = Notice.objects.get(kind="placement.notice", recipient_email="parent1@famille.test")
    mail = kind_of(row.kind).render(row)
    assert mail.subject == "Convention de stage modifiée : avis n° 1"
    assert ("Tuteur", "Ines Faur (auparavant : Dounia Faure)") in mail.facts
    assert "/lien/signer/" in mail.action[1] and kind_of(row.kind).still_relevant(row)
    placements.cancel(signed.teacher, signed.placement, "host")
    assert not kind_of(row.kind).still_relevant(Notice.objects.get(pk=row.pk))


def test_what_a_notice_refuses(signed):
    for actor, values, message in (
        (signed.teacher, {"tutor_name": " "}, "Tuteur\u00a0: à préciser"),
        (signed.teacher, {}, "Rien ne change"),
        (actor_for(Role.TEACHER, school=signed.placement.school), OTHER_TUTOR, "Seuls"),
        (actor_for(Role.COMPANY_REPRESENTATIVE), OTHER_TUTOR, "Seuls"),
    ):
        with pytest.raises(Refused, match=message):
            agreement_notices.tell_change(actor, signed.part, values)
    placements.cancel(signed.teacher, signed.placement, "host")
    with pytest.raises(Refused, match="Seuls"):
        agreement_notices.tell_change(signed.teacher, signed.part, OTHER_TUTOR)
    assert not AgreementNotice.objects.exists()


def test_before_the_signatures_the_part_is_simply_filled_again():
    world = make_agreement_world()
    world.prepare()
    world.fill()
    with pytest.raises(Refused, match="Seuls"):
        agreement_notices.tell_change(world.teacher, world.part, OTHER_TUTOR)


def test_once_begun_what_is_signed_covers_to_the_end(signed):
    """An amendment could no longer be signed in time: the pupil would lose the cover."""
    tuesday = dt.datetime(2027, 1, 26, 9, tzinfo=dt.UTC)
    with time_machine.travel(tuesday, tick=True):
        with pytest.raises(Refused, match="Le stage a commencé"):
            agreements.amend(signed.teacher, signed.agreement, "D’autres horaires.")
        agreement_notices.tell_change(signed.teacher, signed.part, OTHER_TUTOR)
    assert signed.state() == (S.SIGNED, P.SIGNED)


def test_cancelling_keeps_every_document_and_notice(signed):
    agreement_notices.tell_change(signed.teacher, signed.part, OTHER_TUTOR)
    agreements.amend(signed.teacher, signed.agreement, "Une semaine plus tard.")
    agreements.open_signatures(signed.teacher, signed.agreement)
    placements.cancel(signed.teacher, signed.placement, "host")
    assert signed.state() == (S.CANCELLED, P.CANCELLED)
    assert [(one.state, bool(one.sealed_file)) for one in rounds_of(signed)] == [
        ("voided", False),
        ("voided", True),
    ]
    assert signed.agreement.notices.count() == 1


def test_the_pages_of_a_notice(client, signed):
    agreement = signed.agreement
    address = reverse("placements:agreement_notice", args=[agreement.pk, signed.part.pk])
    client.force_login(actor_for(Role.TEACHER, school=signed.placement.school).user)
    assert client.get(address).status_code == 404
    client.force_login(signed.teacher.user)
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert address in page and "Modifier par un avenant" in page
    assert "Dounia Faure" in client.get(address).content.decode()
    wrong = client.post(address, {"tutor_name": "", "activities": "x"}).content.decode()
    assert "Indiquez qui suit l’élève." in wrong
    answer = client.post(address, {"tutor_name": "Ines Faur", "activities": "Observer."})
    assert answer.status_code == 302
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "Avis n° 1" in page and "Ines Faur" in page
    assert "applicable à partir du 1er janvier 2020" in page, "the version of the text is told"
