"""School requests: whom they are sent to, what is answered, and the booking that follows."""

import datetime as dt
import uuid

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.enums import NetworkKind
from directory.models import Company
from directory.violations import Refused
from outbox.models import Notice
from partnerships import correctable, tasks
from partnerships.asking import askable
from partnerships.enums import BookingState
from partnerships.enums.school_requests import AnswerKind, AnswerState, Reach
from partnerships.models import Booking, ContactCeiling, SchoolRequest, SchoolRequestAnswer
from partnerships.reminders import school_requests as reminders
from partnerships.rules import Period
from partnerships.rules.ceiling import UNSAID_PER_MONTH
from partnerships.workflow import school_answers, school_requests
from partnerships.workflow.people import with_role
from partnerships.workflow.school_answers import Choice, Said
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    ClassGroupFactory,
    CompanyFactory,
    DepartmentFactory,
    PartnerNetworkFactory,
    SchoolFactory,
    SectorFactory,
)
from tests.partnerships.factories import (
    SchoolRequestAnswerFactory,
    SchoolRequestCallFactory,
    SchoolRequestFactory,
)
from tests.partnerships.school_requests.conftest import (
    CLASS,
    DAYS,
    TODAY,
    holder,
    need,
    publish,
    told,
    yes,
)


def test_a_request_is_told_to_its_territory_and_never_to_who_refuses(school, teacher, company):
    CompanyFactory(email="loin@forge.example", latitude=44.6, longitude=1.45)
    CompanyFactory(email="", latitude=43.61, longitude=1.45)
    near = {"latitude": 43.61, "longitude": 1.45}
    CompanyFactory(
        email="non@forge.example", contact_refused=True, contact_refused_reason="Non", **near
    )
    CompanyFactory(
        email="ld@forge.example", agreement_forbidden=True, agreement_forbidden_reason="X", **near
    )
    club = PartnerNetworkFactory(kind=NetworkKind.CLUB, email="club@reseau.example")
    club.departments.set([school.department])
    PartnerNetworkFactory(kind=NetworkKind.PREFECTURE, email="pref@reseau.example").departments.set(
        [school.department]
    )
    officer = actor_for(Role.MISSION_OFFICER, department=school.department)
    branch = BranchOrganisationFactory()
    branch.departments.set([school.department])
    uimm = actor_for(Role.BRANCH_OFFICER, branch=branch)
    actor_for(Role.MISSION_OFFICER, department=DepartmentFactory(code="34", name="Hérault"))
    head = actor_for(Role.HEAD, school=school)

    row = publish(teacher, school)

    wanted = [company.email, club.email, officer.user.email, uimm.user.email]
    assert told("published") == sorted(wanted)
    assert told("informed") == [head.user.email]
    assert {call.host for call in row.calls.all()} == {company, club}
    entry = JournalEntry.objects.about(row).get()
    assert (entry.school, entry.words) == (school, "envoyé à 1 entreprise et 1 réseau")


def test_the_sector_narrows_whom_it_is_told(school, teacher, company):
    sector = SectorFactory(code="sante", label="Santé")
    clinic = CompanyFactory(
        email="rh@clinique.example", latitude=43.61, longitude=1.45, sector=sector
    )
    row = publish(teacher, school, sector=sector)
    assert [call.company for call in row.calls.all()] == [clinic]


@pytest.mark.parametrize("scope", ["department", "academy", "region", "elsewhere"])
def test_mission_officers_are_found_by_any_scope(school, scope):
    department = school.department
    scopes = {
        "department": {"department": department},
        "academy": {"academy": department.academy},
        "region": {"whole_region": True},
        "elsewhere": {"department": DepartmentFactory(code="34", name="Hérault")},
    }
    officer = actor_for(Role.MISSION_OFFICER, **scopes[scope])
    found = with_role([Role.MISSION_OFFICER], departments=[department.pk])
    assert [one.user_id for one in found] == ([] if scope == "elsewhere" else [officer.user.pk])


def test_by_department_and_by_basin(school, teacher, company):
    far = CompanyFactory(email="a@b.example", department=DepartmentFactory(code="34", name="Hé"))
    row = publish(teacher, school, reach=Reach.DEPARTMENT, km=None)
    assert [call.company for call in row.calls.all()] == [company]
    with pytest.raises(Refused, match="bassin"):
        publish(teacher, school, reach=Reach.BASIN)
    assert not far.calls.exists()


def test_a_company_is_called_so_many_times_a_month(school, teacher, company):
    for _ in range(UNSAID_PER_MONTH - 1):
        SchoolRequestCallFactory(company=company)
    assert publish(teacher, school).calls.count() == 1
    assert publish(teacher, school).calls.count() == 0
    everybody = Company.objects.filter(pk=company.pk)
    assert not askable(everybody, dt.date(2026, 11, 30)).exists()
    assert askable(everybody, dt.date(2026, 12, 1)).exists()


def test_its_own_ceiling_is_that_of_calls_too(school, teacher, company):
    ceiling = ContactCeiling.objects.create(company=company, per_month=1, said_by="la direction")
    assert publish(teacher, school).calls.count() == 1
    assert publish(teacher, school).calls.count() == 0
    ContactCeiling.objects.filter(pk=ceiling.pk).update(per_month=UNSAID_PER_MONTH + 2)
    for _ in range(UNSAID_PER_MONTH + 1):
        assert publish(teacher, school).calls.count() == 1
    assert publish(teacher, school).calls.count() == 0
    # A ceiling of persons alone says nothing of contacts.
    ContactCeiling.objects.filter(pk=ceiling.pk).update(per_month=None, persons_per_week=9)
    assert publish(teacher, school).calls.count() == 0


def test_a_second_click_publishes_nothing_more(school, teacher):
    key = uuid.uuid4()
    first = school_requests.publish(teacher, need(school), key=key, today=TODAY)
    assert school_requests.publish(teacher, need(school), key=key, today=TODAY) == first
    assert SchoolRequest.objects.count() == 1


def test_one_publishes_for_one_s_own_school_only(school, teacher):
    with pytest.raises(Refused, match="votre établissement"):
        publish(actor_for(Role.TEACHER, school=SchoolFactory()), school)
    with pytest.raises(Refused, match="votre établissement"):
        publish(actor_for(Role.EDUCATION_AUTHORITY, whole_region=True), school)


# Answering, and the booking


def test_a_yes_by_link_becomes_a_booking_with_its_contract(client, school, teacher, company):
    row = publish(teacher, school)
    actor, call = holder(row)
    page = PersonalLink.objects.about(call).get().path
    assert "cherche un accueil" in client.get(page).content.decode()
    sent = {"kind": "yes", "starts_on": "2027-03-08", "ends_on": "2027-03-19", "seats": "26"}
    wrong = client.post(page, {"kind": "yes"}).content.decode()
    assert "premier et le dernier jour possibles" in wrong
    contact = {"contact_name": "Camille Martin", "contact_email": company.email}
    said = client.post(page, sent | contact, follow=True).content.decode()
    assert "Merci" in said and "Retirer ma réponse" in said
    answer = SchoolRequestAnswer.objects.get()
    assert (answer.company, answer.seats, answer.answered_by) == (company, 26, None)
    assert told("answered") == [teacher.user.email]

    group = ClassGroupFactory(school=school)
    choice = Choice(group, CLASS, DAYS)
    key = uuid.uuid4()
    with pytest.raises(Refused, match="au plus tôt"):
        early = Period(dt.date(2027, 3, 2), dt.date(2027, 3, 4))
        school_answers.retain(
            teacher, answer, Choice(group, CLASS, early), key=uuid.uuid4(), today=TODAY
        )
    booking = school_answers.retain(teacher, answer, choice, key=key, today=TODAY)
    assert (booking.state, booking.company) == (BookingState.ACCEPTED, company)
    assert booking.state_label == "Confirmée en réponse à un appel"
    assert booking.contract.pk
    assert school_answers.retain(teacher, answer, choice, key=key, today=TODAY) == booking
    assert Booking.objects.count() == 1
    row.refresh_from_db()
    answer.refresh_from_db()
    assert (row.state, answer.state) == ("met", AnswerState.RETAINED)
    shown = client.get(page).content.decode()
    assert "L’immersion est enregistrée" in shown and "Envoyer la réponse" not in shown


def test_the_other_yes_are_told_when_one_is_retained(school, teacher):
    row = SchoolRequestFactory(school=school, created_by=teacher.user)
    one, other = (SchoolRequestAnswerFactory(request=row) for _ in range(2))
    choice = Choice(ClassGroupFactory(school=school), CLASS, DAYS)
    school_answers.retain(teacher, one, choice, key=uuid.uuid4(), today=TODAY)
    other.refresh_from_db()
    assert other.state == AnswerState.DECLINED
    assert told("declined") == [other.contact_email]
    with pytest.raises(Refused, match="n’est plus possible"):
        school_answers.retain(teacher, other, choice, key=uuid.uuid4(), today=TODAY)


def test_a_refused_booking_leaves_the_answer_as_it_was(school, teacher):
    """R-CEE-2: Thursday to Saturday is refused, nothing is kept."""
    row = SchoolRequestFactory(school=school, created_by=teacher.user)
    answer = SchoolRequestAnswerFactory(request=row)
    days = Period(dt.date(2027, 3, 11), dt.date(2027, 3, 13))
    with pytest.raises(Refused):
        choice = Choice(ClassGroupFactory(school=school), CLASS, days)
        school_answers.retain(teacher, answer, choice, key=uuid.uuid4(), today=TODAY)
    answer.refresh_from_db()
    row.refresh_from_db()
    assert (answer.state, row.state) == (AnswerState.GIVEN, "published")
    assert not Booking.objects.exists()


def test_an_answer_is_changed_not_doubled_and_taken_back(school, teacher, company):
    row = publish(teacher, school)
    actor, _ = holder(row)
    school_answers.answer(
        actor, row, Said(AnswerKind.QUESTION, company, message="Combien de jours ?"), TODAY
    )
    answer = SchoolRequestAnswer.objects.get()
    with pytest.raises(Refused, match="Écrivez votre réponse"):
        school_answers.reply(teacher, answer, " ")
    school_answers.reply(teacher, answer, "Trois jours.")
    school_answers.answer(actor, row, yes(company), TODAY)
    answer = SchoolRequestAnswer.objects.get()
    assert (answer.kind, answer.reply) == (AnswerKind.YES, "")
    school_answers.withdraw(actor, answer)
    assert told("taken_back") == [teacher.user.email]
    school_answers.answer(actor, row, Said(AnswerKind.NOT_NOW, company), TODAY)
    assert SchoolRequestAnswer.objects.count() == 2


def test_who_may_answer(school, teacher, company):
    row = publish(teacher, school)
    actor, _ = holder(row)
    other_link, _ = holder(publish(teacher, school))
    far = CompanyFactory(department=DepartmentFactory(code="34", name="Hérault"))
    officer = actor_for(Role.MISSION_OFFICER, department=school.department)
    may = {
        "link": actor,
        "company": actor_for(Role.COMPANY_REPRESENTATIVE, company=company),
        "neighbour": actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()),
        "officer": officer,
        "far company": actor_for(Role.COMPANY_REPRESENTATIVE, company=far),
        "teacher": teacher,
        "visitor": Actor.anonymous(),
        "other link": other_link,
    }
    found = {name for name, one in may.items() if school_answers.may_answer(one, row)}
    assert found == {"link", "company", "neighbour", "officer"}
    # Nobody speaks for another's company.
    with pytest.raises(Refused, match="pas ouverte"):
        school_answers.answer(may["company"], row, yes(far), TODAY)
    with pytest.raises(Refused, match="pas ouverte"):
        school_answers.answer(actor, row, yes(far), TODAY)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"contact_refused": True, "contact_refused_reason": "Trop"}, "Trop"),
        ({"is_active": False}, "a fermé"),
        ({"agreement_forbidden": True, "agreement_forbidden_reason": "X"}, "inspection"),
    ],
)
def test_an_officer_says_yes_for_a_company_that_may_host(school, facts, words):
    row = SchoolRequestFactory(school=school)
    officer = actor_for(Role.MISSION_OFFICER, department=school.department)
    with pytest.raises(Refused, match="Nommez l’entreprise"):
        school_answers.answer(officer, row, yes(None), TODAY)
    with pytest.raises(Refused, match=words):
        school_answers.answer(officer, row, yes(CompanyFactory(**facts)), TODAY)
    school_answers.answer(officer, row, yes(CompanyFactory()), TODAY)


def test_withdrawn_expired_and_published_again(school, teacher, company):
    row = publish(teacher, school)
    actor, _ = holder(row)
    school_answers.answer(actor, row, yes(company), TODAY)
    with pytest.raises(Refused, match="pourquoi"):
        school_requests.withdraw(teacher, row, " ")
    school_requests.withdraw(teacher, row, "Le projet est reporté")
    assert told("declined") == [company.email]
    with pytest.raises(Refused, match="plus ouvert"):
        school_answers.answer(actor, row, yes(company), TODAY)
    with pytest.raises(Refused, match="au moins un jour"):
        school_requests.reopen(teacher, row, TODAY, TODAY)
    school_requests.reopen(teacher, row, dt.date(2026, 12, 31), TODAY)
    assert tasks.advance(dt.date(2026, 12, 31)) == 0
    assert tasks.advance(dt.date(2027, 1, 1)) == 1
    assert tasks.advance(dt.date(2027, 1, 1)) == 0
    row.refresh_from_db()
    assert row.state == "expired" and told("expired") == [teacher.user.email]


def test_published_again_it_is_not_sent_to_who_said_no(school, teacher, company):
    row = publish(teacher, school)
    actor, _ = holder(row)
    school_answers.answer(actor, row, Said(AnswerKind.NOT_NOW, company), TODAY)
    other = CompanyFactory(email="autre@forge.example", latitude=43.61, longitude=1.45)
    school_requests.close(teacher, row)
    Notice.objects.all().delete()
    school_requests.reopen(teacher, row, dt.date(2026, 12, 31), TODAY)
    assert told("published") == [other.email]


def test_who_warns_a_host_whose_address_is_barred(school, teacher):
    answer = SchoolRequestAnswerFactory(request=SchoolRequestFactory(school=school))
    assert list(correctable.answers(teacher)) == [answer]
    assert not correctable.answers(actor_for(Role.TEACHER, school=SchoolFactory()))
    assert not correctable.answers(actor_for(Role.COMPANY_REPRESENTATIVE, company=answer.company))


def test_an_officer_who_asks_is_named_to_the_school(school):
    row = SchoolRequestFactory(school=school)
    officer = actor_for(Role.MISSION_OFFICER, department=school.department)
    said = Said(AnswerKind.QUESTION, message="Avez-vous pensé à la fonderie ?")
    answer = school_answers.answer(officer, row, said, TODAY)
    assert answer.host == officer.user


def test_reminders_stop_when_somebody_answers_and_when_the_school_does(school, teacher):
    row = SchoolRequestFactory(school=school, created_by=teacher.user)
    SchoolRequestAnswerFactory(request=row, kind=AnswerKind.NOT_NOW)
    assert list(reminders.unanswered()) == [row]
    assert not reminders.to_settle()
    asked = SchoolRequestAnswerFactory(request=row, kind=AnswerKind.QUESTION, message="Quand ?")
    assert not reminders.unanswered()
    assert list(reminders.to_settle()) == [asked]
    school_answers.reply(teacher, asked, "En mars.")
    assert not reminders.to_settle()
    SchoolRequestAnswerFactory(request=row)
    assert reminders.to_settle().count() == 1
    school_requests.close(teacher, row)
    assert not reminders.to_settle()
