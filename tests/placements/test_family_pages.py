"""The pages of families, without an account, and those of who follows the class."""

import datetime as dt
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from placements import coupons
from placements.enums import ProposalState
from placements.models import Placement, PlacementProposal
from placements.views import family_links as pages
from placements.workflow import family_links
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements.families import posted, pupil_of, world

pytestmark = pytest.mark.django_db
ZOE = {"last_name": "Maréchal", "first_name": "Zoé", "birth_date": "2012-05-04"}


def text(answer):
    return answer.content.decode().replace("\xa0", " ")


def test_a_family_proposes_and_reads_the_answer(client):
    here = world()
    path = family_links.open_for_pupil(here.referent, here.pupil).path
    assert 'value="2027-01-25"' in text(client.get(path))
    client.get(path)
    assert not PlacementProposal.objects.exists()

    answer = client.post(path, posted(), follow=True)
    assert "votre proposition est transmise" in text(answer)
    row = PlacementProposal.objects.get()
    row.state, row.reason = ProposalState.DECLINED, "Le trajet est trop long."
    row.save()
    assert "Le trajet est trop long." in text(client.get(path))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"host_name": ""}, "Ce champ est obligatoire."),
        ({"host_phone": ""}, "Donnez le courriel ou le téléphone"),
        ({"host_email": "pas une adresse"}, "adresse"),
        ({"host_postcode": "3100"}, "Un code postal a cinq chiffres."),
        ({"ends_on": "2027-01-01"}, "Le dernier jour précède le premier."),
        ({"starts_on": "2020-01-06"}, "ne commence pas avant aujourd’hui"),
        ({"author": "voisin"}, "Sélectionnez un choix valide"),
        ({"host_name": "x\x00y"}, "nul"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, changes, said):
    here = world()
    path = family_links.open_for_pupil(here.referent, here.pupil).path
    assert said in text(client.post(path, posted(**changes)))
    assert not PlacementProposal.objects.exists()


def test_a_family_takes_back_its_own_proposal_only(client):
    here = world()
    mine, other = here.propose(), here.propose(here.link_actor(here.other), here.other)
    path = family_links.link_of(here.pupil).path
    for number in (other.pk, "x", "9" * 40, ""):
        client.post(path, {"geste": "retirer", "proposition": number})
    other.refresh_from_db()
    assert other.state == ProposalState.WAITING
    client.post(path, {"geste": "retirer", "proposition": mine.pk})
    mine.refresh_from_db()
    assert mine.state == ProposalState.WITHDRAWN


def test_the_link_of_a_class_shows_no_pupil_and_tells_nothing(client):
    here = world()
    here.propose()
    path = family_links.open_for_class(here.referent, here.group).path
    shown = text(client.get(path))
    assert "Maréchal" not in shown and "Pujol" not in shown
    for wrong in ({"last_name": "Autre"}, {"first_name": "Zo"}, {"birth_date": "2012-05-05"}):
        answer = text(client.post(path, posted(host_name="Garage", **(ZOE | wrong))))
        assert pages.UNKNOWN.split(" ne sont")[0] in answer
    assert PlacementProposal.objects.count() == 1
    client.post(path, posted(host_name="Garage", **ZOE))
    assert PlacementProposal.objects.filter(pupil=here.pupil, host_name="Garage").exists()


def test_a_birth_date_is_not_guessed(client):
    here = world()
    path = family_links.open_for_class(here.referent, here.group).path
    for number in range(pages.TRIES_PER_NAME):
        born = dt.date(2011, 1, 1) + dt.timedelta(days=number)
        client.post(path, posted(**(ZOE | {"birth_date": born})))
    assert pages.TOO_MANY in text(client.post(path, posted(**ZOE)))
    other = posted(**(ZOE | {"first_name": "Ali"}))
    assert "transmise" in text(client.post(path, other, follow=True))


def test_the_link_of_a_pupil_who_left_opens_nothing(client):
    here = world()
    link = family_links.open_for_pupil(here.referent, here.pupil)
    here.pupil.left_on = dt.date(2026, 11, 1)
    here.pupil.save()
    assert client.get(link.path).status_code == 404
    assert client.post(link.path, posted()).status_code == 404


def test_the_referent_opens_links_and_prints_them(client):
    here = world()
    client.force_login(here.referent.user)
    page = reverse("placements:families", args=[here.group.pk])
    acts = {act: reverse("placements:families_act", args=[here.group.pk, act])
            for act in ("ouvrir", "ouvrir-tous", "envoyer", "fermer")}  # fmt: skip
    sheet = reverse("placements:families_coupons", args=[here.group.pk])
    assert "ouvrez-le" in text(client.get(sheet, follow=True))
    assert family_links.link_of(here.group) is None

    client.post(acts["ouvrir"])
    assert "2 liens sont ouverts." in text(client.post(acts["ouvrir-tous"], follow=True))
    assert "Un courriel part" in text(client.post(acts["envoyer"], follow=True))
    assert family_links.link_of(here.group).url in text(client.get(page))
    answer = client.get(sheet)
    assert answer["Content-Type"] == "application/pdf"
    class_sheet = reverse("placements:families_class_coupons", args=[here.group.pk])
    assert client.get(class_sheet)["Content-Type"] == "application/pdf"
    assert client.get(acts["ouvrir"]).status_code == 405
    unknown = reverse("placements:families_act", args=[here.group.pk, "effacer"])
    assert client.post(unknown).status_code == 404
    client.post(acts["fermer"])
    assert family_links.link_of(here.group) is None
    client.post(reverse("placements:family_act", args=[here.pupil.pk, "fermer"]))
    assert family_links.link_of(here.pupil) is None


def test_coupons_fill_one_page_for_a_class_and_name_each_pupil():
    here = world()
    link = family_links.open_for_class(here.referent, here.group)
    one = PdfReader(io.BytesIO(coupons.for_class(here.group, link)))
    assert len(one.pages) == 1 and "Maréchal" not in one.pages[0].extract_text()
    pairs = [(pupil, family_links.open_for_pupil(here.referent, pupil))
             for pupil in (here.pupil, here.other)]  # fmt: skip
    two = PdfReader(io.BytesIO(coupons.for_pupils(here.group, pairs)))
    said = two.pages[0].extract_text()
    assert "MARÉCHAL Zoé" in said and "MARÉCHAL Ali" in said
    assert two.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_referent_accepts_with_a_company_of_the_base(client):
    here = world()
    row = here.propose(tutor_name="Inès Pujol")
    client.force_login(here.referent.user)
    page = client.get(row.get_absolute_url())
    assert 'value="Boulangerie Pujol"' in text(page)
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"company": CompanyFactory().pk, "kind": "observation", "form_key": uuid.uuid4(),
             "hours_every_am": "9-12", "hours_every_pm": "13h30-17"}  # fmt: skip
    answer = client.post(row.get_absolute_url(), data)
    placement = Placement.objects.get()
    assert answer.url == placement.get_absolute_url()
    assert placement.stays.get().tutor_name == "Inès Pujol"
    assert "Voir le stage" in text(client.get(row.get_absolute_url()))


def test_the_board_shows_what_waits(client):
    here = world()
    row = here.propose()
    client.force_login(here.referent.user)
    shown = text(client.get(reverse("placements:board", args=[here.group.pk])))
    assert row.get_absolute_url() in shown and "Proposition à examiner" in shown


def test_nobody_else_opens_the_pages(client):
    here = world()
    row = here.propose()
    group = [here.group.pk]
    pupil = reverse("placements:family_act", args=[here.pupil.pk, "fermer"])
    posts = [reverse("placements:families_act", args=[*group, "ouvrir"])]
    gets = [
        reverse("placements:families", args=group),
        reverse("placements:families_class_coupons", args=group),
        reverse("placements:families_coupons", args=group),
    ]
    stranger = actor_for(Role.TEACHER, school=here.group.school)
    client.force_login(stranger.user)
    assert {client.get(path).status_code for path in gets} == {403}
    assert {client.post(path).status_code for path in posts} == {403}
    hidden = [row.get_absolute_url(), reverse("placements:proposal_decline", args=[row.pk])]
    assert {client.get(path).status_code for path in hidden} == {404}
    assert client.post(pupil).status_code == 404
    client.force_login(actor_for(Role.HEAD).user)
    assert {client.get(path).status_code for path in [*gets, *hidden]} == {404}
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE).user)
    assert {client.get(path).status_code for path in [*gets, *hidden]} == {403}


def test_the_page_of_families_costs_the_same_for_any_class(client):
    here = world()
    client.force_login(here.referent.user)
    page = reverse("placements:families", args=[here.group.pk])

    def cost():
        family_links.open_for_all(here.referent, here.group)
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    few = cost()
    for number in range(4):
        pupil = pupil_of(here.group, "Roux", f"Tom {number}")
        here.propose(here.link_actor(pupil), pupil)
    assert cost() == few
