"""What waits about requests and news."""

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import Todo, counted, urgency_of
from clee.enums import KEEPERS
from clee.enums.public import NewsState
from clee.models import Enquiry, News
from directory.calendar import Calendar
from directory.enums import Rhythm

# Working days after which a request also waits for the others of the territory.
LATE_AFTER = 10


def public_todos(actor):
    """Requests to answer, for who is asked and once late for the whole territory; news to
    publish."""
    return [line for line in (_to_answer(actor), _to_publish(actor)) if line]


def _to_answer(actor):
    if actor.role not in KEEPERS:
        return None
    calendar, today = Calendar.load(), timezone.localdate()
    found = Enquiry.objects.visible_to(actor).waiting()
    dues = [
        due
        for role, sent_at in found.values_list("asked_role", "sent_at")
        if (due := calendar.add_days(timezone.localdate(sent_at), LATE_AFTER, Rhythm.WORK))
        and (role == actor.role or due < today)
    ]
    if not dues:
        return None
    title = counted(len(dues), "Répondre à une demande de comité",
                    "Répondre à {} demandes de comité")  # fmt: skip
    url = f"{reverse('clee:enquiries')}?etat=sent"
    return Todo(title, url, min(dues), urgency_of(min(dues), today))


def _to_publish(actor):
    if actor.role not in (Role.CO_LEAD, Role.DEPARTMENT_SUPERVISOR):
        return None
    rows = News.objects.kept_by(actor).filter(state=NewsState.PROPOSED)
    found = rows.aggregate(count=Count("pk"))
    if not found["count"]:
        return None
    title = counted(found["count"], "Publier une actualité", "Publier {} actualités")
    return Todo(title, f"{reverse('clee:news_mine')}?etat=proposed")
