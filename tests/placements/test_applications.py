"""From an offer to a placement: applications, their answers, the places that they take."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import PersonalLink
from directory.violations import Refused
from outbox.address_books import corrected
from outbox.models import Notice
from partnerships import desk
from partnerships.models import ClosedPeriod, ContactCeiling
from partnerships.workflow.transfers import Colleague
from placements.enums.applications import ApplicationState as S
from placements.enums.offers import Audience
from placements.models import PlacementApplication
from placements.rules.offers import Span
from placements.workflow import application_ends, applications, bank_time, offers
from placements.workflow.application_tables import APPLICATION
from tests.accounts.factories import actor_for
from tests.placements.bank import (
    FIRST,
    LAST,
    NEXT,
    apply,
    confirm,
    link_actor,
    make_bank,
    published,
)
from tests.placements.factories import PlacementFactory
from tests.reading import read_then_send

pytestmark = pytest.mark.django_db


def test_the_table_of_transitions_is_this_one():
    lines = {f"{start} {event} {one.to}" for (start, event), one in APPLICATION.transitions.items()}
    assert lines == {
        *("sent accept accepted", "sent refuse refused", "sent transfer sent"),
        *("sent withdraw withdrawn", "sent expire expired", "sent close closed"),
        *("accepted confirm confirmed", "accepted refuse refused", "accepted transfer accepted"),
        *("accepted withdraw withdrawn", "accepted expire expired", "accepted close closed"),
        "confirmed cancel cancelled",
    }


# --- Sending ------------------------------------------------------------------------------


def test_a_class_applies_and_the_host_hears_of_it_once():
    bank = make_bank(places=2)
    made = apply(bank, bank.pupil, bank.other)
    assert [row.state for row in made] == ["sent", "sent"]
    assert made[0].expires_on == timezone.localdate() + dt.timedelta(days=15)
    told = Notice.objects.filter(kind="placement_application.received")
    assert set(told.values_list("recipient_email", flat=True)) == {
        bank.host.user.email,
        "ines@fournil.example",
    }
    assert bank.week.seats_taken == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"span": Span(NEXT, NEXT)}, "dates de l’offre"),
        ({"pupils": ()}, "Choisissez des élèves"),
    ],
)
def test_what_cannot_be_asked(change, words):
    bank = make_bank()
    with pytest.raises(Refused, match=words):
        apply(bank, **change)


def test_only_who_follows_the_class_applies():
    bank = make_bank()
    bank.referent = actor_for(Role.TEACHER, school=bank.group.school)
    with pytest.raises(Refused, match="ne suivez pas"):
        apply(bank)


def test_an_offer_that_is_closed_or_reserved_to_others_is_not_asked():
    bank = make_bank()
    offers.close(bank.host, bank.offer)
    with pytest.raises(Refused, match="n’est plus proposée"):
        apply(bank)
    bank.offer = published(bank.host, bank.company, audiences=[Audience.SEGPA])
    with pytest.raises(Refused, match="n’est plus proposée"):
        apply(bank)


def test_what_no_file_says_is_ticked_and_kept_nowhere():
    bank = make_bank(audiences=[Audience.NETWORK])
    with pytest.raises(Refused, match="répondent au critère"):
        apply(bank)
    assert apply(bank, meets=True).state == "sent"
    assert "meets" not in {field.name for field in PlacementApplication._meta.get_fields()}


def test_a_pupil_with_a_placement_then_or_who_applied_already_is_refused():
    bank = make_bank(places=2)
    apply(bank)
    with pytest.raises(Refused, match="déjà en cours"):
        apply(bank)
    confirm_other = applications.accept(bank.host, apply(bank, bank.other))
    confirm(bank, confirm_other)
    bank.offer = published(bank.host, bank.company, title="Autre")
    with pytest.raises(Refused, match="MARÉCHAL Ali\N{NO-BREAK SPACE}: Cet élève a déjà un stage"):
        apply(bank, bank.other)


def test_five_applications_wait_at_most():
    bank = make_bank()
    for _ in range(5):
        bank.offer = published(bank.host, bank.company)
        apply(bank)
    bank.offer = published(bank.host, bank.company)
    with pytest.raises(Refused, match="5 candidatures"):
        apply(bank)


# --- Answers ------------------------------------------------------------------------------


def test_the_host_accepts_by_link_and_a_place_is_taken():
    bank = make_bank()
    row = applications.accept(
        link_actor() if apply(bank) else None, PlacementApplication.objects.get()
    )
    assert (row.state, row.holds_seats, bank.week.seats_taken) == ("accepted", True, 1)
    bank.offer.refresh_from_db()
    assert bank.offer.state == "full"
    told = Notice.objects.get(kind="placement_application.accepted")
    assert told.user == bank.referent.user


def test_there_is_no_place_for_two():
    bank = make_bank()
    made = apply(bank, bank.pupil, bank.other)
    applications.accept(bank.host, made[0])
    with pytest.raises(Refused, match="n’y a plus de place"):
        applications.accept(bank.host, made[1])
    made[1].refresh_from_db()
    assert made[1].state == "sent"


@pytest.mark.parametrize("event", ["refuse", "withdraw", "expire"])
def test_what_ends_an_accepted_one_gives_its_place_back(event):
    bank = make_bank()
    row = applications.accept(bank.host, apply(bank))
    if event == "refuse":
        applications.refuse(bank.host, row, "staff")
    elif event == "withdraw":
        applications.withdraw(bank.referent, row)
    else:
        assert application_ends.expire(row.expires_on) == 0
        assert bank_time.advance(row.expires_on + dt.timedelta(days=1)) == 1
    assert bank.week.seats_taken == 0
    row.refresh_from_db()
    bank.offer.refresh_from_db()
    assert (row.holds_seats, bank.offer.state) == (False, "published")


def test_a_refusal_has_a_reason_and_words_for_another_one():
    bank = make_bank()
    row = apply(bank)
    with pytest.raises(Refused, match="motif"):
        applications.refuse(bank.host, row, "")
    with pytest.raises(Refused, match="Précisez"):
        applications.refuse(bank.host, row, "other")
    assert applications.refuse(bank.host, row, "staff", "Désolés.").refusal_reason == "staff"
    assert Notice.objects.filter(kind="placement_application.refused").exists()


def test_a_stranger_answers_nothing():
    bank = make_bank()
    row = apply(bank)
    stranger = actor_for(Role.COMPANY_REPRESENTATIVE)
    for actor in (stranger, bank.referent, actor_for(Role.ADMINISTRATOR)):
        with pytest.raises(Refused, match="pas ouverte"):
            applications.accept(actor, row)
    assert not PlacementApplication.objects.visible_to(stranger).exists()


def test_a_colleague_answers_the_one_that_was_passed_on(client):
    bank = make_bank(places=2)
    passed, kept = apply(bank, bank.pupil, bank.other)
    first = link_actor()
    colleague = Colleague("Paul Roux", "paul@fournil.example")
    applications.transfer(first, passed, colleague, "À toi.")
    with pytest.raises(Refused, match="pas ouverte"):
        applications.accept(first, passed)
    second = link_actor(holder_email="paul@fournil.example")
    with pytest.raises(Refused, match="pas ouverte"):
        applications.accept(second, kept)
    page = client.get(second.link.url).content.decode()
    assert bank.pupil.first_name in page and bank.other.first_name not in page
    assert applications.accept(second, passed).state == "accepted"
    with pytest.raises(Refused, match="suit déjà"):
        applications.transfer(bank.host, kept, replace(colleague, email="INES@fournil.example"))


def test_a_new_contact_is_told_and_the_former_link_opens_nothing(client):
    bank = make_bank()
    apply(bank)
    former = link_actor().link
    bank.offer.contact_email = "jean@fournil.example"
    offers.save(bank.host, bank.offer)
    assert client.get(former.path).status_code == 410
    page = client.get(link_actor(holder_email="jean@fournil.example").link.path)
    assert "Accepter la candidature" in page.content.decode()
    former = corrected(bank.host, ["ines@fournil.example"])["ines@fournil.example"]
    assert [place.email for place in former] == ["jean@fournil.example"]


def test_before_accepting_the_host_reads_no_name(client):
    bank = make_bank()
    row = apply(bank)
    link = link_actor().link
    page = client.get(link.url).content.decode()
    assert "Zoé, 3e, Collège des Rives" in page and "Maréchal" not in page
    assert "Curieuse." in page
    client.force_login(bank.host.user)
    assert "Maréchal" not in client.get(row.get_absolute_url()).content.decode()
    applications.accept(bank.host, row)
    assert "Zoé Maréchal" in client.get(link.url).content.decode()


def test_a_get_changes_nothing_and_the_button_acts(client):
    bank = make_bank()
    row = apply(bank)
    page = f"{link_actor().link.url}{row.pk}/accepter/"
    assert client.get(page).status_code == 200
    row.refresh_from_db()
    assert row.state == "sent"
    client.post(page, {"form_key": uuid.uuid4()})
    row.refresh_from_db()
    assert row.state == "accepted"
    other = apply(make_bank())
    assert (
        client.get(
            f"{link_actor(subject_id=bank.offer.pk).link.url}{other.pk}/accepter/"
        ).status_code
        == 404
    )


def test_the_desk_of_the_company_answers_them_with_its_other_requests():
    bank = make_bank(places=2)
    first, second = apply(bank, bank.pupil, bank.other)
    asks = desk.waiting(bank.host)
    assert len(asks) == 2 and {ask.room for ask in asks} == {"0 sur 2 places prises"}
    assert "Maréchal" not in " ".join(ask.who for ask in asks)
    (line,) = desk.answer(bank.host, [f"stage:{first.pk}"], "accept", message="Bienvenue.")
    assert line.done
    (line,) = desk.answer(bank.host, [f"stage:{second.pk}"], "refuse", reason="full", message="")
    assert line.done and PlacementApplication.objects.get(pk=second.pk).state == "refused"


# --- Pages --------------------------------------------------------------------------------


def test_a_referent_applies_from_the_page_of_the_offer(client):
    bank = make_bank()
    client.force_login(bank.referent.user)
    page = reverse("placements:offer_apply", args=[bank.offer.pk])
    shown = client.get(page).content.decode()
    assert "du 25 au 29 janvier 2027" in shown and "MARÉCHAL Zoé" in shown
    data = {"pupils": [bank.pupil.pk], "span": Span(FIRST, LAST).value, "form_key": uuid.uuid4()}
    wrong = client.post(page, data | {"pupils": []})
    assert "obligatoire" in wrong.content.decode()
    assert client.post(page, data).status_code == 302
    assert client.post(page, data).status_code == 302
    row = PlacementApplication.objects.get()
    listed = client.get(reverse("placements:applications"), {"etat": "sent"}).content.decode()
    assert "MARÉCHAL Zoé" in listed
    act = reverse("placements:application_act", args=[row.pk, "retirer"])
    client.post(act, {"form_key": uuid.uuid4()})
    row.refresh_from_db()
    assert row.state == S.WITHDRAWN


@pytest.mark.parametrize(
    "word, data, read",
    [
        ("refuser", {"reason": "full", "message": "En mai."}, "À&nbsp;: l’établissement"),
        (
            "confier",
            {"name": "Lou Petit", "email": "lou@exemple.test", "message": "Tu les reçois ?"},
            "À&nbsp;: Lou Petit",
        ),
    ],
)
def test_what_a_host_answers_is_read_before_it_leaves(word, data, read, client):
    bank = make_bank()
    row = apply(bank)
    client.force_login(bank.host.user)
    page = reverse("placements:application_act", args=[row.pk, word])
    data |= {"form_key": uuid.uuid4()}
    assert read_then_send(client, page, data, data["message"], read).status_code == 302


def test_another_teacher_reads_no_application(client):
    bank = make_bank()
    row = apply(bank)
    client.force_login(actor_for(Role.TEACHER, school=bank.group.school).user)
    assert client.get(row.get_absolute_url()).status_code == 404
    page = reverse("placements:offer_apply", args=[bank.offer.pk])
    assert "ne suivez aucune classe" in client.get(page).content.decode()
    assert PersonalLink.objects.filter(purpose="candidatures").count() == 1


def test_neither_in_a_closed_period_nor_beyond_the_ceiling_of_the_week():
    """Both count over every kind: pupils of other schools, classes, visitors."""
    bank = make_bank(places=2)
    closed = ClosedPeriod.objects.create(
        company=bank.company, starts_on=LAST, ends_on=LAST, reason="Inventaire"
    )
    with pytest.raises(Refused, match="Inventaire"):
        apply(bank)
    closed.delete()
    row = apply(bank)
    ceiling = ContactCeiling.objects.create(
        company=bank.company, persons_per_week=1, said_by="la direction"
    )
    PlacementFactory(company=bank.company, starts_on=FIRST, ends_on=LAST, state="signed")
    with pytest.raises(Refused, match="Prochaine semaine libre"):
        applications.accept(bank.host, row)
    with pytest.raises(Refused, match="Prochaine semaine libre"):
        apply(bank, bank.other)
    ceiling.delete()
    assert applications.accept(bank.host, row).state == "accepted"
