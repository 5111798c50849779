"""The pages about roles: the queue, the team, invitations, delegations, the head's link."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Act, Role, RoleState
from accounts.models import Delegation, PersonalLink, RoleAssignment, User
from accounts.todo import todos
from accounts.workflow import roles
from outbox.models import Notice
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory(email="ce.0310017a@ac-toulouse.fr")


@pytest.fixture
def head(client, school):
    actor = actor_for(Role.HEAD, school=school)
    client.force_login(actor.user)
    return actor


def asked(school, email="jeanne@ac-toulouse.fr", role=Role.TEACHER, **facts):
    user = UserFactory(email=email)
    return roles.ask(Actor.of(user), user, role, schools=[school], **facts)


def test_the_queue_shows_the_evidence_and_decides_many(client, school, head):
    first = asked(school, words="Professeure de physique")
    second = asked(school, "hugo@exemple.test", Role.OFFICE_STAFF)
    elsewhere = asked(SchoolFactory(), "paul@exemple.test")

    page = client.get(reverse("roles_to_validate")).content.decode()
    assert "Professeure de physique" in page and "Adresse académique vérifiée" in page
    assert "hugo@exemple.test" in page and elsewhere.user.email not in page

    data = {"rows": [first.pk, second.pk], "decision": "validate"}
    answer = client.post(reverse("roles_to_validate"), data, follow=True)
    assert "2 rôles validés." in answer.content.decode()
    states = RoleAssignment.objects.filter(pk__in=[first.pk, second.pk]).values_list("state")
    assert {state for (state,) in states} == {RoleState.VALIDATED}


def test_a_refusal_without_reason_keeps_what_was_ticked(client, school, head):
    row = asked(school)
    url = reverse("roles_to_validate")

    page = client.post(url, {"rows": [row.pk], "decision": "refuse"}).content.decode()
    assert "Un refus demande un motif." in page and f'value="{row.pk}"' in page
    assert "checked" in page
    data = {"rows": [row.pk], "decision": "refuse", "reason": "Inconnue ici"}
    shown = client.post(url, data | {"step": "preview"}).content.decode()
    assert "Votre demande de rôle est refusée" in shown and str(row.user) in shown
    row.refresh_from_db()
    assert row.state != RoleState.REFUSED
    client.post(url, data | {"step": "act"})
    row.refresh_from_db()
    assert (row.state, row.reason) == (RoleState.REFUSED, "Inconnue ici")


def test_nothing_ticked_is_said(client, school, head):
    asked(school)
    page = client.post(reverse("roles_to_validate"), {"decision": "validate"})
    assert "Cochez au moins une ligne." in page.content.decode()


def test_a_row_of_another_queue_cannot_be_posted(client, school, head):
    row = asked(SchoolFactory())
    client.post(reverse("roles_to_validate"), {"rows": [row.pk], "decision": "validate"})
    row.refresh_from_db()
    assert row.state == RoleState.PROVISIONAL


def test_an_empty_queue_says_so(client, head):
    assert "Aucun rôle n’attend" in client.get(reverse("roles_to_validate")).content.decode()


@pytest.mark.parametrize("count", [2, 12])
def test_the_queue_has_a_constant_number_of_queries(
    client, school, head, count, django_assert_max_num_queries
):
    for number in range(count):
        asked(school, f"p{number}@ac-toulouse.fr")
    with django_assert_max_num_queries(20):
        client.get(reverse("roles_to_validate"))


def test_the_dashboard_counts_what_waits(school, head):
    assert todos(head, None) == []
    asked(school)
    asked(school, "b@ac-toulouse.fr")
    (todo,) = todos(head, None)
    assert todo.title == "Valider 2 rôles" and todo.url == reverse("roles_to_validate")


def test_a_head_invites_and_the_role_is_open(client, school, head):
    page = client.get(reverse("invite")).content.decode()
    assert "prenom.nom@ac-toulouse.fr" in page
    data = {
        "email": "Lea.Faure@ac-toulouse.fr",
        "first_name": "Léa",
        "last_name": "Faure",
        "role": Role.RBDE,
        "place": school.pk,
    }
    answer = client.post(reverse("invite"), data, follow=True)
    assert (
        "L’invitation part à lea.faure@ac-toulouse.fr, demain matin, 8 h."
        in answer.content.decode()
    )

    user = User.objects.get(email="lea.faure@ac-toulouse.fr")
    assert Actor.of(user).role == Role.RBDE and str(user) == "Léa Faure"
    notice = Notice.objects.get(kind="accounts.invited")
    assert notice.recipient_email == user.email
    assert User.objects.filter(email=user.email).count() == 1
    again = client.post(reverse("invite"), data).content.decode()
    assert "déjà tenu ou demandé" in again and "Léa" in again


def test_a_teacher_invites_and_the_head_validates(client, school):
    head = actor_for(Role.HEAD, school=school)
    teacher = actor_for(Role.TEACHER, school=school)
    client.force_login(teacher.user)
    data = {
        "email": "lea@exemple.test",
        "first_name": "Léa",
        "last_name": "Faure",
        "role": Role.TEACHER,
        "place": school.pk,
    }
    client.post(reverse("invite"), data)
    row = RoleAssignment.objects.get(user__email="lea@exemple.test")
    assert row.state == RoleState.WAITING and row.evidence == "invited"
    assert row in RoleAssignment.objects.decided_by(head)
    data |= {"email": "x@exemple.test", "place": SchoolFactory().pk}
    client.post(reverse("invite"), data)
    assert not User.objects.filter(email="x@exemple.test").exists()
    data |= {"place": school.pk, "role": Role.HEAD}
    client.post(reverse("invite"), data)
    assert not User.objects.filter(email="x@exemple.test").exists()


def test_a_company_invites_for_itself_only(client):
    company = CompanyFactory(email="contact@meca.test")
    inside = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    client.force_login(inside.user)
    assert "prenom.nom@meca.test" in client.get(reverse("invite")).content.decode()
    data = {
        "email": "ana@meca.test",
        "first_name": "Ana",
        "last_name": "Ruiz",
        "role": Role.COMPANY_REPRESENTATIVE,
        "place": company.pk,
    }
    client.post(reverse("invite"), data)
    assert Actor.of(User.objects.get(email="ana@meca.test")).company_ids == {company.pk}


def test_the_team_and_the_end_of_a_role(client, school, head):
    row = roles.validate(head, asked(school))
    page = client.get(reverse("team")).content.decode()
    assert row.user.email in page and "Mettre fin" in page
    url = reverse("role_end", args=[row.pk])
    assert "sessions ouvertes comprises" in client.get(url).content.decode()
    client.post(url, {"reason": ""})
    row.refresh_from_db()
    assert row.state == RoleState.VALIDATED
    client.post(url, {"reason": "A quitté le collège"})
    row.refresh_from_db()
    assert row.state == RoleState.ENDED
    assert row.user.email not in client.get(reverse("team")).content.decode()


def test_a_teacher_sees_no_colleague_and_ends_nobodys_role(client, school):
    head = actor_for(Role.HEAD, school=school)
    teacher = actor_for(Role.TEACHER, school=school)
    client.force_login(teacher.user)
    assert head.user.email not in client.get(reverse("team")).content.decode()
    row = RoleAssignment.objects.get(user=head.user)
    assert client.get(reverse("role_end", args=[row.pk])).status_code == 404


def test_one_quits_ones_own_role(client, school):
    teacher = actor_for(Role.TEACHER, school=school)
    row = RoleAssignment.objects.get(user=teacher.user)
    client.force_login(teacher.user)
    assert "Quitter ce rôle" in client.get(reverse("account")).content.decode()
    client.post(reverse("role_end", args=[row.pk]))
    assert Actor.of(teacher.user).role is None


def test_a_head_lends_and_takes_back(client, school, head):
    deputy = actor_for(Role.DEPUTY, school=school)
    today = timezone.localdate().isoformat()
    url = reverse("delegations")
    data = {"holder": deputy.user.pk, "acts": [Act.SIGN], "starts_on": today, "ends_on": today}
    page = client.post(url, data, follow=True).content.decode()
    assert "La délégation est donnée." in page
    delegation = Delegation.objects.get()
    client.force_login(deputy.user)
    page = client.get(url).content.decode()
    assert str(head.user) in page and "Donner" not in page
    assert client.post(url, data).status_code == 403
    take_back = reverse("delegation_take_back", args=[delegation.pk])
    client.post(take_back)
    delegation.refresh_from_db()
    assert delegation.ended_at is None
    client.force_login(head.user)
    client.post(take_back)
    delegation.refresh_from_db()
    assert delegation.ended_at
    client.force_login(actor_for(Role.HEAD).user)
    assert client.post(take_back).status_code == 404


def test_a_refused_delegation_says_why_beside_the_field(client, school, head):
    teacher = actor_for(Role.TEACHER, school=school)
    today = timezone.localdate().isoformat()
    data = {"holder": teacher.user.pk, "acts": [Act.SIGN], "starts_on": today, "ends_on": today}
    page = client.post(reverse("delegations"), data).content.decode()
    assert "seul un adjoint, gestionnaire compris, signe par délégation" in page
    assert not Delegation.objects.exists()


def test_the_follow_up_counts_by_department(client, school):
    """Totals of one's own territory, with what passed to the second validator and its age."""
    late = asked(school)
    asked(school, "b@exemple.test")
    asked(SchoolFactory(department=DepartmentFactory(code="34")), "c@exemple.test")
    today = timezone.localdate()
    RoleAssignment.objects.filter(pk=late.pk).update(
        granted_at=timezone.now() - dt.timedelta(days=9), escalates_on=today
    )
    RoleAssignment.objects.exclude(pk=late.pk).filter(schools=school).update(
        escalates_on=today + dt.timedelta(days=7)
    )
    for scope in ({"whole_region": True}, {"academy": school.department.academy}):
        client.force_login(actor_for(Role.EDUCATION_AUTHORITY, **scope).user)
        found = dict(client.get(reverse("roles_follow_up")).context["by_place"])
        assert found.pop(school.department_id) == {"count": 2, "late": 1, "oldest": 9}
        assert found.keys() == ({"34"} if "whole_region" in scope else set())


def test_the_to_do_of_a_head_ends_the_day_it_passes_to_the_department(school, head, time_machine):
    """Five days of class, not five days of the calendar; five of them where nobody follows."""
    time_machine.move_to(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC))
    asked(school)
    assert [todo.due for todo in todos(head, None)] == [dt.date(2026, 12, 2)]
    office = actor_for(Role.DEPARTMENT_OFFICE, department=school.department)
    asked(school, "tete@ac-toulouse.fr", Role.HEAD)
    assert [todo.due for todo in todos(office, None)] == [dt.date(2026, 11, 30)]


def test_the_mailbox_of_the_school_opens_the_role_by_a_post_only(client, school):
    row = asked(school, role=Role.HEAD)
    link = PersonalLink.objects.about(row).get()
    page = client.get(link.path).content.decode()
    row.refresh_from_db()
    assert "Confirmer et ouvrir" in page and row.state == RoleState.WAITING
    assert "L’accès est ouvert" in client.post(link.path).content.decode()
    row.refresh_from_db()
    assert row.state == RoleState.PROVISIONAL
    assert "L’accès est ouvert" in client.post(link.path).content.decode()


def test_an_unknown_link_of_a_school_is_a_404(client):
    assert client.get("/lien/direction/inconnu/").status_code == 404


def test_the_team_is_of_the_school_and_offers_no_end_that_is_refused(client, school):
    """An RBDE decides on companies around: they are no colleagues, and the head is above."""
    head = actor_for(Role.HEAD, school=school)
    company = CompanyFactory(department=school.department)
    outside = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    client.force_login(actor_for(Role.RBDE, school=school).user)
    page = client.get(reverse("team")).content.decode()
    assert head.user.email in page and outside.user.email not in page
    assert "Mettre fin" not in page
