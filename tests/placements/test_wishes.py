"""What pupils wish among the offers, by their own link, and what the school makes of it."""

import uuid

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from directory.violations import Refused
from outbox.models import Notice
from placements.enums.offers import Audience
from placements.models import PlacementApplication, PlacementWish
from placements.rules.offers import Span
from placements.todo.applications import todos
from placements.workflow import family_links, offers, wishes
from placements.workflow.family_links import WISH_PURPOSE
from tests.accounts.factories import actor_for
from tests.placements.bank import FIRST, LAST, NEXT, apply, make_bank, published

pytestmark = pytest.mark.django_db
SPAN = Span(FIRST, LAST)


def link_of(bank, pupil=None):
    return family_links.open_for_pupil(bank.referent, pupil or bank.pupil, WISH_PURPOSE)


def wish(bank, offer=None, pupil=None, span=SPAN, message="J’aime le pain."):
    actor = Actor.of_link(link_of(bank, pupil))
    offer = offer or bank.offer
    return wishes.wish(actor, pupil or bank.pupil, offer, span, message, key=uuid.uuid4())


def test_a_pupil_reads_the_offers_of_the_class_and_wishes_one(client):
    bank = make_bank()
    published(bank.host, bank.company, title="Réservée", audiences=[Audience.SEGPA])
    link = link_of(bank)
    page = client.get(link.path).content.decode()
    assert "Découvrir la boulangerie" in page and "Réservée" not in page
    assert "ines@fournil.example" not in page
    offer = f"{link.path}offre/{bank.offer.pk}/"
    assert client.get(offer).status_code == 200 and not PlacementWish.objects.exists()
    client.post(offer, {"span": SPAN.value, "message": "J’aime.", "form_key": uuid.uuid4()})
    row = PlacementWish.objects.get()
    assert (row.rank, row.starts_on, row.message) == (1, FIRST, "J’aime.")
    assert "En attente de votre référent" in client.get(link.path).content.decode()
    told = Notice.objects.get(kind="placement_wish.made")
    assert (told.user, told.subject) == (bank.referent.user, bank.group)


def test_an_offer_closed_to_the_class_is_not_found(client):
    bank = make_bank(audiences=[Audience.SEGPA])
    path = f"{link_of(bank).path}offre/{bank.offer.pk}/"
    assert client.get(path).status_code == 404
    page = client.get(link_of(bank).path).content.decode()
    assert "dites-le à votre référent" in page and "la page de la classe" not in page
    with pytest.raises(Refused, match="n’est plus proposée"):
        wish(bank)


def test_wishes_are_ordered_and_taken_back(client):
    bank = make_bank()
    first = wish(bank)
    second = wish(bank, published(bank.host, bank.company, title="Vendre"))
    path = link_of(bank).path
    client.post(path, {"geste": "monter", "voeu": second.pk})
    ranks = dict(PlacementWish.objects.values_list("pk", "rank"))
    assert ranks == {first.pk: 2, second.pk: 1}
    client.post(path, {"geste": "retirer", "voeu": first.pk})
    first.refresh_from_db()
    assert first.state == "withdrawn"
    client.post(path, {"geste": "retirer", "voeu": "x"})
    stranger = Actor.of_link(link_of(bank, bank.other))
    with pytest.raises(Refused, match="n’ouvre pas"):
        wishes.drop(stranger, second)


@pytest.mark.parametrize(
    ("span", "words"), [(Span(NEXT, NEXT), "Choisissez des dates"), (SPAN, "déjà parmi vos vœux")]
)
def test_what_cannot_be_wished(span, words):
    bank = make_bank()
    wish(bank)
    with pytest.raises(Refused, match=words):
        wish(bank, span=span)


def test_five_wishes_at_most_and_not_what_was_sent():
    bank = make_bank()
    apply(bank)
    with pytest.raises(Refused, match="déjà transmise"):
        wish(bank)
    for _ in range(5):
        wish(bank, published(bank.host, bank.company))
    with pytest.raises(Refused, match="5 vœux"):
        wish(bank, published(bank.host, bank.company))


def test_the_family_s_link_wishes_nothing():
    bank = make_bank()
    actor = Actor.of_link(family_links.open_for_pupil(bank.referent, bank.pupil))
    with pytest.raises(Refused, match="n’ouvre pas"):
        wishes.wish(actor, bank.pupil, bank.offer, SPAN, key=uuid.uuid4())


def test_the_referent_sends_wishes_together_each_with_its_words(client):
    bank = make_bank(places=2)
    rows = [wish(bank), wish(bank, pupil=bank.other, message="Curieux.")]
    assert [todo.title for todo in todos(bank.referent, None)] == ["Transmettre 2 vœux d’élèves"]
    client.force_login(bank.referent.user)
    page = reverse("placements:wishes", args=[bank.group.pk])
    assert "MARÉCHAL Zoé, vœu 1" in client.get(page).content.decode()
    send = reverse("placements:wishes_send", args=[bank.group.pk])
    assert "au moins un vœu" in client.post(send, follow=True).content.decode()
    answer = client.post(send, {"voeux": [row.pk for row in rows]}, follow=True)
    assert "2 candidatures envoyées" in answer.content.decode()
    messages = set(PlacementApplication.objects.values_list("message", flat=True))
    assert messages == {"J’aime le pain.", "Curieux."}
    hosts = Notice.objects.filter(kind="placement_application.received")
    assert hosts.count() == 2  # the account and the contact, once each
    assert set(PlacementWish.objects.values_list("state", flat=True)) == {"sent"}
    assert "Candidature envoyée" in client.get(link_of(bank).path).content.decode()


def test_what_cannot_be_sent_leaves_the_others():
    bank = make_bank()
    gone = published(bank.host, bank.company, title="Close")
    rows = [wish(bank), wish(bank, gone)]
    offers.close(bank.host, gone)
    lines = wishes.send(bank.referent, rows)
    assert sorted(line.done for line in lines) == [False, True]
    assert wishes.send(bank.referent, rows[:1])[0].words == "Ces vœux n’attendent plus."


def test_a_wish_is_declined_with_a_reason_that_the_pupil_reads(client):
    bank = make_bank()
    row = wish(bank)
    with pytest.raises(Refused, match="ne suivez pas"):
        wishes.decline(actor_for(Role.TEACHER, school=bank.group.school), row, "Non.")
    with pytest.raises(Refused, match="pourquoi"):
        wishes.decline(bank.referent, row, " ")
    client.force_login(bank.referent.user)
    page = reverse("placements:wish_decline", args=[row.pk])
    client.post(page, {"reason": "Trop loin de chez toi."})
    assert "Trop loin de chez toi." in client.get(link_of(bank).path).content.decode()
    told = Notice.objects.get(kind="placement_wish.declined")
    assert told.recipient_email == "parent@famille.example"
    client.force_login(actor_for(Role.TEACHER, school=bank.group.school).user)
    assert client.get(page).status_code == 404


def test_links_of_wishes_are_opened_mailed_printed_and_closed(client):
    bank = make_bank()
    client.force_login(bank.referent.user)

    def act(event):
        return client.post(reverse("placements:wishes_act", args=[bank.group.pk, event]))

    act("ouvrir-tous"), act("ouvrir-tous"), act("envoyer")
    assert len(family_links.links_of([bank.pupil, bank.other], WISH_PURPOSE)) == 2
    assert not family_links.links_of([bank.pupil])
    assert Notice.objects.filter(kind="placement_wish.link").count() == 1
    assert act("autre").status_code == 404
    printed = client.get(reverse("placements:wishes_coupons", args=[bank.group.pk]))
    assert printed.content.startswith(b"%PDF")
    close = reverse("placements:wishes_pupil_act", args=[bank.pupil.pk, "fermer"])
    path = link_of(bank).path
    client.post(close)
    assert client.get(path).status_code == 410
