import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.enums import YearState
from directory.violations import Refused
from placements.models import Campaign
from placements.workflow.campaigns import set_campaign, withdraw_campaign
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory, SchoolYearFactory
from tests.placements.factories import CampaignFactory

pytestmark = pytest.mark.django_db
MONDAY, FRIDAY = dt.date(2027, 1, 25), dt.date(2027, 1, 29)


@pytest.fixture
def head():
    SchoolYearFactory()
    return actor_for(Role.HEAD, school=SchoolFactory())


def school_of(actor):
    return next(iter(actor.school_ids))


def unsaved(school_id, first=MONDAY, last=FRIDAY, level="3e"):
    return Campaign(school_id=school_id, level=level, starts_on=first, ends_on=last)


def form(school_id, first="2027-01-25", last="2027-01-29"):
    return {"school": school_id, "level": "3e", "starts_on": first, "ends_on": last, "label": ""}


def test_head_sets_a_window_and_the_journal_says_so(client, head):
    client.force_login(head.user)
    answer = client.post(reverse("placements:new"), form(school_of(head)), follow=True)
    assert "est enregistrée" in answer.content.decode()
    campaign = Campaign.objects.get()
    assert (campaign.starts_on, campaign.school_year_id) == (MONDAY, 2026)
    assert JournalEntry.objects.about(campaign).get().verb == "a fixé une période de stage"


def test_refusal_stands_on_its_field(client, head):
    client.force_login(head.user)
    answer = client.post(
        reverse("placements:new"), form(school_of(head), "2027-01-25", "2027-01-27")
    )
    assert "au moins 5 jours de classe" in answer.context["form"].errors["ends_on"][0]
    assert not Campaign.objects.exists()


def test_windows_of_one_level_do_not_overlap_r_pl_1(head):
    set_campaign(head, unsaved(school_of(head)))
    with pytest.raises(Refused, match="a déjà une période"):
        set_campaign(head, unsaved(school_of(head), MONDAY, dt.date(2027, 2, 5)))
    set_campaign(head, unsaved(school_of(head), level="4e"))
    assert Campaign.objects.count() == 2


def test_a_changed_window_does_not_meet_itself(head):
    campaign = set_campaign(head, unsaved(school_of(head)))
    campaign.ends_on = dt.date(2027, 2, 1)
    assert set_campaign(head, campaign).ends_on == dt.date(2027, 2, 1)


def test_closed_year_is_refused_r_id_8(head):
    SchoolYearFactory(start_year=2025, state=YearState.CLOSED)
    with pytest.raises(Refused, match="close"):
        set_campaign(head, unsaved(school_of(head), dt.date(2026, 1, 12), dt.date(2026, 1, 16)))


@pytest.mark.parametrize("role", [Role.HEAD, Role.TEACHER])
def test_nobody_else_sets_the_windows_of_a_school(role):
    SchoolYearFactory()
    stranger = actor_for(role, school=SchoolFactory())
    school = SchoolFactory() if role == Role.HEAD else None
    with pytest.raises(Refused, match="direction"):
        set_campaign(stranger, unsaved(school.pk if school else school_of(stranger)))


def test_pages_of_another_school_answer_404(client, head):
    other = CampaignFactory()
    client.force_login(head.user)
    for name in ("edit", "withdraw"):
        assert client.get(reverse(f"placements:{name}", args=[other.pk])).status_code == 404
    assert client.post(reverse("placements:withdraw", args=[other.pk])).status_code == 404
    assert Campaign.objects.filter(pk=other.pk).exists()


def test_school_of_another_in_the_form_is_no_choice(client, head):
    client.force_login(head.user)
    answer = client.post(reverse("placements:new"), form(SchoolFactory().pk))
    assert "school" in answer.context["form"].errors


def test_withdrawn_window_leaves_its_dates_in_the_journal(client, head):
    campaign = set_campaign(head, unsaved(school_of(head)))
    client.force_login(head.user)
    url = reverse("placements:withdraw", args=[campaign.pk])
    client.get(url)
    assert Campaign.objects.exists()
    client.post(url)
    assert not Campaign.objects.exists()
    entry = JournalEntry.objects.about(campaign.school).latest("pk")
    assert "25/01/2027" in entry.words


def test_withdraw_is_the_managements_own():
    campaign = CampaignFactory()
    with pytest.raises(Refused):
        withdraw_campaign(actor_for(Role.TEACHER, school=campaign.school), campaign)
    assert Campaign.objects.exists()


def test_calendar_is_public_and_filters(client):
    CampaignFactory(school__name="Collège Léon Blum")
    CampaignFactory(school__name="Collège Voltaire", level="4e")
    page = client.get("/stages/?niveau=4e").content.decode()
    assert "Voltaire" in page and "Blum" not in page
    assert "Fixer une période" not in page


def test_calendar_has_a_constant_number_of_queries(client, django_assert_num_queries):
    CampaignFactory()
    client.get("/stages/")
    with django_assert_num_queries(3):
        client.get("/stages/")
    for _ in range(10):
        CampaignFactory()
    with django_assert_num_queries(3):
        client.get("/stages/")
