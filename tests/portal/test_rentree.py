"""`/rentree/`: one school, who stays, its classes; what the others are told in September."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Act, Role, RoleState
from accounts.models import Delegation, RoleAssignment
from accounts.workflow import invitations, renewal, roles
from directory.models import SchoolYear
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.models import Offer
from portal.todo import todos
from reminders import planner
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    DepartmentFactory,
    SchoolFactory,
)
from tests.partnerships.factories import OfferFactory, SlotFactory
from tests.portal.rentree_world import LAST, NEXT, URL, noon, said, staff, text
from tests.reminders.conftest import DECLARED

pytestmark = pytest.mark.django_db


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
    row, _ = staff(school), staff(school, ends_on=None)
    on("2027-09-06")
    page = text(client.get(URL))
    assert "Partis le 31 août" in page and "Aucun rôle n’a été confirmé" in page
    answer = said(client, reverse("portal:rentree-role", args=[row.pk, "reopen"]))
    assert "le rôle est rouvert" in answer and "Partis le 31 août" not in answer
    assert "Restent après le 31 août" in answer and "sans fin" in answer
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
    with django_assert_max_num_queries(32):
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
    assert todos(head, None)
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
    away = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="65"))
    client.force_login(away.user)
    assert todos(away, None) == [] and school.name not in text(client.get(path))
    client.force_login(office.user)
    renewal.reopen(head, rows[0])
    assert todos(office, None) == [] and "Tous les établissements" in text(client.get(path))
    for role in (Role.HEAD, Role.EDUCATION_AUTHORITY, Role.RBDE):
        client.force_login(actor_for(role).user)
        assert client.get(path).status_code == 403


def test_that_list_leaves_as_a_file(client, school, head, on):
    staff(school)
    path = reverse("portal:rentree-schools")
    on("2027-09-06")
    for place, found in ((school.department, True), (DepartmentFactory(code="65"), False)):
        client.force_login(actor_for(Role.DEPARTMENT_OFFICE, department=place).user)
        rows = b"".join(client.get(path, {"format": "csv"})).decode()
        assert (school.uai in rows) is found and (head.user.email in rows) is found


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


def test_the_states_of_who_waits_are_shown(client, school, head):
    row = staff(school, state=RoleState.WAITING, starts_on=dt.date(2027, 9, 1), ends_on=None)
    page = text(client.get(URL))
    assert row.user.email in page and "1 rôle à valider" in page


def mail_of(kind, at):
    notice = Notice.objects.get(kind=kind).at(noon(at))
    return notice, kind_of(kind).render(notice)


def test_the_mails_say_from_when_and_until_when(client, school, head, on):
    row = staff(school)
    data = {"first_name": "Léa", "last_name": "Faure", "starts_on": dt.date(2027, 9, 1)}
    invitations.invite(head, "lea@ac-toulouse.fr", Role.TEACHER, schools=[school], **data)
    _, invited = mail_of("accounts.invited", "2027-06-20")
    assert ("À partir du", "1er septembre 2027") in invited.facts
    _, decided = mail_of("accounts.role_decided", "2027-06-20")
    assert decided.paragraphs == ["Il s’ouvre le 1er septembre 2027."]

    on("2027-09-06")
    renewal.reopen(head, row)
    notice, reopened = mail_of("accounts.role_reopened", "2027-09-06")
    assert ("Jusqu’au", "31 août 2028") in reopened.facts
    assert kind_of(notice.kind).is_relevant(notice)
    roles.end(head, RoleAssignment.objects.get(pk=row.pk), "A quitté le collège")
    assert not kind_of(notice.kind).is_relevant(
        Notice.objects.get(pk=notice.pk).at(noon("2027-09-06"))
    )


def test_the_head_reads_what_happens_to_the_roles(school, head):
    staff(school)
    planned_mails("2027-06-10")
    notice, mail = mail_of("rentree.confirm.77", "2027-06-15")
    assert "31 août" in mail.paragraphs[0] and mail.action[1].endswith(URL)


# --- Last year's offers ----------------------------------------------------------------


def test_offers_of_last_year_wait_for_their_company(client, school, head, on):
    """R-IM-1: the school reads what is left; who typed the offer has the company asked."""
    rbde = actor_for(Role.RBDE, school=school)
    asked, done, others = (OfferFactory(title=f"Offre {n}") for n in ("à dire", "dite", "autre"))
    Offer.objects.filter(pk__in=[asked.pk, done.pk]).update(office=school, created_by=rbde.user)
    for offer in (asked, done, others):
        SlotFactory(offer=offer, starts_on=dt.date(2027, 1, 11))
    next_year = SchoolYear.objects.get(pk=2027)
    SlotFactory(offer=done, school_year=next_year, starts_on=dt.date(2028, 1, 10))
    page = text(client.get(URL))
    assert "Offre à dire" in page and "Offre dite" not in page and "Offre autre" not in page
    assert "1 offre déjà renouvelée" in page and "Proposer à l’entreprise" not in page
    client.force_login(rbde.user)
    path = reverse("partnerships:offer_renew", args=[asked.pk])
    assert f'href="{path}"' in text(client.get(URL)) and client.get(path).status_code == 200
    on("2027-11-20")
    assert "Les offres" not in text(client.get(URL))
