"""Around the day itself: who was there, the certificate, a departure prepared, staff who go."""

import uuid

from accounts.actor import Actor
from directory.models import School
from partnerships.enums.on_the_day import DepartureItem, Provider
from partnerships.models import Booking, Slot
from partnerships.rules import Numbers
from partnerships.rules.on_the_day import Count
from partnerships.workflow import bookings as workflow
from partnerships.workflow import certificates, day
from partnerships.workflow.bookings import Wish
from partnerships.workflow.people import answer_link, hosts_of
from partnerships.workflow.tables import SYSTEM

from .offers import NAMESPACE

HOME = "0311687R"


def lived(story, booking):
    """One boy was missing; the certificate says who was there."""
    teacher = Actor.of(booking.teacher)
    if booking.starts_on in day.days_to_count(booking, story.today):
        there = Count(girls=booking.girls, boys=booking.boys - 1, adults=booking.adults)
        day.count(teacher, booking, booking.starts_on, there, today=story.today)
    certificates.issue(teacher, booking)


def missed(story, booking):
    """The coach did not come: the host says so, and the school may still correct it."""
    found = Count(absent=True, note="Le car n’est pas arrivé : intempéries.")
    if booking.starts_on in day.days_to_count(booking, story.today):
        host = Actor.of_link(answer_link(SYSTEM, booking, hosts_of(booking)[0]))
        day.count(host, booking, booking.starts_on, found, today=story.today)


def prepare(story):
    """The departure of one class, half ready."""
    booking = Booking.objects.get(
        class_group__school__uai=HOME, class_group__name="3e C", state="accepted"
    )
    for item in (DepartureItem.TRANSPORT, DepartureItem.INSURANCE, DepartureItem.MEALS):
        day.tick(story.actor("enseignante"), booking, item, done=True, today=story.today)


def staff(story):
    """Two teachers who go themselves, through the academic school of training."""
    slot = Slot.objects.filter(offer=story.offers["cellule-enseignants"]).order_by("starts_on")[0]
    wish = Wish(
        slot=Slot.objects.select_related("offer__host_company").get(pk=slot.pk),
        own_school=School.objects.get(uai=HOME),
        numbers=Numbers(adults=2),
        provider=Provider.EAFC,
        message="Nous préparons un projet de technologie avec la classe de 3e C.",
    )
    key = uuid.uuid5(NAMESPACE, "staff")
    booking = workflow.request(story.actor("enseignante"), wish, key=key, today=story.today)
    if booking.state == "awaiting_visa":
        booking = workflow.give_visa(story.actor("principal"), booking, story.today)
    workflow.accept(story.actor("contact.cellule"), booking, "", story.today)
