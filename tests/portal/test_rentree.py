"""`/rentree/`: one school, who stays, its classes; what the others are told in September."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Act, Role, RoleState
from accounts.models import Delegation, RoleAssignment, User
from accounts.workflow import renewal
from directory.enums import YearState
from directory.models import ClassGroup, SchoolYear
from outbox.kinds import kind_of
from outbox.models import Notice
from portal.todo import todos
from reminders import planner
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    DepartmentFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.partnerships.contract_world import make_contract_world
from tests.partnerships.factories import BookingFactory
from tests.reminders.conftest import DECLARED

pytestmark = pytest.mark.django_db
URL = "/rentree/"
LAST, NEXT = dt.date(2027, 8, 31), dt.date(2028, 8, 31)


def noon(day):
    return dt.datetime.fromisoformat(f"{day}T10:00:00+00:00")


@pytest.fixture
def on(time_machine, client):
    """Move to a day; who was signed in signs in again, a session does not last so long."""

    def move(day):
        signed_in = client.session.get("_auth_user_id")
        time_machine.move_to(noon(day))
        if signed_in:
            client.force_login(User.objects.get(pk=signed_in))

    return move


@pytest.fixture
def school(on):
    on("2027-06-20")
    SchoolYearFactory(start_year=2026)
    SchoolYearFactory(start_year=2027, state=YearState.PREPARATION)
    return SchoolFactory()


@pytest.fixture
def head(client, school):
    actor = actor_for(Role.HEAD, school=school)
    client.force_login(actor.user)
    return actor


def staff(school, role=Role.TEACHER, ends_on=LAST, **facts):
    facts = {"starts_on": dt.date(2026, 9, 1), "schools": [school]} | facts
    return RoleAssignmentFactory(role=role, ends_on=ends_on, **facts)


def text(answer):
    return answer.content.decode()


def said(client, path, data=None):
    return text(client.post(path, data or {}, follow=True))


# --- Who stays ------------------------------------------------------------------------


def test_the_head_ticks_who_stays(client, school, head):
    stays, leaves = staff(school), staff(school, ends_on=None)
    page = text(client.get(URL))
    assert stays.user.email in page and "sans fin" in page and " checked" not in page

    answer = said(client, f"{URL}?etablissement={school.pk}", {"rows": [stays.pk]})

    assert "1 personne reste, 1 rôle prend fin le 31 août." in answer
    assert "Restent après le 31 août" in answer and "part le 31 août 2027" in answer
    leaves.refresh_from_db()
    assert leaves.ends_on == LAST


def test_all_are_ticked_by_a_button_and_nothing_is_kept_yet(client, school, head):
    row = staff(school)
    page = text(client.post(URL, {"all": "1"}))
    assert f'value="{row.pk}" id="row-{row.pk}" checked' in page
    row.refresh_from_db()
    assert row.ends_on == LAST


def test_nothing_ticked_is_asked_again(client, school, head):
    staff(school)
    page = text(client.post(URL, {}))
    assert "Personne n’est coché" in page and "Personne ne reste" in page
    assert "0 personne reste, 1 rôle prend fin" in said(client, URL, {"nobody": "on"})


@pytest.mark.parametrize("rows", [["x"], ["999999999"], ["99999999999999999999999"]])
def test_lines_that_do_not_exist_are_refused(client, school, head, rows):
    row = staff(school)
    assert client.post(URL, {"rows": rows}).status_code == 200
    row.refresh_from_db()
    assert row.ends_on == LAST


def test_a_line_of_another_school_cannot_be_posted(client, school, head):
    mine, other = staff(school), staff(SchoolFactory())
    client.post(URL, {"rows": [mine.pk, other.pk]})
    client.post(reverse("portal:rentree-role", args=[other.pk, "leave"]))
    other.refresh_from_db()
    assert other.ends_on == LAST


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.RBDE, Role.DDFPT])
def test_the_management_reads_and_confirms_nothing(client, school, role):
    row = staff(school)
    client.force_login(actor_for(role, school=school).user)
    page = text(client.get(URL))
    assert row.user.email in page and f'value="{row.pk}"' not in page
    assert "Confirmer qui reste" not in page
    client.post(URL, {"rows": [row.pk]})
    answer = client.post(reverse("portal:rentree-role", args=[row.pk, "leave"]), follow=True)
    assert "Seul le chef" in text(answer)
    row.refresh_from_db()
    assert row.ends_on == LAST


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HEAD])
def test_others_have_no_such_page(client, school, role):
    if role in (Role.DEPUTY, Role.RBDE, Role.DDFPT):
        return
    client.force_login(actor_for(role).user)
    for path in (URL, reverse("portal:rentree-groups")):
        assert client.get(path).status_code == client.post(path).status_code == 403


def test_a_stand_in_of_the_head_has_the_page(client, school, head):
    teacher = staff(school)
    lent = RoleAssignment.objects.get(user=head.user)
    Delegation.objects.create(
        assignment=lent,
        holder=teacher.user,
        acts=[Act.APPROVE],
        starts_on=dt.date(2027, 6, 16),
        ends_on=LAST,
    )
    client.force_login(teacher.user)
    other = staff(school)
    assert "1 personne reste" in said(client, URL, {"rows": [other.pk]})


def test_a_head_of_several_schools_switches(client, school, head):
    annex = SchoolFactory(parent=school, name="Annexe du bas")
    row = staff(annex)
    page = text(client.get(f"{URL}?etablissement={annex.pk}"))
    assert row.user.email in page and "selected>Annexe du bas" in page
    for foreign in (SchoolFactory().pk, "x", "9" * 30):
        assert client.get(URL, {"etablissement": foreign}).status_code == 404


def test_taking_a_choice_back_and_an_event_that_is_none(client, school, head):
    row = staff(school)
    renewal.confirm(head, school, [row])
    answer = said(client, reverse("portal:rentree-role", args=[row.pk, "leave"]))
    assert "le rôle prendra fin le 31 août" in answer
    assert client.post(reverse("portal:rentree-role", args=[row.pk, "x"])).status_code == 404
    assert client.get(reverse("portal:rentree-role", args=[row.pk, "leave"])).status_code == 405


def test_in_september_the_head_brings_people_back(client, school, head, on):
    row = staff(school)
    on("2027-09-06")
    page = text(client.get(URL))
    assert "Partis le 31 août" in page and "Aucun rôle n’a été confirmé" in page
    answer = said(client, reverse("portal:rentree-role", args=[row.pk, "reopen"]))
    assert "le rôle est rouvert" in answer and "Partis le 31 août" not in answer
    row.refresh_from_db()
    assert row.ends_on == NEXT


def test_out_of_season_the_page_shows_what_was_decided(client, school, head, on):
    stays, leaves = staff(school), staff(school)
    renewal.confirm(head, school, [stays])
    on("2027-11-20")
    page = text(client.get(URL))
    assert "La page de rentrée ouvre le 15 juin" in page
    assert stays.user.email in page and leaves.user.email in page
    assert "Rôles confirmés le 20 juin 2027" in page
    assert '<button class="fr-btn fr-btn--sm' not in page and "Prévoir" not in page
    assert "du 15 juin au 31 août" in said(client, URL, {"rows": [leaves.pk]})


@pytest.mark.parametrize("count", [2, 20])
def test_the_page_has_a_constant_number_of_queries(
    client, school, head, count, django_assert_max_num_queries
):
    for number in range(count):
        staff(school)
        ClassGroupFactory(school=school, name=f"3e {number}", level="3e")
    with django_assert_max_num_queries(29):
        client.get(URL)


def test_the_dashboard_of_the_head_says_so_until_it_is_decided(school, head, on):
    row = staff(school)
    (todo,) = todos(head, None)
    assert (todo.title, todo.url, todo.due) == ("Confirmer les rôles de la rentrée", URL, LAST)
    on("2027-09-06")
    (todo,) = todos(head, None)
    assert todo.title == "Rouvrir les rôles de la rentrée" and todo.urgency.name == "LATE"
    on("2027-10-01")
    assert todos(head, None) == []
    on("2027-06-20")
    renewal.confirm(head, school, [row])
    assert todos(head, None) == []


# --- The département --------------------------------------------------------------------


def test_the_department_sees_who_confirmed_nothing(client, school, head, on):
    rows = [staff(school), staff(school)]
    elsewhere = SchoolFactory()
    done = staff(elsewhere)
    renewal.confirm(actor_for(Role.HEAD, school=elsewhere), elsewhere, [], nobody=True)
    office = actor_for(Role.DEPARTMENT_OFFICE, department=school.department)
    path = reverse("portal:rentree-schools")
    client.force_login(office.user)
    assert todos(office, None) == [] and "paraît en septembre" in text(client.get(path))

    on("2027-09-06")
    (todo,) = todos(office, None)
    assert todo.title == "Appeler un établissement qui n’a confirmé aucun rôle"
    page = text(client.get(path))
    assert school.name in page and head.user.email in page
    assert str(elsewhere) not in page and f">{len(rows)}</td>" in page
    assert Actor.of(done.user).role is None
    for role in (Role.HEAD, Role.EDUCATION_AUTHORITY, Role.RBDE):
        client.force_login(actor_for(role).user)
        assert client.get(path).status_code == 403
    away = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="65"))
    client.force_login(away.user)
    assert todos(away, None) == [] and school.name not in text(client.get(path))


# --- Who is shut out ----------------------------------------------------------------------


def test_whose_role_ended_is_told_at_sign_in_and_asks_again_in_one_click(client, school, head, on):
    row = staff(school, Role.RBDE)
    on("2027-09-06")
    client.force_login(row.user)
    page = text(client.get("/tableau-de-bord/"))
    assert "Votre rôle a pris fin le 31 août" in page and "peut le rouvrir" in page

    again = f"/mon-compte/roles/demander/etablissement/?encore={row.pk}"
    assert again in page and again in text(client.get("/mon-compte/"))
    form = text(client.get(again))
    assert f"[n° {school.pk}]" in form and 'value="rbde" selected' in form
    client.post(again, {"role": Role.RBDE, "school": school.pk})
    assert RoleAssignment.objects.undecided().get().role == Role.RBDE
    assert again not in text(client.get("/mon-compte/"))
    on("2027-10-06")
    assert "peut le rouvrir" not in text(client.get("/tableau-de-bord/"))


@pytest.mark.parametrize("again", ["x", "-1", "9" * 30, "other"])
def test_another_persons_role_fills_in_nothing(client, school, head, again):
    other = staff(school, Role.RBDE)
    client.force_login(UserFactory())
    asked = other.pk if again == "other" else again
    page = text(client.get(f"/mon-compte/roles/demander/etablissement/?encore={asked}"))
    assert "selected" not in page.split("<main")[1]


def test_who_arrives_reads_from_when(client, school, head):
    data = {"email": "lea@ac-toulouse.fr", "first_name": "Léa", "last_name": "Faure"}
    data |= {"role": Role.TEACHER, "place": school.pk, "starts_on": "2027-09-01"}
    assert 'value="2027-09-01"' in text(client.get(reverse("invite")))
    assert "Le rôle s’ouvre le 1er septembre 2027." in said(client, reverse("invite"), data)
    assert "lea@ac-toulouse.fr" in text(client.get(URL))
    row = RoleAssignment.objects.get(user__email="lea@ac-toulouse.fr")
    client.force_login(row.user)
    assert "s’ouvre le 1er septembre 2027" in text(client.get("/tableau-de-bord/"))
    assert "À venir" in text(client.get("/mon-compte/"))


@pytest.mark.parametrize("day", ["2027-06-19", "2030-01-01", "bientôt"])
def test_a_wrong_first_day_is_said(client, school, head, day):
    data = {"email": "lea@ac-toulouse.fr", "first_name": "Léa", "last_name": "Faure"}
    data |= {"role": Role.TEACHER, "place": school.pk, "starts_on": day}
    assert "fr-error-text" in text(client.post(reverse("invite"), data))
    assert not RoleAssignment.objects.filter(user__email="lea@ac-toulouse.fr").exists()


# --- Reminders ------------------------------------------------------------------------------


def planned_mails(day):
    planner.plan(noon(day), [rule for rule in DECLARED if rule.code.startswith("rentree.")])
    rows = Notice.objects.filter(state="planned").order_by("due_at", "recipient_email")
    return [(row.kind, row.recipient_email, f"{row.due_at:%m-%d}") for row in rows]


def test_the_head_is_reminded_until_something_is_decided(school, head):
    row = staff(school)
    actor_for(Role.HEAD)
    mails = planned_mails("2027-06-10")
    assert mails == [("rentree.confirm.77", head.user.email, "06-15")]
    renewal.confirm(head, school, [], nobody=True)
    assert planned_mails("2027-06-10") == []
    row.refresh_from_db()
    assert row.ends_on == LAST


def test_who_is_not_confirmed_is_told_twice(school, head, on):
    stays, leaves = staff(school), staff(school)
    staff(school, ends_on=dt.date(2027, 12, 31))
    renewal.confirm(head, school, [stays])
    assert planned_mails("2027-08-10") == [
        ("rentree.role_ends.14", leaves.user.email, "08-17"),
        ("rentree.role_ends.1", leaves.user.email, "08-30"),
    ]
    on("2027-08-17")
    notice = Notice.objects.filter(kind="rentree.role_ends.14").get()
    notice = notice.at(noon("2027-08-17"))
    assert "31 août 2027" in kind_of(notice.kind).render(notice).subject


# --- Classes ----------------------------------------------------------------------------------


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


def test_the_states_of_who_waits_are_shown(client, school, head):
    row = staff(school, state=RoleState.WAITING, starts_on=dt.date(2027, 9, 1), ends_on=None)
    page = text(client.get(URL))
    assert row.user.email in page and "1 rôle à valider" in page
