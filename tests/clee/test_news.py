"""News: every transition, who writes and publishes, what the public reads, the feeds."""

import datetime as dt
from itertools import product
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry
from clee.enums import Side
from clee.enums.public import NewsState as S
from clee.models import News
from clee.workflow import news as workflow
from directory.violations import Refused
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory
from tests.directory.factories import DepartmentFactory, SchoolFactory
from tests.documents.test_pictures import JPEG, upload
from tests.worlds import shared_world

# Each transition: (from, event) → to, and who of the four may.
CO_LEAD, RBDE, SUPERVISOR, TEACHER = "co_lead", "rbde", "supervisor", "teacher"
EXPECTED = {
    (S.DRAFT, "propose"): (S.PROPOSED, {RBDE, SUPERVISOR}),
    (S.DRAFT, "publish"): (S.PUBLISHED, {SUPERVISOR}),
    (S.PROPOSED, "publish"): (S.PUBLISHED, {SUPERVISOR}),
    (S.PROPOSED, "send_back"): (S.DRAFT, {SUPERVISOR}),
    (S.PUBLISHED, "withdraw"): (S.WITHDRAWN, {RBDE, SUPERVISOR}),
    (S.WITHDRAWN, "resume"): (S.DRAFT, {RBDE, SUPERVISOR}),
}
EVENTS = ("propose", "publish", "send_back", "withdraw", "resume")


@shared_world
def world():
    gard = DepartmentFactory(code="30")
    committee = CommitteeFactory(departments=[gard])
    lycee = SchoolFactory(department=gard)
    co_lead = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=co_lead.user)
    return {
        "committee": committee,
        "lycee": lycee,
        CO_LEAD: co_lead,
        RBDE: actor_for(Role.RBDE, school=lycee),
        SUPERVISOR: actor_for(Role.DEPARTMENT_SUPERVISOR, department=gard),
        TEACHER: actor_for(Role.TEACHER, school=lycee),
    }


def news(state=S.DRAFT, **values):
    at = timezone.now() if state in (S.PUBLISHED, S.WITHDRAWN) else None
    values = {"title": "Visite de la fonderie", "text": "Vingt élèves.", "state": state} | values
    return News.objects.create(published_at=at, **values)


def test_every_transition_of_a_lycee(world):
    assert set(workflow.TABLE.transitions) == set(EXPECTED)
    for state, event, name in product(S, EVENTS, (CO_LEAD, RBDE, SUPERVISOR, TEACHER)):
        to, allowed = EXPECTED.get((state, event), (None, ()))
        row = news(state, school=world["lycee"])
        if name in allowed:
            assert workflow.act(world[name], row, event, "Parce que").state == to
            continue
        with pytest.raises(Refused):
            workflow.act(world[name], row, event, "Parce que")


def test_the_co_lead_publishes_for_the_committee_alone(world):
    own = news(committee=world["committee"])
    assert workflow.act(world[CO_LEAD], own, "publish").state == S.PUBLISHED
    far = news(committee=CommitteeFactory(departments=[DepartmentFactory(code="34")]))
    for name in (CO_LEAD, SUPERVISOR, RBDE):
        with pytest.raises(Refused):
            workflow.act(world[name], far, "publish")
        with pytest.raises(Refused):
            workflow.correct(world[name], far, title="Autre")


def test_who_is_told(world):
    row = workflow.write(world[RBDE], News(school=world["lycee"], title="Forum", text="Demain"))
    workflow.act(world[RBDE], row, "propose")
    told = Notice.objects.get(kind="clee.news_proposed")
    assert told.recipient_email == world[SUPERVISOR].user.email
    workflow.act(world[SUPERVISOR], row, "send_back", "Ajoutez le lieu")
    told = Notice.objects.get(kind="clee.news_send_back")
    assert told.recipient_email == world[RBDE].user.email
    workflow.act(world[SUPERVISOR], row, "publish")
    workflow.act(world[RBDE], row, "withdraw", "Reporté")
    assert Notice.objects.filter(kind="clee.news_publish").count() == 1
    assert not Notice.objects.filter(kind="clee.news_withdraw").exists()  # their own act
    verbs = [entry.verb for entry in JournalEntry.objects.about(row)]
    assert verbs == [
        "a retiré une actualité",
        "a publié une actualité",
        "a renvoyé une actualité à corriger",
        "a proposé une actualité",
        "a écrit une actualité",
    ]


def test_a_reason_and_a_draft(world):
    row = news(S.PUBLISHED, school=world["lycee"])
    with pytest.raises(Refused, match="motif"):
        workflow.act(world[RBDE], row, "withdraw", " ")
    with pytest.raises(Refused, match="brouillon"):
        workflow.correct(world[RBDE], row, title="Autre")


def test_the_pages_of_an_rbde_and_of_who_publishes(client, world):
    client.force_login(world[RBDE].user)
    page = client.get("/actualites/nouvelle/").content.decode()
    assert world["lycee"].name in page and world["committee"].name not in page
    typed = {
        "source": f"lycee-{world['lycee'].pk}",
        "title": "Forum",
        "text": "<b>Ici</b> https://a.fr",
    }
    bad = client.post("/actualites/nouvelle/", typed | {"source": "comite-1"}).content.decode()
    assert "Sélectionnez un choix valide" in bad and not News.objects.exists()
    client.post("/actualites/nouvelle/", typed)
    row = News.objects.get()
    path = row.get_absolute_url()
    assert client.post(f"{path}publish/").status_code == 404
    client.post(f"{path}corriger/", {"title": "Forum des métiers", "text": typed["text"]})
    client.post(f"{path}propose/")
    client.logout()
    assert client.get(path).status_code == 404
    client.force_login(world[SUPERVISOR].user)
    assert (
        "Forum des métiers" in client.get("/actualites/les-miennes/?etat=proposed").content.decode()
    )
    client.post(f"{path}publish/")
    client.logout()
    page = client.get(path).content.decode()
    assert "&lt;b&gt;Ici" in page and 'href="https://a.fr" rel="nofollow"' in page
    assert "Historique" not in page


def test_others_do_not_write(client, world):
    row = news(S.DRAFT, school=world["lycee"])
    client.force_login(world[TEACHER].user)
    assert client.get("/actualites/nouvelle/").status_code == 403
    assert client.get(row.get_absolute_url()).status_code == 404
    elsewhere = actor_for(Role.RBDE)
    client.force_login(elsewhere.user)
    for path in ("", "corriger/", "propose/"):
        assert client.get(f"{row.get_absolute_url()}{path}").status_code == 404
    published = news(S.PUBLISHED, school=world["lycee"])
    assert client.post(f"{published.get_absolute_url()}withdraw/").status_code == 404


def test_the_list_by_departement_and_its_queries(client, world, django_assert_max_num_queries):
    for _ in range(3):
        news(S.PUBLISHED, committee=world["committee"])
    news(S.PUBLISHED, school=world["lycee"], title="Du lycée")
    there = CommitteeFactory(departments=[DepartmentFactory(code="34")])
    news(S.PUBLISHED, committee=there, title="De l’Hérault")
    news(S.DRAFT, committee=world["committee"], title="Pas encore")
    with django_assert_max_num_queries(8):
        page = client.get("/actualites/?departement=30").content.decode()
    assert "Du lycée" in page and "De l’Hérault" not in page and "Pas encore" not in page
    assert 'href="/actualites/flux/30/"' in page


def test_feeds_by_departement(client, world):
    news(S.PUBLISHED, school=world["lycee"], title="Du Gard", text="Un & deux")
    there = CommitteeFactory(departments=[DepartmentFactory(code="34")])
    old = news(S.PUBLISHED, committee=there, title="De l’Hérault")
    News.objects.filter(pk=old.pk).update(published_at=timezone.now() - dt.timedelta(days=9))
    news(S.WITHDRAWN, committee=there, title="Retirée")

    def titles(path):
        answer = client.get(path)
        assert answer["Content-Type"].startswith("application/rss+xml")
        tree = ElementTree.fromstring(answer.content)
        return [item.findtext("title") for item in tree.iter("item")]

    assert titles("/actualites/flux/") == ["Du Gard", "De l’Hérault"]
    assert titles("/actualites/flux/34/") == ["De l’Hérault"]
    assert client.get("/actualites/flux/99/").status_code == 404
    assert client.post("/actualites/flux/").status_code == 405


def test_a_picture_is_described_and_leaves_without_its_metadata(client, world):
    client.force_login(world[RBDE].user)
    typed = {"source": f"lycee-{world['lycee'].pk}", "title": "Forum", "text": "Demain"}
    bad = client.post("/actualites/nouvelle/", typed | {"scan": upload(b"GIF89a")})
    assert "JPEG ou PNG" in bad.content.decode()
    bad = client.post("/actualites/nouvelle/", typed | {"scan": upload(JPEG)})
    assert "Décrivez l’image" in bad.content.decode() and not News.objects.exists()
    client.post("/actualites/nouvelle/", typed | {"scan": upload(JPEG), "picture_words": "Un tour"})
    row = News.objects.get()
    path = row.get_absolute_url()
    assert 'alt="Un tour"' in client.get(path).content.decode()
    answer = client.get(f"{path}image/")
    assert answer["Content-Type"] == "image/jpeg" and b"GPS" not in answer.content
    client.logout()
    assert client.get(f"{path}image/").status_code == 404  # a draft
    client.force_login(world[RBDE].user)
    words = {"title": "Forum", "text": "Demain", "picture_words": ""}
    assert "Décrivez" in client.post(f"{path}corriger/", words).content.decode()
    client.post(f"{path}corriger/", words | {"drop": "on"})
    row.refresh_from_db()
    assert (row.picture, row.picture_words) == (None, "")
