"""The pages of a match: the branch proposes it, each side answers by link or account."""

import datetime as dt
import uuid
from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships import desk
from partnerships.enums import Side
from partnerships.enums.school_requests import RequestState
from partnerships.models import (
    Booking,
    BranchMatch,
    SchoolRequest,
)
from partnerships.reminders.match import (
    awaiting_company,
    awaiting_school,
    remind_company,
    remind_school,
)
from partnerships.todo.match import match_todo
from partnerships.workflow import matches
from partnerships.workflow.match_tables import PURPOSES
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    DepartmentFactory,
    SchoolFactory,
)
from tests.partnerships.factories import (
    OfferFactory,
    SchoolRequestFactory,
    SlotFactory,
)
from tests.partnerships.test_matches import DAYS, TODAY, between, holder, propose

__all__ = ["between"]


def test_the_branch_proposes_from_its_board(client, between):
    client.force_login(between.officer.user)
    board = client.get(reverse("partnerships:branch_desk")).content.decode()
    url = reverse("partnerships:match_new", args=[between.request.pk])
    assert url in board
    page = client.get(url).content.decode()
    assert "Mettre en relation" in page
    wrong = client.post(url, {"expires_on": "2026-12-07"}).content.decode()
    assert "Choisissez une place offerte, ou une entreprise." in wrong
    far = SchoolRequestFactory(
        school=SchoolFactory(department=DepartmentFactory(code="34", name="Hérault"))
    )
    assert client.get(reverse("partnerships:match_new", args=[far.pk])).status_code == 404
    client.force_login(between.author.user)
    assert client.get(url).status_code == 403


def test_the_form_reaches_the_workflow(client, between):
    slot = SlotFactory(
        offer=OfferFactory(host_company=between.company), starts_on=DAYS.first, capacity=30
    )
    client.force_login(between.officer.user)
    url = reverse("partnerships:match_new", args=[between.request.pk])
    data = {"slot": slot.pk, "expires_on": "2026-12-07", "form_key": uuid.uuid4()}
    both = client.post(url, data | {"company": between.company.pk}).content.decode()
    assert "pas les deux" in both
    assert client.post(url, data).status_code == 302
    match = BranchMatch.objects.get()
    assert match.slot == slot
    board = client.get(reverse("partnerships:branch_desk")).content.decode()
    assert match.get_absolute_url() in board and "(1 en attente)" in board
    page = client.get(match.get_absolute_url()).content.decode()
    told = Notice.objects.filter(kind="match.asked")
    assert told and "Messages envoyés et prévus" in page
    assert all((one.recipient_name or one.recipient_email) in page for one in told)


def test_by_link_the_school_names_its_class_and_the_company_says_yes(client, between):
    match = propose(between)
    guest = PersonalLink.objects.about(match).get(purpose=PURPOSES[Side.GUEST]).url
    host = PersonalLink.objects.about(match).get(purpose=PURPOSES[Side.HOST]).url
    page = client.get(host).content.decode()
    assert "Dire oui à cette classe" in page and "choisir la classe" not in page
    assert client.get(f"{host}accueillir/").status_code == 200
    assert BranchMatch.objects.get().host_said_at is None  # a GET changes nothing
    client.post(f"{host}accueillir/", {"form_key": uuid.uuid4()})
    form = client.get(f"{guest}envoyer/").content.decode()
    assert between.group.name in form
    wrong = client.post(f"{guest}envoyer/", {"unspecified": "24"}).content.decode()
    assert "Choisissez une classe" in wrong
    sent = {"class_group": between.group.pk, "unspecified": "24", "adults": "2"}
    assert client.post(f"{guest}envoyer/", sent).status_code == 302
    assert Booking.objects.count() == 1
    assert "Les deux ont dit oui" in client.get(host).content.decode()
    assert client.get(f"{host}non/").status_code == 302


def test_in_their_account_each_side_sees_it_and_nobody_else(client, between):
    match = propose(between)
    own = actor_for(Role.COMPANY_REPRESENTATIVE, company=between.company)
    url = reverse("partnerships:match", args=[match.pk])
    for actor, words in ((own, "Dire oui à cette classe"), (between.author, "choisir la classe")):
        client.force_login(actor.user)
        page = client.get(url).content.decode()
        assert words in page and match.contact_email not in page
        (todo,) = [match_todo(actor, match.request.school_year)]
        assert todo.url == url
    for role in (Role.COMPANY_REPRESENTATIVE, Role.HEAD, Role.BRANCH_OFFICER):
        client.force_login(actor_for(role).user)
        assert client.get(url).status_code == 404
        act = reverse("partnerships:match_act", args=[match.pk, "refuse"])
        assert client.post(act, {"reason": "Non"}).status_code == 404
    client.force_login(own.user)
    refusal = reverse("partnerships:match_act", args=[match.pk, "refuse"])
    assert client.post(refusal, {"reason": "Travaux"}).status_code == 302
    assert "« Travaux »" in client.get(url).content.decode()
    assert client.get(reverse("partnerships:matches")).status_code == 200


def test_a_side_that_has_not_answered_is_reminded(between):
    match = propose(between)
    matches.receive(holder(match, Side.HOST), match, TODAY)
    assert list(awaiting_school()) == [match] and not awaiting_company().exists()
    notice = SimpleNamespace(
        subject=match,
        told_at=dt.datetime(2026, 12, 2, 8, tzinfo=dt.UTC),
        told_on=dt.date(2026, 12, 2),
        recipient_email=between.author.user.email,
    )
    school, company = remind_school(notice), remind_company(notice)
    assert "/lien/accueil-propose/" in school.action[1]
    assert match.get_absolute_url() in company.action[1]
    assert SchoolRequest.objects.get().state == RequestState.PUBLISHED


def test_a_match_is_among_the_requests_of_the_company(between):
    match = propose(between)
    own = actor_for(Role.COMPANY_REPRESENTATIVE, company=between.company)
    assert desk.waiting(actor_for(Role.COMPANY_REPRESENTATIVE)) == []
    (ask,) = desk.waiting(own)
    assert ask.row == match and ask.persons == 24 and ask.due == match.expires_on
    (line,) = desk.answer(own, [ask.key], "refuse", reason="staff", message="En mars")
    assert line.done
    match.refresh_from_db()
    assert match.reason == "Pas assez de personnel pour accueillir : En mars"
    propose(between)
    (ask,) = desk.waiting(own)
    assert desk.answer(own, [ask.key], "accept", message="Bienvenue")[0].done
    assert desk.waiting(own) == []


LEA = {"name": "Léa Roux", "email": "Lea.Roux@forge.example", "phone": "", "message": "À toi"}


def test_the_company_passes_the_question_to_a_colleague(client, between):
    """As any other of « Mes demandes »: by account and by link; the colleague answers."""
    match = propose(between)
    own = actor_for(Role.COMPANY_REPRESENTATIVE, company=between.company)
    [ask] = desk.waiting(own)
    assert ask.transfer_url == reverse("partnerships:match_act", args=[match.pk, "transfer"])
    client.force_login(own.user)
    assert (
        "suit déjà cette mise en relation"
        in client.post(
            ask.transfer_url, LEA | {"email": match.contact_email, "form_key": uuid.uuid4()}
        ).content.decode()
    )
    assert client.post(ask.transfer_url, LEA | {"form_key": uuid.uuid4()}).status_code == 302
    match.refresh_from_db()
    assert (match.contact_name, match.contact_email) == ("Léa Roux", "lea.roux@forge.example")
    mail = Notice.objects.get(kind="match.transferred")
    assert mail.recipient_email == "lea.roux@forge.example"
    assert any(
        "À toi" in words for words in kind_of(mail.kind).render(mail.at(timezone.now())).paragraphs
    )
    client.logout()
    page = PersonalLink.objects.about(match).get(holder_email="lea.roux@forge.example").url
    assert "Confier à un collègue" in client.get(page).content.decode()
    again = LEA | {"email": "luc@forge.example", "form_key": uuid.uuid4()}
    assert client.post(f"{page}collegue/", again).status_code == 302
    link = PersonalLink.objects.about(match).get(holder_email="luc@forge.example")
    client.post(f"{link.url}accueillir/", {"form_key": uuid.uuid4()})
    assert BranchMatch.objects.get().host_said_at is not None
    entry = JournalEntry.objects.filter(verb__contains="confié la mise en relation").first()
    assert entry.company == between.company


def test_only_the_company_passes_it_on(client, between):
    match = propose(between)
    act = reverse("partnerships:match_act", args=[match.pk, "transfer"])
    client.force_login(between.author.user)
    client.post(act, LEA | {"form_key": uuid.uuid4()})
    guest = PersonalLink.objects.about(match).get(purpose=PURPOSES[Side.GUEST]).url
    client.post(f"{guest}collegue/", LEA | {"form_key": uuid.uuid4()})
    match.refresh_from_db()
    assert match.contact_name != "Léa Roux"
