"""`/rentree/`: classes announced for the next year, and what became of them in September."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.models import ClassGroup, SchoolYear
from portal.todo import todos
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory
from tests.partnerships.contract_world import make_contract_world
from tests.partnerships.factories import BookingFactory
from tests.portal.rentree_world import URL, said, text

pytestmark = pytest.mark.django_db


def test_last_years_classes_are_announced(client, school, head):
    one = ClassGroupFactory(school=school, name="3e A", level="3e", size=27)
    two = ClassGroupFactory(school=school, name="3e B", level="3e")
    page = text(client.get(URL))
    assert f'name="{one.pk}-take"' in page and 'value="3e A"' in page
    data = {f"{one.pk}-take": "on", f"{one.pk}-name": "3e A", f"{one.pk}-size": "28"}
    data |= {f"{two.pk}-name": "3e B"}
    path = f"{reverse('portal:rentree-groups')}?etablissement={school.pk}"

    assert "1 classe prévue pour 2027-2028." in said(client, path, data)

    made = ClassGroup.objects.get(school=school, school_year=2027)
    assert (made.name, made.size, made.is_planned) == ("3e A", 28, True)
    page = text(client.get(URL))
    assert "Déjà là" in page and "environ 28" in page
    assert client.get(path).status_code == 302


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({}, "Cochez au moins une classe."),
        ({"take": "on", "name": " ", "size": ""}, "Donnez un nom à la classe."),
        ({"take": "on", "name": "x" * 61}, "fr-error-text"),
        ({"take": "on", "name": "3e A", "size": "beaucoup"}, "fr-error-text"),
        ({"take": "on", "name": "3e A", "size": "501"}, "fr-error-text"),
    ],
)
def test_what_cannot_be_announced_is_said(client, school, head, typed, error):
    group = ClassGroupFactory(school=school, name="3e A", level="3e")
    data = {f"{group.pk}-{name}": value for name, value in typed.items()}
    assert error in text(client.post(reverse("portal:rentree-groups"), data))
    assert not ClassGroup.objects.filter(school_year=2027).exists()


def test_out_of_season_nothing_is_announced(client, school, head, on):
    group = ClassGroupFactory(school=school, name="3e A", level="3e")
    on("2027-10-06")
    data = {f"{group.pk}-take": "on", f"{group.pk}-name": "3e A"}
    page = said(client, reverse("portal:rentree-groups"), data)
    assert "Aucune classe ne peut être annoncée" in page
    assert not ClassGroup.objects.filter(school_year=2027).exists()


@pytest.fixture
def planned_class(school):
    facts = {"school_year_id": 2027, "level": "3e", "is_planned": True, "size": 28}
    return ClassGroupFactory(school=school, name="3e, environ 28", **facts)


def page_of(group):
    return reverse("portal:rentree-group", args=[group.pk])


def test_a_planned_class_waits_for_its_year(client, school, head, planned_class, on):
    assert client.get(page_of(planned_class)).status_code == 404
    assert todos(head, None) == []
    on("2027-09-06")
    assert client.get(page_of(planned_class)).status_code == 200
    (todo,) = todos(head, None)
    assert todo.title == "Rattacher une classe prévue" and todo.due == dt.date(2027, 9, 30)
    on("2027-11-20")
    assert todos(head, None)[0].urgency.name == "LATE"
    assert page_of(planned_class) in text(client.get(URL))


def test_it_is_really_this_class(client, head, planned_class, on):
    on("2027-09-06")
    page = text(client.post(page_of(planned_class), {"step": "real", "size": "0"}))
    assert "fr-error-text" in page
    answer = said(client, page_of(planned_class), {"step": "real", "size": "27"})
    assert "est confirmée" in answer
    planned_class.refresh_from_db()
    assert not planned_class.is_planned and planned_class.size == 27
    assert client.get(page_of(planned_class)).status_code == 404


def test_or_it_becomes_another_once_the_consequences_were_read(client, head, planned_class, on):
    real = ClassGroupFactory(
        school=planned_class.school, school_year_id=2027, name="3e B", level="4e"
    )
    booking = BookingFactory(class_group=planned_class, state="sent")
    on("2027-09-06")
    data = {"step": "preview", "real": real.pk}
    page = text(client.post(page_of(planned_class), data))
    assert "Rattacher à 3e B" in page and "Le niveau de la classe" in page
    booking.refresh_from_db()
    assert booking.class_group == planned_class
    answer = said(client, page_of(planned_class), data | {"step": "attach"})
    assert "est rattachée à 3e B" in answer
    booking.refresh_from_db()
    assert booking.class_group == real
    for step in ("real", "preview", "attach", "x"):
        assert client.post(page_of(planned_class), {"step": step}).status_code == 404


@pytest.mark.parametrize("step", ["preview", "attach"])
@pytest.mark.parametrize("real", ["", "x", "foreign", "itself"])
def test_a_wrong_class_is_said(client, head, planned_class, on, step, real):
    on("2027-09-06")
    ClassGroupFactory(school=planned_class.school, school_year_id=2027, name="3e B")
    wrong = {"foreign": ClassGroupFactory(school_year_id=2027).pk, "itself": planned_class.pk}
    data = {"step": step, "real": wrong.get(real, real)}
    answer = client.post(page_of(planned_class), data)
    assert answer.status_code == 200 and "à corriger" in text(answer)
    assert ClassGroup.objects.filter(pk=planned_class.pk).exists()


def test_a_rule_that_forbids_is_shown(client, head, planned_class, on):
    real = ClassGroupFactory(school=planned_class.school, school_year_id=2027, level="6e")
    BookingFactory(class_group=planned_class, state="sent")
    on("2027-09-06")
    for step in ("preview", "attach"):
        page = text(client.post(page_of(planned_class), {"step": step, "real": real.pk}))
        assert "à partir de la 4e" in page
    assert ClassGroup.objects.filter(pk=planned_class.pk).exists()


def test_voided_signatures_are_confirmed_by_a_box(client, school, on):
    on("2026-11-23")
    world = make_contract_world()
    world.in_signature()
    group = world.booking.class_group
    ClassGroup.objects.filter(pk=group.pk).update(is_planned=True)
    real = ClassGroupFactory(school=group.school, name="3e vraie", level="3e")
    client.force_login(world.head.user)
    data = {"step": "attach", "real": real.pk}
    page = text(client.post(page_of(group), data))
    assert "Cochez la case" in page and "signatures de la convention sont annulées" in page
    assert world.fresh().state == "in_signature"
    assert "est rattachée" in said(client, page_of(group), data | {"confirm_void": "on"})
    assert world.fresh().state == "void"


def test_a_planned_class_of_another_school_is_a_404(client, head, planned_class, on):
    on("2027-09-06")
    for actor in (actor_for(Role.HEAD), actor_for(Role.DEPARTMENT_OFFICE)):
        client.force_login(actor.user)
        assert client.get(page_of(planned_class)).status_code == 404
        assert client.post(page_of(planned_class), {"step": "real"}).status_code == 404
    teacher = actor_for(Role.TEACHER, school=planned_class.school)
    client.force_login(teacher.user)
    assert client.get(page_of(planned_class)).status_code == 404


def test_without_a_year_to_come_the_page_says_so(client, school, head):
    SchoolYear.objects.filter(start_year=2027).delete()
    assert "n’est pas encore ouverte" in text(client.get(URL))
