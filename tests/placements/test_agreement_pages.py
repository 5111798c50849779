"""Pages of agreements: the school's, the host's by account and by link, who may open them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from placements.agreement.memory import start_of
from placements.enums import PlacementState as P
from placements.enums.agreement import AgreementState as S
from placements.models import HostPart, Placement, Stay
from placements.workflow import agreement_parts
from tests.accounts.factories import actor_for
from tests.placements.agreement_world import SAID, WEEK, make_agreement_world
from tests.reading import read_then_send

pytestmark = pytest.mark.django_db
TYPED = {"hours_every_am": "9-12", "hours_every_pm": "13h-16h"} | SAID | {"works_read": "on"}


@pytest.fixture
def world():
    return make_agreement_world()


def page(name, world, *more):
    return reverse(f"placements:{name}", args=[world.agreement.pk, *more])


def text_of(response):
    return " ".join(response.content.decode().replace("&nbsp;", " ").split())


def test_the_school_prepares_and_asks_the_host_in_one_click(client, world):
    client.force_login(world.teacher.user)
    address = reverse("placements:agreement_prepare", args=[world.placement.pk])
    company = world.placement.stays.get().company
    shown = text_of(client.get(address))
    assert "Enregistrer et envoyer à l’accueillant" in shown

    response = client.post(
        address,
        {
            f"contact_name_{company.pk}": "Paul Roux",
            f"contact_email_{company.pk}": "contact@meca.test",
            "objectives": "Découvrir.",
            "evaluation": "Un oral.",
            "transport": "En bus.",
            "health_plan": "none",
            "ask": "1",
        },
    )
    assert response.url == page("agreement", world)
    assert world.agreement.state == S.ASKED
    assert world.link.holder_email == "contact@meca.test"
    assert "Demandée le" in text_of(client.get(response.url))


def test_a_wrong_address_is_said_where_it_was_typed(client, world):
    client.force_login(world.teacher.user)
    address = reverse("placements:agreement_prepare", args=[world.placement.pk])
    company = world.placement.stays.get().company
    response = client.post(address, {f"contact_email_{company.pk}": "pas une adresse"})
    assert response.status_code == 200
    assert "Saisissez une adresse" in text_of(response)


def test_the_host_completes_by_its_link_without_an_account(client, world):
    world.prepare()
    agreement_parts.ask_hosts(world.teacher, world.agreement)
    path = world.link.path
    shown = text_of(client.get(path))
    assert "Léa Martin" in shown and "Lire la liste" in shown
    assert "2012" not in shown  # only what the agreement needs of the host

    wrong = client.post(path, TYPED | {"works_read": "", "hours_every_am": "5h-12h"})
    assert "Cochez cette case." in text_of(wrong)
    wrong = client.post(path, TYPED | {"hours_every_am": "5h-12h"})
    assert "pas de présence avant 6 h" in text_of(wrong)
    wrong = client.post(path, TYPED | {"hours_every_am": "de bonne heure"})
    assert "ne se lit pas" in text_of(wrong)
    assert world.part.completed_at is None

    assert client.post(path, TYPED).url == path
    assert world.part.signatory_email == "ana@meca.test"
    assert world.placement.stays.get().table[0] == [[540, 720], [780, 960]]
    assert "Votre part est enregistrée" in text_of(client.get(path))


def test_the_rules_answer_live(client, world):
    world.prepare()
    agreement_parts.ask_hosts(world.teacher, world.agreement)
    live = f"{world.link.path}regles/"
    assert "R-PL-4" in text_of(client.post(live, {"hours_every_am": "8h-13h"}))
    said = text_of(client.post(live, TYPED))
    assert "respectent les règles" in said
    assert client.get(live).status_code == 405


def test_a_host_finds_its_last_answers(client, world):
    """R-AG-7: 24 months; a person's contact only for an address that gave it."""
    world.prepare()
    world.fill()
    company = world.placement.stays.get().company
    again = make_agreement_world()
    again.placement.stays.update(company=company)
    again.prepare(email="contact@meca.test")
    agreement_parts.ask_hosts(again.teacher, again.agreement)
    shown = text_of(client.get(again.link.path))
    assert SAID["insurance"] in shown and SAID["tutor_name"] in shown
    assert SAID["tutor_phone"] in shown

    other = make_agreement_world()
    other.placement.stays.update(company=company)
    other.prepare(email="inconnu@ailleurs.test")
    agreement_parts.ask_hosts(other.teacher, other.agreement)
    shown = text_of(client.get(other.link.path))
    assert SAID["insurance"] in shown
    assert SAID["tutor_phone"] not in shown and SAID["tutor_email"] not in shown


def test_what_a_trainee_did_is_not_what_an_observer_does(world):
    """The insurance of a PFMP is found again; its activities and hours only if no observer
    came (R-PL-5), even when the trainee is the last one received."""
    trainee = make_agreement_world()
    trainee.prepare()
    trainee.fill(activities="Usiner une série.")
    Placement.objects.filter(pk=trainee.placement.pk).update(kind="pfmp")
    company = trainee.placement.stays.get().company
    world.placement.stays.update(company=company, table=[], activities="")
    world.prepare()
    values, table = start_of(world.agreement, world.part)
    assert values["insurance"] == SAID["insurance"]
    assert (values["activities"], table) == ("", None)

    observer = make_agreement_world()
    observer.placement.stays.update(company=company)
    observer.prepare()
    observer.fill()
    HostPart.objects.filter(agreement=observer.agreement).update(
        completed_at=timezone.now() - dt.timedelta(days=30)
    )
    values, table = start_of(world.agreement, world.part)
    assert (values["activities"], table) == (SAID["activities"], WEEK)


def test_once_out_for_signature_the_link_only_shows(client, world):
    world.prepare()
    agreement_parts.ask_hosts(world.teacher, world.agreement)
    path = world.link.path
    world.fill()
    client.force_login(world.teacher.user)
    client.post(page("agreement_open", world))
    assert world.state() == (S.SIGNING, P.SIGNING)
    client.logout()
    assert "ne se modifie plus" in text_of(client.get(path))
    assert client.post(path, TYPED).status_code == 200
    assert client.get(f"{path}document.pdf")["Content-Type"] == "application/pdf"


def test_the_school_reads_opens_and_takes_back(client, world):
    world.prepare()
    client.force_login(world.teacher.user)
    assert "n’a pas complété sa part" in text_of(client.get(page("agreement", world)))
    client.post(page("agreement_part", world, world.part.pk), TYPED)
    live = page("agreement_part_check", world, world.part.pk)
    assert "R-PL-4" in text_of(client.post(live, {"hours_every_am": "8h-13h"}))
    assert "La convention est complète" in text_of(client.get(page("agreement", world)))
    pdf = client.get(page("agreement_preview", world))
    assert pdf.content.startswith(b"%PDF")
    client.post(page("agreement_open", world))
    shown = text_of(client.get(page("agreement", world)))
    assert "Suivre les signatures" in shown and "Modifier par un avenant" in shown
    assert "Indiquez ce qui change" in text_of(client.post(page("agreement_amend", world), {}))
    client.post(page("agreement_amend", world), {"reason": "D’autres dates."})
    assert world.state() == (S.TO_REVIEW, P.FOUND)
    key = f"host{world.part.pk}_meals"
    read_then_send(client, page("agreement_send_back", world), {key: "Qui paie ?"}, "Qui paie ?")
    assert "Qui paie ?" in text_of(client.get(page("agreement", world)))


def test_who_opens_the_pages(client, world):
    """An actor who has every right but the relation gets 404; who only sees it, 403."""
    world.prepare()
    names = ("agreement", "agreement_preview", "agreement_send_back", "agreement_amend")
    colleague = actor_for(Role.TEACHER, school=world.placement.school)
    for actor in (colleague, actor_for(Role.HEAD), actor_for(Role.COMPANY_REPRESENTATIVE)):
        client.force_login(actor.user)
        for name in names[:2]:
            assert client.get(page(name, world)).status_code == 404, name
        assert client.post(page("agreement_open", world)).status_code in (403, 404)
        part = page("agreement_part", world, world.part.pk)
        assert client.post(part, TYPED).status_code == 404
        live = page("agreement_part_check", world, world.part.pk)
        assert client.post(live, TYPED).status_code == 404
        prepare = reverse("placements:agreement_prepare", args=[world.placement.pk])
        assert client.get(prepare).status_code in (403, 404)
    client.force_login(world.company.user)
    assert client.get(page("agreement", world)).status_code == 200
    assert client.get(page("agreement_amend", world)).status_code == 403
    assert client.get(page("agreement_part", world, 999_999)).status_code == 404
    assert client.post(page("agreement_part", world, world.part.pk), TYPED).status_code == 302
    assert world.agreement.state == S.TO_REVIEW


def test_several_hosts_are_read_day_by_day(client):
    """R-PL-8: one line a day; those who have not answered in one sentence, without blanks."""
    world = make_agreement_world(hosts=2)
    table = [[list(span) for span in ranges] for ranges in WEEK.days]
    Stay.objects.update(table=table)
    world.prepare()
    client.force_login(world.teacher.user)
    text = text_of(client.get(page("agreement", world)))
    assert "Méca 1 et Méca 2 n’ont pas complété leur part." in text
    assert "Mardi 26 janvier 2027" in text and "Jour par jour" in text
    assert text.count("Tuteur") == 0 and "01/01" not in text
    world.fill(part=world.part)
    text = text_of(client.get(page("agreement", world)))
    assert "Méca 2 n’a pas complété sa part." in text and text.count("Tuteur") == 1
