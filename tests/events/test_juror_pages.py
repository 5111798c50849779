"""The page of a juror's link: marking, what others never see, paper, the president."""

import datetime as dt

import pytest

from accounts.enums import Role
from events.models import Juror, ScoreSheet
from events.workflow import editions, jurors, order
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.events.cup_world import make_world, signed_in, text_of, url
from tests.worlds import shared_world

pytestmark = pytest.mark.django_db
SECRET = "Trop timide"


@shared_world
def world():
    return make_world(teams=2)


def path_of(world, name):
    return jurors.link_of(world.organiser, world.jurors[name]).path


def form_of(world, *marks, **more):
    names = [f"mark_{one.pk}" for one in world.criteria]
    versions = {f"v_{one.pk}": 0 for one in world.criteria}
    return dict(zip(names, marks, strict=True)) | versions | {"comment": "", "v_comment": 0} | more


def test_a_whole_sheet_without_script(client, world):
    page = f"{path_of(world, 'ana')}{world.teams[0].pk}/"
    assert "Oral" in text_of(client.get(page))
    refused = client.post(page, form_of(world, "12", "", geste="remettre"))
    assert "Notez aussi «\u00a0Affiche\u00a0»." in text_of(refused)
    wrong = client.post(page, form_of(world, "25", "8", geste="remettre"))
    assert "Notez ce critère de 0 à 20." in text_of(wrong)
    client.post(page, form_of(world, "12,5", "8", geste="remettre", v_comment=0,
                              **{f"v_{world.criteria[0].pk}": 1}))  # fmt: skip
    assert ScoreSheet.objects.get().state == "submitted"
    assert "Feuille remise" in text_of(client.get(page))
    client.post(page, {"geste": "reprendre"})
    assert ScoreSheet.objects.get().state == "draft"


def test_the_script_saves_a_field_once_and_learns_what_stands(
    client, world, django_assert_max_num_queries
):
    page = f"{path_of(world, 'ana')}{world.teams[0].pk}/"
    save = {
        "geste": "champ", "champ": str(world.criteria[0].pk), "valeur": "12", "version": 0,
        "cle": "0" * 31 + "1",
    }  # fmt: skip
    for _ in range(2):
        answer = client.post(page, save)
        assert (answer.status_code, answer.json()) == (200, {"valeur": "12,0", "version": 1})
    late = client.post(page, save | {"valeur": "3", "cle": "0" * 31 + "2"})
    assert (late.status_code, late.json()["valeur"]) == (409, "12,0")
    # With those of the link, of the rate limit and of the two ends of the transaction.
    with django_assert_max_num_queries(15):
        client.post(page, save | {"valeur": "13", "version": 1, "cle": "0" * 31 + "4"})
    bad = client.post(page, save | {"valeur": "33", "version": 1, "cle": "0" * 31 + "3"})
    assert (bad.status_code, bad.json()["message"]) == (422, "Notez ce critère de 0 à 20.")
    assert client.post(page, save | {"cle": "rien"}).status_code == 422
    elsewhere = make_world(title="Ailleurs", teams=1).teams[0]
    page = f"{path_of(world, 'ana')}{elsewhere.pk}/"
    assert client.post(page, save).json()["message"] == "Rechargez la page."


def test_two_screens_show_what_is_kept(client, world):
    page = f"{path_of(world, 'ana')}{world.teams[0].pk}/"
    client.post(page, form_of(world, "12", "8", geste="enregistrer"))
    late = text_of(client.post(page, form_of(world, "5", "8", geste="enregistrer")))
    assert "changé sur un autre appareil" in late and 'value="12,0"' in late


def test_a_crawl_as_one_juror_never_shows_a_mark_of_another(client, world):
    world.mark("bob", 0, 17.5, 6.5)
    world.mark("bob", 1, 13.5, 3.5)
    ScoreSheet.objects.update(comment=SECRET)
    desk = path_of(world, "ana")
    for page in (desk, *(f"{desk}{team.pk}/" for team in world.teams)):
        text = text_of(client.get(page))
        for told in ("17,5", "13,5", SECRET, "bob", "Classement"):
            assert told not in text, (page, told)
    elsewhere = make_world(title="Ailleurs", teams=1)
    assert client.get(f"{desk}{elsewhere.teams[0].pk}/").status_code == 404


def test_a_juror_reads_the_published_hours_alone(client, world):
    panel, desk = world.edition.panels.get(), path_of(world, "ana")
    pages = (desk, f"{desk}{world.teams[0].pk}/")
    for number, team in enumerate(world.teams):
        order.place(world.organiser, team, panel, dt.time(9 + number, 10))
    assert not any("9\u00a0h\u00a010" in text_of(client.get(page)) for page in pages)
    order.publish(world.organiser, world.edition)
    assert all("9\u00a0h\u00a010" in text_of(client.get(page)) for page in pages)
    # Moved since, and not published again: the first one passes last in secret.
    order.place(world.organiser, world.teams[0], panel, dt.time(16, 25))
    for page in pages:
        text = text_of(client.get(page))
        assert "9\u00a0h\u00a010" in text and "16\u00a0h\u00a025" not in text
    labels = [str(team) for team in world.teams]
    found = text_of(client.get(desk))
    assert sorted(labels, key=found.index) == labels


def test_a_link_dies_with_the_seat_and_closes_with_the_sheets(client, world):
    old = path_of(world, "ana")
    jurors.renew_link(world.organiser, world.jurors["ana"])
    assert client.get(old).status_code == 410
    assert "Bonjour" in text_of(client.get(path_of(world, "ana")))
    editions.act(world.organiser, world.edition, "deliberate")
    desk = path_of(world, "ana")
    assert "sont verrouillées" in text_of(client.get(desk))
    assert client.get(f"{desk}{world.teams[0].pk}/").status_code == 404
    answer = client.post(f"{desk}{world.teams[0].pk}/", form_of(world, "1", "1", geste="remettre"))
    assert answer.status_code == 404


def test_a_juror_recuses_himself(client, world):
    desk = path_of(world, "ana")
    page = f"{desk}{world.teams[0].pk}/"
    client.post(page, {"geste": "recuser", "reason": "Mon neveu y est"})
    assert "récusé" in text_of(client.get(page))
    saved = client.post(page, form_of(world, "1", "1", geste="enregistrer"))
    assert "récusé" in text_of(saved)


def test_the_president_parts_ex_aequo_by_his_link(client, world):
    for name in world.jurors:
        for place in range(2):
            world.mark(name, place, 10, 5)
    Juror.objects.filter(name="bob").update(is_president=True)
    editions.act(world.organiser, world.edition, "deliberate")
    desk = path_of(world, "bob")
    assert "Départager des équipes ex æquo" in text_of(client.get(desk))
    places = {f"place_{world.teams[0].pk}": 2, f"place_{world.teams[1].pk}": 1}
    same = client.post(desk, dict.fromkeys(places, 1) | {"reason": "L’élan"}, follow=True)
    assert "place différente" in text_of(same)
    client.post(desk, places | {"reason": "L’élan"})
    assert world.edition.decisions.get().order == [world.teams[1].pk, world.teams[0].pk]


def test_the_organiser_sends_prints_and_replaces(client, world):
    Juror.objects.filter(name="ana").update(email="ana@jury.example")
    signed_in(client, world.organiser)
    ana = world.jurors["ana"].pk
    client.post(url("act_juror", ana, "envoyer"))
    assert Notice.objects.filter(kind="cup.juror_link", recipient_email="ana@jury.example").exists()
    assert client.post(url("coupon", ana)).content.startswith(b"%PDF")
    assert client.get(url("coupon", ana)).status_code == 405
    client.post(url("substitute", ana), {"name": "Dan", "college": "economic"})
    assert Juror.objects.get(name="Dan").replaces_id == ana
    without_mail = client.post(url("act_juror", world.jurors["bob"].pk, "envoyer"), follow=True)
    assert "imprimez son code" in text_of(without_mail)


def test_all_jurors_get_their_links_at_once_and_only_once(client, world):
    for name in ("ana", "bob"):
        Juror.objects.filter(name=name).update(email=f"{name}@jury.example")
    jurors.send_link(world.organiser, world.jurors["ana"])
    page = url("jurors", world.edition.pk)
    assert client.post(page, {"envoyer": "1"}).status_code == 302
    signed_in(client, actor_for(Role.TEACHER))
    assert client.post(page, {"envoyer": "1"}).status_code == 404
    signed_in(client, world.organiser)
    text = text_of(client.get(page))
    states = ("envoyé</td>", "à envoyer</td>", "code à imprimer</td>")
    assert [text.count(one) for one in states] == [1, 1, 1]
    assert "Le lien part par courriel." in text_of(client.post(page, {"envoyer": "1"}, follow=True))
    told = Notice.objects.filter(kind="cup.juror_link").values_list("recipient_email", flat=True)
    assert sorted(told) == ["ana@jury.example", "bob@jury.example"]
    again = text_of(client.post(page, {"envoyer": "1"}, follow=True))
    assert "ont déjà leur lien" in again and len(told.all()) == 2
    # A lost phone: the new link is to be sent, the old mail opens nothing.
    jurors.renew_link(world.organiser, world.jurors["bob"])
    client.post(page, {"envoyer": "1"})
    assert len(told.all()) == 3


def test_paper_is_typed_on_a_page(client, world):
    signed_in(client, world.organiser)
    page = url("paper", world.edition.pk, world.jurors["ana"].pk, world.teams[0].pk)
    marks = {f"mark_{one.pk}": "7,5" for one in world.criteria}
    wrong = client.post(page, marks | {f"mark_{world.criteria[0].pk}": "99"})
    assert "Notez ce critère de 0 à 20." in text_of(wrong)
    assert not ScoreSheet.objects.exists()
    client.post(page, marks)
    assert ScoreSheet.objects.get().typed_by == world.organiser.label
