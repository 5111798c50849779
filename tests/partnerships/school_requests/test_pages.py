"""The pages of school requests: the school, who answers, the officers, strangers."""

import datetime as dt
import uuid

from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from partnerships.models import SchoolRequest, SchoolRequestCall
from partnerships.todo import todos
from partnerships.workflow import school_requests
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    ClassGroupFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
)
from tests.partnerships.factories import (
    SchoolRequestAnswerFactory,
    SchoolRequestCallFactory,
    SchoolRequestFactory,
)


def url(name, *args):
    return reverse(f"partnerships:{name}", args=args)


def test_the_school_publishes_and_settles_in_its_pages(client, school, teacher):
    client.force_login(teacher.user)
    new = url("school_request_new")
    bad = client.post(new, {"kind": "class_immersion"}).content.decode()
    assert "Ce champ est obligatoire" in bad
    sent = {
        "form_key": str(uuid.uuid4()),
        "school": school.pk,
        "kind": "class_immersion",
        "level": "3e",
        "size": "24",
        "starts_on": "2027-03-01",
        "ends_on": "2027-03-26",
        "reach": "distance",
        "km": "20",
        "expires_on": "2026-12-20",
    }
    crossed = client.post(new, sent | {"ends_on": "2027-02-26"}).content.decode()
    assert "précède son début" in crossed
    assert "L’appel est publié" in client.post(new, sent, follow=True).content.decode()
    row = SchoolRequest.objects.get()
    answer = SchoolRequestAnswerFactory(request=row, company=CompanyFactory(name="Forge du Lac"))
    assert "Donner suite" in str([one.title for one in todos(teacher, row.school_year)])
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Forge du Lac" in page and "Retenir cette réponse" in page
    group = ClassGroupFactory(school=school)
    retain = url("school_answer_act", answer.pk, "retain")
    sent = {
        "form_key": str(uuid.uuid4()),
        "class_group": group.pk,
        "starts_on": "2027-03-09",
        "ends_on": "2027-03-11",
        "girls": "12",
        "boys": "12",
        "adults": "2",
    }
    assert "L’immersion est enregistrée" in client.post(retain, sent, follow=True).content.decode()
    assert "Voir l’immersion" in client.get(row.get_absolute_url()).content.decode()


def test_who_has_every_right_but_the_relation_finds_nothing(client, school):
    row = SchoolRequestFactory(school=school)
    answer = SchoolRequestAnswerFactory(request=row)
    away = DepartmentFactory(code="34", name="Hérault")
    strangers = [
        actor_for(Role.HEAD, school=SchoolFactory()),
        actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory(department=away)),
        actor_for(Role.MISSION_OFFICER, department=away),
        actor_for(Role.BRANCH_OFFICER, branch=BranchOrganisationFactory(departments=[away])),
        actor_for(Role.JUROR),
    ]
    for actor in strangers:
        client.force_login(actor.user)
        assert client.get(row.get_absolute_url()).status_code == 404
        assert client.get(url("school_request_answer", row.pk)).status_code == 404
        assert client.post(url("school_request_act", row.pk, "close")).status_code == 404
        assert client.post(url("school_answer_act", answer.pk, "retain")).status_code == 404


def test_a_company_reads_a_request_and_no_answer_of_others(client, school):
    row = SchoolRequestFactory(school=school)
    other = SchoolRequestAnswerFactory(request=row, company=CompanyFactory(name="Rivale SA"))
    SchoolRequestCallFactory(request=row, company=other.company)
    mine = CompanyFactory(name="La Mienne")
    actor = actor_for(Role.COMPANY_REPRESENTATIVE, company=mine)
    client.force_login(actor.user)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Répondre à l’appel" in page and "Rivale SA" not in page and "Historique" not in page
    sent = {"kind": "not_now", "company": mine.pk}
    done = client.post(url("school_request_answer", row.pk), sent, follow=True)
    assert "Merci" in done.content.decode() and "La Mienne" in done.content.decode()
    row.state = "withdrawn"
    row.save()
    assert client.get(row.get_absolute_url()).status_code == 200  # it has answered
    neighbour = actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory())
    client.force_login(neighbour.user)
    assert client.get(row.get_absolute_url()).status_code == 404


def test_unanswered_requests_are_a_report(client, school, django_assert_max_num_queries):
    old = SchoolRequestFactory(
        school=school, published_at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC), size=21
    )
    SchoolRequestFactory(school=SchoolFactory(department=DepartmentFactory(code="34", name="H")))
    SchoolRequestAnswerFactory(request=SchoolRequestFactory(school=school, size=22))
    SchoolRequestFactory(school=school, size=23)
    officer = actor_for(Role.MISSION_OFFICER, department=school.department)
    client.force_login(officer.user)
    page = url("school_requests_unanswered")
    with django_assert_max_num_queries(16):
        text = client.get(page).content.decode()
    assert "21 élèves" in text and "23 élèves" in text and "22 élèves" not in text
    assert "2 appels" in text
    aged = client.get(page, {"depuis": "14"}).content.decode()
    assert "21 élèves" in aged and "23 élèves" not in aged
    csv = b"".join(client.get(page, {"depuis": "14", "format": "csv"}).streaming_content).decode()
    assert csv.count("\r\n") == 2 and school.uai in csv
    entry = JournalEntry.objects.latest("pk")
    assert entry.verb == "a exporté les appels sans réponse"
    assert entry.words == "Publiés depuis = 14, 1 ligne"
    titles = [one.title for one in todos(officer, old.school_year)]
    assert "Trouver un accueil pour un appel sans réponse" in titles
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    assert client.get(page).status_code == 403


def test_a_company_is_reminded_on_its_dashboard(school, company):
    call = SchoolRequestCallFactory(request=SchoolRequestFactory(school=school), company=company)
    actor = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    year = call.request.school_year
    assert [one for one in todos(actor, year) if "cherche un accueil" in one.title]
    SchoolRequestAnswerFactory(request=call.request, company=company)
    assert not [one for one in todos(actor, year) if "cherche un accueil" in one.title]


def test_a_colleague_who_left_is_replaced_by_the_head(school):
    gone = UserFactory(is_active=False)
    head = actor_for(Role.HEAD, school=school)
    row = SchoolRequestFactory(school=school, created_by=gone)
    assert [one.email for one in school_requests.authors_of(row)] == [head.user.email]


def test_calls_are_of_one_host_once(school):
    call = SchoolRequestCallFactory()
    assert SchoolRequestCall.objects.filter(pk=call.pk).get().host == call.company
