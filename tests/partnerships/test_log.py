"""The log of exchanges: the words are its holder's, that a contact took place is everybody's."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse

from accounts import journal
from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from partnerships import activity
from partnerships.enums.relation import InteractionKind
from partnerships.models import Interaction, Portfolio
from partnerships.todo.relation import relation_todos
from partnerships.workflow import log
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    ContactFactory,
    DepartmentFactory,
    PartnerNetworkFactory,
    SchoolFactory,
)
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db
SECRET = "Le gérant part en retraite en juin"
TODAY = dt.date(2026, 11, 23)
# What the browser sends for a first line on the sheet of a company.
LINE = {
    "log-TOTAL_FORMS": 1,
    "log-0-kind": "call",
    "log-0-happened_on": "2026-11-20",
    "log-0-text": SECRET,
}


@pytest.fixture
def company():
    return CompanyFactory(name="Fonderie Roc", department=DepartmentFactory(code="31"))


@pytest.fixture
def school():
    return SchoolFactory(name="Lycée d’ici", department=DepartmentFactory(code="31"))


@pytest.fixture
def rbde(client, school):
    actor = actor_for(Role.RBDE, school=school)
    client.force_login(actor.user)
    return actor


@pytest.fixture
def note(company, school):
    author = UserFactory(first_name="Sophie", last_name="Lacaze")
    return Interaction.objects.create(company=company, school=school, text=SECRET, author=author)


def page(company):
    return reverse("admin:directory_company_change", args=[company.pk])


def form_of(client, company, **changes):
    """The company's form as the browser would send it back."""
    context = client.get(page(company)).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data = {
        form.add_prefix(name): form.get_initial_for_field(form[name].field, name)
        for form in forms
        for name in form.fields
    }
    kept = {key: value for key, value in data.items() if value is not None and value is not False}
    return kept | changes


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.HEAD, True),
        (Role.DEPUTY, True),
        (Role.DDFPT, True),
        (Role.RBDE, True),
        (Role.OFFICE_STAFF, True),
        (Role.TEACHER, False),
    ],
)
def test_the_school_that_wrote_it_sees_it(note, school, role, sees):
    assert Interaction.objects.visible_to(actor_for(role, school=school)).exists() is sees
    assert not Interaction.objects.visible_to(actor_for(role)).exists()


@pytest.mark.parametrize("role", [role for role in Role if not role.of_school])
def test_nobody_of_elsewhere_sees_it(note, company, role):
    scope = {"company": company} if role == Role.COMPANY_REPRESENTATIVE else {}
    seen = Interaction.objects.visible_to(actor_for(role, **scope)).exists()
    assert seen is (role == Role.ADMINISTRATOR)


def test_it_stands_on_the_page_of_the_company_signed(client, rbde, company, note):
    shown = client.get(page(company)).content.decode()
    assert SECRET in shown and "par Sophie Lacaze le" in shown
    listed = client.get(reverse("admin:partnerships_interaction_changelist"), {"q": "fonderie"})
    assert SECRET in listed.content.decode()


@pytest.mark.parametrize("role", [Role.RBDE, Role.MISSION_OFFICER, Role.DEPARTMENT_OFFICE])
def test_every_right_but_the_relation_gives_nothing(client, company, note, role):
    """Another school of the same town, the officers of the département: page, list, own
    pages, search, export."""
    client.force_login(actor_for(role).user)
    companies = reverse("admin:directory_company_changelist")
    lines = reverse("admin:partnerships_interaction_changelist")
    export = {"action": "export_csv", "_selected_action": [company.pk], "index": "0"}
    answers = [
        client.get(page(company)),
        client.get(companies, {"q": "gérant"}),
        client.get(lines),
        client.get(reverse("admin:directory_company_history", args=[company.pk])),
        client.get("/recherche/", {"q": "retraite en juin"}),
        client.post(companies, export, follow=True),
    ]
    for answer in answers:
        text = b"".join(answer) if answer.streaming else answer.content
        assert SECRET not in text.decode() and answer.status_code == 200
    for name in ("change", "history"):
        url = reverse(f"admin:partnerships_interaction_{name}", args=[note.pk])
        assert client.get(url).status_code == 404, name
    url = reverse("admin:partnerships_interaction_delete", args=[note.pk])
    assert client.post(url, {"post": "yes"}).status_code in (403, 404)
    assert Interaction.objects.exists()
    assert client.get(companies, {"log__text__startswith": "Le"}).status_code == 400


def test_writing_one_tells_the_school_s_journal_and_not_the_company_s(
    client, rbde, school, company
):
    data = form_of(client, company, **LINE)
    assert client.post(page(company), data).status_code == 302

    made = Interaction.objects.get()
    assert (made.school, made.author, made.text) == (school, rbde.user, SECRET)
    entry = JournalEntry.objects.about(made).get()
    assert (entry.verb, entry.school, entry.company) == ("a créé : échange", school, None)
    told = JournalEntry.objects.visible_to(actor_for(Role.COMPANY_REPRESENTATIVE, company=company))
    assert not told.exists()
    assert SECRET not in str(list(JournalEntry.objects.values_list("words", "reason")))


def test_a_forged_key_changes_nobody_else_s_note(client, company, note):
    client.force_login(actor_for(Role.RBDE).user)
    data = form_of(
        client,
        company,
        **{
            "log-TOTAL_FORMS": 1,
            "log-INITIAL_FORMS": 1,
            "log-0-id": note.pk,
            "log-0-company": company.pk,
            "log-0-kind": "call",
            "log-0-happened_on": "2026-11-20",
            "log-0-text": "Volé",
        },
    )
    client.post(page(company), data)
    note.refresh_from_db()
    assert note.text == SECRET


def test_with_two_schools_one_says_whose_note_it_is(client, company):
    schools = [SchoolFactory(name="Lycée A"), SchoolFactory(name="Lycée B")]
    client.force_login(actor_for(Role.RBDE, schools=schools).user)
    shown = client.get(page(company)).content.decode()
    assert 'name="log-__prefix__-school"' in shown
    assert 'name="contacts-__prefix__-owner_school"' in shown

    data = LINE | {"log-0-school": schools[1].pk}
    client.post(page(company), form_of(client, company, **data))
    assert Interaction.objects.get().school == schools[1]

    data["log-0-school"] = SchoolFactory().pk
    client.post(page(company), form_of(client, company, **data | {"log-0-text": "Autre"}))
    assert not Interaction.objects.filter(text="Autre").exists()


def test_an_administrator_reads_and_writes_none(client, company, note):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    shown = client.get(page(company)).content.decode()
    assert SECRET in shown and 'name="log-__prefix__-text"' not in shown


def test_last_contact_and_hosting_history_are_read_by_every_school(client, rbde, company):
    """DOMAIN §8: facts by school and date, never the name of a class or of a person."""
    there = SchoolFactory(name="Lycée d’en face")
    slot = SlotFactory(offer=OfferFactory(host_company=company))
    group = ClassGroupFactory(school=there, name="2de SECRETE")
    BookingFactory(slot=slot, class_group=group, state="done", contact_name="Ursule Cachet")
    caller = actor_for(Role.RBDE, school=there)
    met = journal.record(caller, "a appelé", company, school=there, company=company)
    JournalEntry.objects.filter(pk=met.pk).update(at=dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC))

    shown = client.get(page(company)).content.decode()

    assert "Dernier contact par Lycée d’en face (Toulouse) le 3 novembre 2026" in shown
    assert "2026-2027&nbsp;: Classe en entreprise, 1 accueil, 1 établissement" in shown
    for secret in ("SECRETE", "Ursule", caller.user.last_name, caller.user.email):
        assert secret not in shown


def entry(subject, **words):
    said = {
        "kind": InteractionKind.CALL,
        "happened_on": TODAY,
        "text": SECRET,
        "next_action": "Rappeler",
        "next_action_on": TODAY,
    }
    return log.Entry(subject=subject, **(said | words))


def noted(actor, subject, **words):
    return log.note(actor, entry(subject, **words), key=uuid.uuid4(), today=TODAY)


@pytest.mark.parametrize(
    ("words", "field", "message"),
    [
        ({"happened_on": TODAY + dt.timedelta(days=1), "next_action_on": None,
          "next_action": ""}, "happened_on", "à venir"),
        ({"next_action_on": None}, "next_action_on", "quand"),
        ({"next_action": ""}, "next_action", "ce qu’il faut faire"),
        ({"next_action_on": TODAY - dt.timedelta(days=1)}, "next_action_on", "ne précède pas"),
        ({"next_action_on": dt.date(2206, 11, 23)}, "next_action_on", "trois ans"),
        ({"text": "  "}, "text", "une ligne"),
    ],
)  # fmt: skip
def test_what_is_not_sensible_is_refused_on_its_field(rbde, company, words, field, message):
    with pytest.raises(Refused) as refused:
        noted(rbde, company, **words)
    found = {violation.field: violation.message for violation in refused.value.violations}
    assert message in found[field] and not Interaction.objects.exists()


def test_the_person_met_works_for_the_company(rbde, company, school):
    other = ContactFactory(company=CompanyFactory(), owner_school=school)
    with pytest.raises(Refused, match="pas de cette structure"):
        noted(rbde, company, contact=other)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.HEAD, Role.OFFICE_STAFF])
def test_who_keeps_no_log_writes_none(school, company, role):
    with pytest.raises(Refused, match="ne tient pas de journal"):
        noted(actor_for(role, school=school), company)


def test_a_double_click_notes_once(rbde, company):
    key = uuid.uuid4()
    first, again = (log.note(rbde, entry(company), key=key, today=TODAY) for _ in range(2))
    assert first == again and Interaction.objects.count() == 1


def test_an_officer_s_log_is_the_office_s_and_shared_lines_are_read(rbde, company):
    officer = actor_for(Role.MISSION_OFFICER)
    private, shared = noted(officer, company), noted(officer, company, is_shared=True)
    assert private.office_id == "31" and private.holder_name.startswith("Mission école-entreprise")
    assert list(Interaction.objects.visible_to(rbde)) == [shared]
    colleague = actor_for(Role.MISSION_OFFICER)
    assert Interaction.objects.visible_to(colleague).count() == 2
    representative = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    teacher = actor_for(Role.TEACHER)
    for outsider in (representative, teacher):
        assert not Interaction.objects.visible_to(outsider).exists()
    with pytest.raises(Refused, match="appartient à une autre"):
        log.finish(rbde, shared)


def test_the_log_also_tells_of_schools_and_networks(school):
    """Point 6: advice given to a school, a meeting with a network."""
    officer = actor_for(Role.MISSION_OFFICER)
    network = PartnerNetworkFactory()
    advised = noted(officer, school, kind=InteractionKind.ADVICE)
    assert (advised.met_school, advised.subject) == (school, school)
    assert noted(officer, network).subject == network


def test_what_comes_next_is_a_to_do_until_done_and_not_a_colleague_s(rbde, school, company):
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False):
        row = noted(rbde, company)
        noted(rbde, CompanyFactory(), next_action_on=TODAY + dt.timedelta(days=1))
        (todo,) = relation_todos(rbde)
        assert (todo.title, todo.due) == ("Donner suite à un échange", TODAY)
        mine = Portfolio.objects.create(school=school, company=company, owner=rbde.user)
        assert relation_todos(rbde)
        mine.owner = actor_for(Role.RBDE, school=school).user
        mine.save()
        assert not relation_todos(rbde)
        mine.delete()
        log.put_off(rbde, row, TODAY + dt.timedelta(days=2), today=TODAY)
        assert not relation_todos(rbde)
    with time_machine.travel(dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC), tick=False):
        assert relation_todos(rbde)[0].title == "Donner suite à 2 échanges"
        log.finish(rbde, row)
        assert relation_todos(rbde)[0].title == "Donner suite à un échange"


def test_a_contact_in_a_log_is_the_last_contact_for_all_and_a_note_is_none(
    client, rbde, school, company
):
    noted(rbde, company, kind=InteractionKind.NOTE)
    other = actor_for(Role.RBDE)
    client.force_login(other.user)
    url = reverse("partnerships:relation", args=[company.pk])
    assert "aucun pour le moment" in client.get(url).content.decode()
    noted(rbde, company, happened_on=dt.date(2026, 11, 3))
    for shown in (client.get(url), client.get(page(company))):
        text = shown.content.decode()
        assert "par Lycée d’ici (Toulouse) le 3 novembre 2026" in text
        assert SECRET not in text and "Rappeler" not in text


def test_noting_on_a_phone(client, rbde, company):
    url = reverse("partnerships:note")
    form = client.get(f"{url}?entreprise={company.pk}").context["form"]
    sent = {
        "kind": "call",
        "text": SECRET,
        "happened_on": "2026-11-20",
        "form_key": form["form_key"].value(),
    }
    answer = client.post(f"{url}?entreprise={company.pk}", sent, follow=True)
    assert SECRET in answer.content.decode() and "est noté" in answer.content.decode()
    sent |= {"form_key": uuid.uuid4(), "next_action": "Rappeler"}
    wrong = client.post(f"{url}?entreprise={company.pk}", sent)
    assert "Indiquez quand le faire." in wrong.content.decode()
    assert client.get(f"{url}?entreprise=999999").status_code == 404


def test_following_up_from_the_page(client, rbde, company):
    row = noted(rbde, company)
    done, later = (
        reverse("partnerships:follow_up", args=[row.pk, name]) for name in ("fait", "reporter")
    )
    assert client.get(done).status_code == 200
    assert Interaction.objects.get().is_to_follow_up
    passed = client.post(later, {"next_action_on": "2020-01-01"})
    assert "ne précède pas" in passed.content.decode()
    client.post(done)
    assert not Interaction.objects.get().is_to_follow_up
    client.force_login(actor_for(Role.RBDE).user)
    assert client.post(done).status_code == 404


def test_the_sheet_of_a_company_says_what_a_line_lacks(client, rbde, company):
    data = form_of(client, company, **LINE, **{"log-0-next_action": "Rappeler"})
    assert "Indiquez quand le faire." in client.post(page(company), data).content.decode()


def test_the_activity_of_a_company(django_assert_max_num_queries, company):
    """Response rate and time, levels, next slot: facts without a name."""
    slot = SlotFactory(offer=OfferFactory(host_company=company))
    sent = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    for days in (2, 4):
        BookingFactory(
            slot=SlotFactory(offer=slot.offer, starts_on=dt.date(2027, 2, days)),
            class_group=ClassGroupFactory(level="3e"),
            state="done",
            sent_at=sent,
            answered_at=sent + dt.timedelta(days=days),
        )
    BookingFactory(
        slot=SlotFactory(offer=slot.offer, starts_on=dt.date(2027, 3, 2)), state="expired"
    )
    # Two of them are content types, which a process reads once.
    with django_assert_max_num_queries(16):
        found = activity.of_company(company, TODAY)
    assert (found.asked, found.answered, found.response_rate, found.median_days) == (3, 2, 67, 3.0)
    assert found.levels == [("3e", 2)] and found.next_slot == slot
    assert len(found.latest) == 2
