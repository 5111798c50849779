import datetime as dt

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from accounts import links
from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from outbox.models import Notice
from tests.accounts.factories import UserFactory, actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.links_app")]


@pytest.fixture
def subject():
    return UserFactory(first_name="Le", last_name="Sujet")


@pytest.fixture
def issuer():
    return actor_for(Role.TEACHER)


@pytest.fixture
def link(subject, issuer):
    return links.issue(
        issuer,
        "essayer",
        subject,
        name="Jeanne Durand",
        email="jeanne@entreprise.test",
        function="Directrice",
        valid_until=timezone.now() + dt.timedelta(days=10),
    )


def expire(link):
    link.valid_until = timezone.now() - dt.timedelta(minutes=1)
    link.save()


def test_a_link_opens_its_page_for_its_holder(client, link, subject):
    answer = client.get(link.path)

    assert answer.content.decode() == "Jeanne Durand, Directrice lit Le Sujet"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-store"
    assert "noindex" in answer["X-Robots-Tag"]


def test_the_table_holds_no_token_and_the_address_is_rebuilt_r_ag_4(link):
    again = PersonalLink.objects.get(pk=link.pk)

    assert again.url == link.url and again.url.startswith("http")
    assert again.token not in {str(value) for value in vars(again).values()}
    assert again.url.endswith(f"/lien/essayer/{again.token}/")


def test_a_link_made_under_an_older_key_still_gives_its_address(link, settings, client):
    before, key = link.path, settings.SECRET_KEY
    with override_settings(SECRET_KEY="a-new-key", SECRET_KEY_FALLBACKS=[key]):
        assert PersonalLink.objects.get(pk=link.pk).path == before
        assert client.get(before).status_code == 200


def test_a_get_or_head_changes_nothing_r_ag_4(client, link, django_assert_num_queries):
    before = PersonalLink.objects.filter(pk=link.pk).values().get()

    assert client.head(link.path).status_code == client.get(link.path).status_code == 200

    assert PersonalLink.objects.filter(pk=link.pk).values().get() == before
    assert not JournalEntry.objects.exists()


def test_an_act_is_a_post_and_is_journalled_with_the_link_r_ag_4(client, link, subject):
    assert client.post(link.path).content == b"merci"

    entry = JournalEntry.objects.about(subject).get()
    assert (entry.link, entry.user, entry.verb) == (link, None, "a répondu")


def test_a_link_never_signs_in(client, link):
    client.post(link.path)

    assert "_auth_user_id" not in client.session
    assert client.get("/ferme/").status_code == 302


def test_a_signed_in_person_acts_there_as_the_holder(client, link, issuer, subject):
    client.force_login(issuer.user)
    client.post(link.path)

    assert JournalEntry.objects.about(subject).get().user is None


def test_the_purpose_is_part_of_the_address(client, link, subject, issuer):
    other = links.issue(
        issuer, "autre", subject, name="x", email="x@x.test", valid_until=link.valid_until
    )

    assert client.get(f"/lien/essayer/{other.token}/").status_code == 404


def test_a_revoked_link_opens_nothing(client, link, issuer):
    links.revoke(issuer, link, "départ")
    page = client.get(link.path)

    assert page.status_code == 410 and "retiré" in page.content.decode()
    assert client.post(link.path).status_code == 410
    assert JournalEntry.objects.get().reason == "départ"


def test_a_replaced_link_dies_and_its_successor_lives(client, link, issuer):
    new = links.replace(issuer, link, holder_name="Paul Remplaçant")

    assert client.get(link.path).status_code == 410
    assert "Paul Remplaçant" in client.get(new.path).content.decode()
    assert client.post(link.path).status_code == 410
    assert links.replace(issuer, link) == new


def test_an_unknown_link_says_the_same_as_a_dead_one(client, link):
    unknown = client.get("/lien/essayer/nimporte-quoi/")

    assert unknown.status_code == 404
    assert "Ce lien n’est pas valable" in unknown.content.decode()
    assert unknown["Cache-Control"] == "private, no-store"


def test_a_deleted_subject_closes_the_link(client, link, subject):
    subject.delete()

    assert client.get(link.path).status_code == 404


def test_an_expired_link_can_be_asked_again_to_the_same_address(client, link, issuer):
    expire(link)
    page = client.get(link.path)
    assert page.status_code == 410 and "M’envoyer un nouveau lien" in page.content.decode()
    assert not Notice.objects.exists()

    assert "envoyé" in client.post(link.path, {"email": "voleur@x.test"}).content.decode()

    new = PersonalLink.objects.get(generation=2)
    notice = Notice.objects.get(kind="accounts.new_link")
    assert notice.recipient_email == "jeanne@entreprise.test"
    assert new.token not in str(notice.context)
    assert client.get(new.path).status_code == 200
    assert client.post(link.path).status_code == 410


def test_no_new_link_when_the_subject_is_over(client, link, subject):
    expire(link)
    subject.is_active = False
    subject.save()

    assert "M’envoyer" not in client.get(link.path).content.decode()
    assert client.post(link.path).status_code == 410
    assert not Notice.objects.exists()


def test_expiry_is_read_from_the_clock(client, link):
    with time_machine.travel(timezone.now() + dt.timedelta(days=11)):
        assert client.get(link.path).status_code == 410


def test_guessing_is_slowed_down(client):
    codes = [client.get(f"/lien/essayer/devine{n}/").status_code for n in range(25)]

    assert codes[:20] == [404] * 20 and codes[-1] == 429


def test_a_forged_forwarded_address_does_not_escape_the_limit(client):
    codes = [
        client.get(f"/lien/essayer/x{n}/", headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code
        for n in range(25)
    ]

    assert codes[-1] == 429


def test_history_knows_the_link_and_not_its_token(client, link, subject, monkeypatch):
    event = type(subject)._meta.get_field("events").related_model

    def rename(view, request, token):
        view.subject.first_name = "Autre"
        view.subject.save()
        return client_answer()

    from django.http import HttpResponse as client_answer

    from tests.accounts.links_app import AnswerView

    monkeypatch.setattr(AnswerView, "post", rename)
    client.post(link.path)

    context = event.objects.latest("pgh_id").pgh_context.metadata
    assert context["link"] == link.pk and context["actor"] == "Jeanne Durand, Directrice"
    assert link.token not in str(context) and context["url"].startswith("/lien/essayer/")


def test_who_sees_links_in_lists(link, issuer):
    assert list(PersonalLink.objects.visible_to(issuer)) == [link]
    assert not PersonalLink.objects.visible_to(actor_for(Role.TEACHER))
    assert not PersonalLink.objects.visible_to(Actor.of_link(link))
    assert PersonalLink.objects.visible_to(actor_for(Role.ADMINISTRATOR)).count() == 1
